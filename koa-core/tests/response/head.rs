use koa_core::{Body, Context, StatusCode, test};

use crate::support::{pieces, request, stream};

fn head(handler: impl Fn(&mut Context) + 'static) -> test::TestResponse {
    let response = request(test::TestRequest::new("HEAD", "/"), handler);
    assert_eq!(response.text(), "");
    response
}

#[test]
fn it_gets_the_headers_of_get() {
    let response = head(|ctx| _ = ctx.set_body("hello"));
    assert_eq!((response.status().as_u16(), response.header("content-length")), (200, Some("5")));
    assert_eq!(response.header("content-type"), Some("text/plain; charset=utf-8"));
}

#[test]
fn json_and_sized_streams_have_a_length() {
    assert_eq!(head(|ctx| _ = ctx.set_body(Body::json_text("{}"))).header("content-length"), Some("2"));
    let sized = || Body::sized_stream(pieces([Ok("abc")]), 3);
    assert_eq!(head(move |ctx| _ = ctx.set_body(sized())).header("content-length"), Some("3"));
}

#[test]
fn a_stream_has_none_unless_it_was_set() {
    assert_eq!(head(|ctx| _ = ctx.set_body(stream(["a"]))).header("content-length"), None);
    assert_eq!(head(|ctx| _ = ctx.set_body(stream(["a"])).set_content_length(1)).header("content-length"), Some("1"));
}

#[test]
fn without_a_body_there_is_neither_length_nor_type() {
    for handler in [|_: &mut Context| {}, |ctx: &mut Context| _ = ctx.set_status(StatusCode::OK)] {
        let response = head(handler);
        assert_eq!((response.header("content-length"), response.header("content-type")), (None, None));
    }
}
