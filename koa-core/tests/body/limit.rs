use koa_core::Body;
use koa_core::test::block_on;

use crate::support::{pieces, stream};

fn limited(mut body: Body, limit: u64) -> koa_core::Result<String> {
    body.set_limit(Some(limit));
    block_on(body.bytes()).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

#[test]
fn as_much_as_the_limit_passes() {
    assert_eq!(limited(stream(["one", "two"]), 6).unwrap(), "onetwo");
    assert_eq!(limited("text".into(), 4).unwrap(), "text");
    assert_eq!(limited(Body::sized_stream(pieces([Ok("text")]), 4), 4).unwrap(), "text");
    assert_eq!(limited(Body::empty(), 0).unwrap(), "");
}

#[test]
fn more_is_a_413_whatever_the_kind() {
    for body in [
        stream(["one", "two"]),
        "onetwo".into(),
        Body::from(b"onetwo"),
        Body::json_text("onetwo"),
        Body::sized_stream(pieces([Ok("one"), Ok("two")]), 6),
    ] {
        let error = limited(body, 5).unwrap_err();
        assert_eq!(error.status(), 413);
        assert_eq!(error.message(), "the body is larger than the limit of 5 bytes");
    }
}

#[test]
fn a_length_over_the_limit_is_told_before_anything_is_read() {
    let mut body = Body::sized_stream(pieces([Ok("one"), Ok("two")]), 6);
    body.set_limit(Some(5));
    assert_eq!(block_on(body.chunk()).unwrap().unwrap_err().status(), 413);
    body.set_limit(Some(6));
    assert_eq!(block_on(body.bytes()).unwrap(), "onetwo");
}

#[test]
fn the_limit_counts_from_where_it_is_set() {
    let mut body = stream(["one", "two"]);
    body.set_limit(Some(3));
    assert_eq!(block_on(body.chunk()).unwrap().unwrap(), "one");
    body.set_limit(Some(3));
    assert_eq!(block_on(body.chunk()).unwrap().unwrap(), "two");
}

#[test]
fn it_can_be_taken_back() {
    for mut body in [stream(["one", "two"]), "onetwo".into()] {
        body.set_limit(Some(1)).set_limit(None);
        assert_eq!(block_on(body.bytes()).unwrap(), "onetwo");
    }
}

#[test]
fn a_body_within_the_limit_stays_what_it_is() {
    let mut body = Body::from("text");
    body.set_limit(Some(4));
    assert_eq!(body.as_text(), Some("text"));
}
