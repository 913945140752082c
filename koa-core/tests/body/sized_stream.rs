use koa_core::test::block_on;
use koa_core::{Body, Result, test};

use crate::support::{pieces, respond};

fn read(texts: &[&'static str], length: u64) -> Result<bytes::Bytes> {
    block_on(Body::sized_stream(pieces(texts.iter().copied().map(Ok)), length).bytes())
}

#[test]
fn what_keeps_its_promise_is_read() {
    assert_eq!(read(&["one", "two"], 6).unwrap(), "onetwo");
    assert_eq!(read(&[], 0).unwrap(), "");
    assert_eq!(read(&["", "a", ""], 1).unwrap(), "a");
}

#[test]
fn too_little_is_an_error() {
    for texts in [&["one"][..], &["one", "tw"], &[]] {
        assert_eq!(read(texts, 6).unwrap_err().message(), "the body is shorter than its length");
    }
}

#[test]
fn too_much_is_an_error() {
    for texts in [&["one", "two", "x"][..], &["onetwox"], &["onetwo", "x"]] {
        assert_eq!(read(texts, 6).unwrap_err().message(), "the body is longer than its length");
    }
}

#[test]
fn the_length_is_what_is_left() {
    let mut body = Body::sized_stream(pieces([Ok("one"), Ok("two")]), 6);
    assert_eq!(body.len(), Some(6));
    block_on(body.chunk());
    assert_eq!(body.len(), Some(3));
}

#[test]
fn the_response_promises_the_length_and_a_broken_promise_breaks_it() {
    let response: test::TestResponse = respond(|ctx| {
        ctx.set_body(Body::sized_stream(pieces([Ok("one")]), 6));
    });
    assert_eq!((response.status().as_u16(), response.header("content-length")), (200, Some("6")));
    assert_eq!(response.body_error().unwrap().message(), "the body is shorter than its length");
}
