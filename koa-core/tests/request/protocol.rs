use koa_core::{App, Context};

use crate::support::{context_of, with_headers};

fn trusting(headers: &[(&str, &str)]) -> Context {
    context_of(App::new().proxy(true), headers)
}

#[test]
fn it_is_that_of_the_connection() {
    let mut ctx = with_headers(&[]);
    assert_eq!((ctx.protocol().as_ref(), ctx.is_secure()), ("http", false));
    ctx.request.set_encrypted(true);
    assert_eq!((ctx.protocol().as_ref(), ctx.is_secure()), ("https", true));
}

#[test]
fn a_forwarded_protocol_counts_only_behind_a_proxy() {
    let headers = [("x-forwarded-proto", "HTTPS, http")];
    assert_eq!(with_headers(&headers).protocol(), "http");
    let ctx = trusting(&headers);
    assert_eq!((ctx.protocol().as_ref(), ctx.is_secure()), ("https", true));
}

#[test]
fn without_the_header_a_proxy_speaks_http() {
    assert_eq!(trusting(&[]).protocol(), "http");
    assert_eq!(trusting(&[("x-forwarded-proto", "")]).protocol(), "http");
}

#[test]
fn an_encrypted_connection_needs_no_header() {
    let mut ctx = trusting(&[("x-forwarded-proto", "http")]);
    ctx.request.set_encrypted(true);
    assert_eq!(ctx.protocol(), "https");
}

#[test]
fn other_protocols_pass_through_in_lower_case_and_are_not_secure() {
    let ctx = trusting(&[("x-forwarded-proto", "WSS")]);
    assert_eq!((ctx.protocol().as_ref(), ctx.is_secure()), ("wss", false));
}
