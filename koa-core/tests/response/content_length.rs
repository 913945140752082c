use koa_core::{Body, test};

use crate::support::{respond, stream};

#[test]
fn it_is_that_of_the_header() {
    let mut ctx = test::context("GET /");
    assert_eq!(ctx.content_length(), None);
    assert_eq!(ctx.set_content_length(1024).content_length(), Some(1024));
    assert_eq!(ctx.response.header("content-length"), Some("1024"));
    ctx.set_header("content-length", "12abc");
    assert_eq!(ctx.content_length(), Some(12));
    ctx.set_header("content-length", "abc");
    assert_eq!(ctx.content_length(), Some(0));
}

#[test]
fn without_a_header_it_is_that_of_the_body() {
    for (body, length) in [
        (Body::from("häy"), Some(4)),
        (Body::from(b"abc"), Some(3)),
        (Body::json_text("{}"), Some(2)),
        (stream(["a"]), None),
    ] {
        let mut ctx = test::context("GET /");
        ctx.set_body(body).remove_header("content-length");
        assert_eq!(ctx.content_length(), length);
    }
}

#[test]
fn it_is_not_set_beside_a_transfer_encoding() {
    let mut ctx = test::context("GET /");
    ctx.set_header("transfer-encoding", "chunked").set_content_length(7);
    assert_eq!(ctx.response.header("content-length"), None);
}

#[test]
fn what_was_removed_by_hand_is_told_at_the_end_when_it_is_known() {
    let response = respond(|ctx| _ = ctx.set_body("four").remove_header("content-length"));
    assert_eq!(response.header("content-length"), Some("4"));
}

#[test]
fn of_json_it_is_what_is_sent_whatever_was_set() {
    let response = respond(|ctx| _ = ctx.set_body(Body::json_text("{}")).set_content_length(99));
    assert_eq!((response.header("content-length"), response.text()), (Some("2"), "{}".into()));
}
