use koa_core::{App, Context, Version};

use crate::support::{context_of, with_headers};

fn trusting(headers: &[(&str, &str)]) -> Context {
    context_of(App::new().proxy(true), headers)
}

#[test]
fn it_is_the_host_header_with_its_port() {
    assert_eq!(with_headers(&[("host", "Foo.com:3000")]).host(), "Foo.com:3000");
    assert_eq!(with_headers(&[("host", "a.com, b.com")]).host(), "a.com");
}

#[test]
fn it_is_empty_when_nobody_names_one() {
    assert_eq!(with_headers(&[]).host(), "");
    assert_eq!(with_headers(&[("host", "")]).host(), "");
}

#[test]
fn a_forwarded_host_counts_only_behind_a_proxy() {
    let headers = [("host", "foo.com"), ("x-forwarded-host", "bar.com, baz.com")];
    assert_eq!(with_headers(&headers).host(), "foo.com");
    assert_eq!(trusting(&headers).host(), "bar.com");
}

#[test]
fn an_empty_forwarded_host_does_not_count() {
    assert_eq!(trusting(&[("host", "foo.com"), ("x-forwarded-host", "")]).host(), "foo.com");
}

#[test]
fn of_two_host_headers_the_first_counts() {
    assert_eq!(with_headers(&[("host", "a.com"), ("host", "b.com")]).host(), "a.com");
}

#[test]
fn the_authority_counts_from_http_2_on() {
    let mut ctx = with_headers(&[("host", "foo.com")]);
    ctx.request.set_authority("authority.com");
    assert_eq!(ctx.host(), "foo.com");
    ctx.request.set_version(Version::HTTP_2);
    assert_eq!(ctx.host(), "authority.com");
    ctx.request.set_authority("");
    assert_eq!(ctx.host(), "foo.com");
}

#[test]
fn a_forwarded_host_comes_before_the_authority() {
    let mut ctx = trusting(&[("x-forwarded-host", "bar.com")]);
    ctx.request.set_version(Version::HTTP_2).set_authority("authority.com");
    assert_eq!(ctx.host(), "bar.com");
}

#[test]
fn user_information_never_passes_for_a_host() {
    let ctx = with_headers(&[("host", "good.com:80@EVIL.com")]);
    assert_eq!(ctx.host(), if cfg!(feature = "url") { "evil.com" } else { "" });
    assert_eq!(with_headers(&[("host", "a@")]).host(), "");
}

#[test]
fn behind_user_information_it_is_decoded_as_in_a_browser() {
    let host = |value: &str| with_headers(&[("host", value)]).host().into_owned();
    assert_eq!(host("u@a%2Cb:80"), if cfg!(feature = "url") { "a,b" } else { "" });
    for value in ["u@a%40b", "u@a%3Ab", "u@a%00b", "u@a%2Fb", "u@a%25b"] {
        assert_eq!(host(value), "", "{value}");
    }
}

#[test]
fn it_is_trimmed_as_javascript_trims() {
    assert_eq!(with_headers(&[("host", "a.com\u{A0}, b.com")]).host(), "a.com");
    assert_eq!(with_headers(&[("host", "a.com\u{85}")]).host(), "a.com\u{85}");
    assert_eq!(with_headers(&[("host", "u@a.com\u{85}")]).host(), "");
}
