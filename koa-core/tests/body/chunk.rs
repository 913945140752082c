use std::pin::pin;
use std::task::{Context, Poll, Waker};

use futures_core::Stream;
use koa_core::test::block_on;
use koa_core::{Body, Error};

use crate::support::{Gate, cancel, pieces, stream};

fn next(body: &mut Body) -> Option<String> {
    block_on(body.chunk()).map(|piece| String::from_utf8(piece.unwrap().to_vec()).unwrap())
}

#[test]
fn a_stream_comes_piece_by_piece_and_stays_at_its_end() {
    let mut body = stream(["one", "two"]);
    assert_eq!(next(&mut body).as_deref(), Some("one"));
    assert_eq!(next(&mut body).as_deref(), Some("two"));
    assert_eq!(next(&mut body), None);
    assert_eq!(next(&mut body), None);
}

#[test]
fn what_is_there_comes_in_one_piece() {
    for mut body in [Body::from("all"), Body::from(b"all"), Body::json_text("all")] {
        assert_eq!(next(&mut body).as_deref(), Some("all"));
        assert_eq!(next(&mut body), None);
    }
}

#[test]
fn an_empty_text_has_no_piece() {
    assert_eq!(next(&mut Body::from("")), None);
    assert_eq!(next(&mut Body::empty()), None);
}

#[test]
fn after_a_failure_there_is_nothing_more() {
    let mut body = Body::stream(pieces([Ok("one"), Err(Error::new(400, "broken")), Ok("two")]));
    assert_eq!(next(&mut body).as_deref(), Some("one"));
    assert_eq!(block_on(body.chunk()).unwrap().unwrap_err().message(), "broken");
    assert_eq!(next(&mut body), None);
}

#[test]
fn dropping_the_future_loses_nothing() {
    let gate = Gate::default();
    let opened = gate.clone();
    let mut texts = ["late"].into_iter();
    let mut body = Body::from_poll_fn(move |cx| {
        std::task::ready!(std::future::Future::poll(pin!(opened.wait()), cx));
        Poll::Ready(texts.next().map(|text| Ok(text.into())))
    });
    cancel(body.chunk());
    gate.open();
    assert_eq!(next(&mut body).as_deref(), Some("late"));
}

#[test]
fn a_body_is_a_stream() {
    let mut body = pin!(stream(["a", "b"]));
    let mut cx = Context::from_waker(Waker::noop());
    let mut all = Vec::new();
    while let Poll::Ready(Some(piece)) = body.as_mut().poll_next(&mut cx) {
        all.extend_from_slice(&piece.unwrap());
    }
    assert_eq!(all, b"ab");
}

#[test]
fn errors_of_any_stream_convert() {
    struct Broken;
    impl Stream for Broken {
        type Item = std::io::Result<&'static [u8]>;

        fn poll_next(self: std::pin::Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(Some(Err(std::io::Error::other("the disk is gone"))))
        }
    }
    let error = block_on(Body::stream(Broken).bytes()).unwrap_err();
    assert_eq!((error.status().as_u16(), error.message()), (500, "the disk is gone"));
}
