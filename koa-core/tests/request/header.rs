use koa_core::{HeaderValue, header};

use crate::support::with_headers;

#[test]
fn names_have_no_case() {
    let ctx = with_headers(&[("X-Custom", "1")]);
    for name in ["x-custom", "X-CUSTOM"] {
        assert_eq!((ctx.header(name), ctx.request.header(name)), (Some("1"), Some("1")));
    }
}

#[test]
fn constants_are_names() {
    assert_eq!(with_headers(&[("host", "a")]).header(header::HOST), Some("a"));
}

#[test]
fn an_absent_header_is_none_and_an_empty_one_is_not() {
    let ctx = with_headers(&[("x-empty", "")]);
    assert_eq!((ctx.header("x-none"), ctx.header("x-empty")), (None, Some("")));
}

#[test]
fn of_several_values_it_is_the_first() {
    assert_eq!(with_headers(&[("x-a", "1"), ("x-a", "2")]).header("x-a"), Some("1"));
}

#[test]
fn referrer_and_referer_are_one_name() {
    for header in ["referer", "referrer"] {
        let ctx = with_headers(&[(header, "/back")]);
        assert_eq!((ctx.header("Referer"), ctx.header("Referrer")), (Some("/back"), Some("/back")));
    }
}

#[test]
fn the_spelling_with_two_rs_comes_first_unless_it_is_empty() {
    assert_eq!(with_headers(&[("referer", "one"), ("referrer", "two")]).header("referer"), Some("two"));
    assert_eq!(with_headers(&[("referer", "one"), ("referrer", "")]).header("referrer"), Some("one"));
    assert_eq!(with_headers(&[]).header("referer"), None);
}

#[test]
fn every_header_can_be_listed_and_changed() {
    let mut ctx = with_headers(&[("x-a", "1"), ("x-b", "2")]);
    ctx.request.headers_mut().insert("x-a", "3");
    let listed: Vec<_> = ctx.headers().iter().map(|(name, value)| (name.as_str(), value.to_str())).collect();
    assert_eq!(listed, [("x-a", Some("3")), ("x-b", Some("2"))]);
}

#[test]
fn what_is_not_utf_8_is_no_text() {
    let mut ctx = with_headers(&[]);
    ctx.request.headers_mut().insert("x-latin", HeaderValue::new("caf\u{e9}").unwrap());
    assert_eq!(ctx.header("x-latin"), None);
    assert_eq!(ctx.request.combined_header("x-latin").as_deref(), Some("caf\u{e9}"));
}
