use koa_core::test::block_on;
use koa_core::{Body, Error};

use crate::support::{pieces, stream};

#[test]
fn they_are_everything_in_one_piece() {
    assert_eq!(block_on(stream(["one", "", "two", "three"]).bytes()).unwrap(), "onetwothree");
    assert_eq!(block_on(Body::from("text").bytes()).unwrap(), "text");
    assert_eq!(block_on(Body::empty().bytes()).unwrap(), "");
    assert_eq!(block_on(stream([]).bytes()).unwrap(), "");
}

#[test]
fn a_single_piece_is_not_copied() {
    static TEXT: &str = "the same memory";
    assert_eq!(block_on(Body::from(TEXT).bytes()).unwrap().as_ptr(), TEXT.as_ptr());
    assert_eq!(block_on(stream([TEXT]).bytes()).unwrap().as_ptr(), TEXT.as_ptr());
}

#[test]
fn a_failure_is_told_and_the_part_is_not_taken_for_the_whole() {
    let mut body = Body::stream(pieces([Ok("one"), Ok("two"), Err(Error::new(408, "too slow"))]));
    assert_eq!(block_on(body.bytes()).unwrap_err().status(), 408);
}

#[test]
fn what_was_read_before_is_not_read_again() {
    let mut body = stream(["one", "two"]);
    block_on(body.chunk());
    assert_eq!(block_on(body.bytes()).unwrap(), "two");
    assert_eq!(block_on(body.bytes()).unwrap(), "");
}
