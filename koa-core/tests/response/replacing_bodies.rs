use koa_core::{Body, Context};

use crate::support::{Counter, Guard, respond, stream};

fn headers(handler: impl Fn(&mut Context) + 'static) -> (Option<String>, Option<String>) {
    let response = respond(handler);
    let header = |name| response.header(name).map(str::to_owned);
    (header("content-type"), header("content-length"))
}

#[test]
fn the_last_body_is_sent_with_its_own_length() {
    let response = respond(|ctx| _ = ctx.set_body("first").set_body("2nd"));
    assert_eq!((response.text().as_str(), response.header("content-length")), ("2nd", Some("3")));
}

#[test]
fn the_first_type_stays() {
    assert_eq!(headers(|ctx| _ = ctx.set_body("<p>").set_body("text")).0.unwrap(), "text/html; charset=utf-8");
    assert_eq!(headers(|ctx| _ = ctx.set_body(b"b").set_body("text")).0.unwrap(), "application/octet-stream");
    assert_eq!(headers(|ctx| _ = ctx.set_body(stream(["a"])).set_body("text")).0.unwrap(), "application/octet-stream");
}

#[test]
fn json_brings_its_own_type() {
    let (content_type, length) = headers(|ctx| _ = ctx.set_body("text").set_body(Body::json_text("{ }")));
    assert_eq!((content_type.unwrap(), length.unwrap()), ("application/json; charset=utf-8".into(), "3".into()));
}

#[test]
fn a_stream_forgets_the_length_of_what_it_replaces() {
    assert_eq!(headers(|ctx| _ = ctx.set_body("text").set_body(stream(["a"]))).1, None);
    assert_eq!(headers(|ctx| _ = ctx.set_body(stream(["a"])).set_content_length(1).set_body(stream(["ab"]))).1, None);
}

#[test]
fn a_stream_that_is_replaced_is_dropped_at_once() {
    let dropped = Counter::default();
    let counter = dropped.clone();
    let mut ctx = koa_core::test::context("GET /");
    let guard = Guard(counter);
    ctx.set_body(Body::from_poll_fn(move |_| {
        let _held = &guard;
        std::task::Poll::Ready(None)
    }));
    assert_eq!(dropped.get(), 0);
    ctx.set_body("text");
    assert_eq!(dropped.get(), 1);
}

#[test]
fn nothing_and_then_something_keeps_the_status_of_nothing() {
    let response = respond(|ctx| _ = ctx.clear_body().set_body("late"));
    assert_eq!((response.status().as_u16(), response.text()), (204, String::new()));
}
