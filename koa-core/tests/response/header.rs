use koa_core::{header, test};

#[test]
fn it_is_the_first_value_in_any_case() {
    let mut ctx = test::context("GET /");
    ctx.append_header("x-a", "1").append_header("x-a", "2");
    assert_eq!((ctx.response.header("X-A"), ctx.response.header("x-b")), (Some("1"), None));
}

#[test]
fn the_context_reads_the_request_and_the_response_its_own() {
    let mut ctx = crate::support::with_headers(&[("x-a", "of the request")]);
    ctx.set_header("x-a", "of the response");
    assert_eq!((ctx.header("x-a"), ctx.response.header("x-a")), (Some("of the request"), Some("of the response")));
}

#[test]
fn all_of_them_can_be_listed_and_changed() {
    let mut ctx = test::context("GET /");
    ctx.set_etag("v1");
    ctx.response.headers_mut().insert(header::AGE, 1);
    assert_eq!(ctx.response.headers().len(), 2);
}
