use koa_core::{Context, Method, StatusCode};

use crate::support::with_headers;

fn fetched(headers: &[(&str, &str)]) -> Context {
    let mut ctx = with_headers(headers);
    ctx.set_status(StatusCode::OK);
    ctx
}

#[test]
fn an_unconditional_request_is_stale() {
    let mut ctx = fetched(&[]);
    ctx.set_etag("v1");
    assert!(!ctx.is_fresh());
    assert!(ctx.is_stale());
}

#[test]
fn a_tag_that_the_client_holds_is_fresh() {
    let mut ctx = fetched(&[("if-none-match", "\"v1\"")]);
    assert!(ctx.is_stale());
    ctx.set_etag("v1");
    assert!(ctx.is_fresh());
    assert!(!ctx.is_stale());
    ctx.set_etag("v2");
    assert!(ctx.is_stale());
}

#[test]
fn tags_in_several_fields_are_one_list() {
    let mut ctx = fetched(&[("if-none-match", "\"v1\""), ("if-none-match", "\"v2\"")]);
    ctx.set_etag("v2");
    assert!(ctx.is_fresh());
}

#[test]
fn a_copy_is_fresh_until_the_resource_changes() {
    let mut ctx = fetched(&[("if-modified-since", "Thu, 01 Jan 1970 00:01:00 GMT")]);
    ctx.set_last_modified(60_000);
    assert!(ctx.is_fresh());
    ctx.set_last_modified(61_000);
    assert!(ctx.is_stale());
}

#[test]
fn no_cache_asks_for_everything() {
    let mut ctx =
        fetched(&[("if-none-match", "\"v1\""), ("cache-control", "max-age=0"), ("cache-control", "no-cache")]);
    ctx.set_etag("v1");
    assert!(ctx.is_stale());
}

#[test]
fn only_a_status_of_success_or_304_can_be_fresh() {
    for (status, fresh) in
        [(200, true), (299, true), (304, true), (199, false), (300, false), (404, false), (500, false)]
    {
        let mut ctx = with_headers(&[("if-none-match", "\"v1\"")]);
        ctx.set_etag("v1").set_status(StatusCode::new(status).unwrap());
        assert_eq!(ctx.is_fresh(), fresh, "{status}");
    }
}

#[test]
fn only_get_and_head_can_be_fresh() {
    for (method, fresh) in [("GET", true), ("HEAD", true), ("POST", false), ("get", false)] {
        let mut ctx = fetched(&[("if-none-match", "\"v1\"")]);
        ctx.set_etag("v1").set_method(Method::new(method).unwrap());
        assert_eq!(ctx.is_fresh(), fresh, "{method}");
    }
}
