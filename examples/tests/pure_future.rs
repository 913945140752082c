//! cargo test -p koa-examples --test pure_future
//!
//! An application is a function from a request to a response, and its future needs no runtime: a
//! test drives it where it stands, or polls it by hand to see what happens in between.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use koa_core::{App, Body, Method, Request, test};

/// Answers with the length of what it is sent, once it has all arrived.
fn app() -> App {
    App::new().with(async |ctx, _| {
        let length = ctx.request.bytes().await?.len();
        ctx.set_body(format!("{length} bytes"));
        Ok(())
    })
}

#[test]
fn a_request_is_sent_and_its_response_looked_at() {
    let response = test::post("/").body("hello").send(&app());
    assert_eq!(response.status(), 200);
    assert_eq!(response.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(response.text(), "5 bytes");
}

#[test]
fn the_future_runs_on_any_executor() {
    let app = app();
    let answered = async { test::post("/").body("hello").respond(&app).await.text() };
    assert_eq!(test::block_on(answered), "5 bytes");
}

#[test]
fn a_slow_upload_is_waited_for_step_by_step() {
    let app = app();
    let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
    let mut request = Request::new(Method::POST, "/");
    request.set_body(Body::from_poll_fn(move |cx| receiver.poll_recv(cx).map(|piece| piece.map(Ok))));

    let mut response = pin!(app.respond(request));
    let mut cx = Context::from_waker(Waker::noop());
    assert!(response.as_mut().poll(&mut cx).is_pending(), "nothing has arrived");

    sender.send("hel".into()).unwrap();
    assert!(response.as_mut().poll(&mut cx).is_pending(), "there may be more");

    sender.send("lo".into()).unwrap();
    drop(sender);
    let Poll::Ready(response) = response.as_mut().poll(&mut cx) else { panic!("everything has arrived") };
    assert_eq!(response.body().as_text(), Some("5 bytes"));
}
