use koa_core::App;

use crate::support::{context_of, with_headers};

fn hostname(host: &str) -> String {
    with_headers(&[("host", host)]).hostname().into_owned()
}

#[test]
fn it_is_the_host_without_its_port() {
    assert_eq!(hostname("foo.com:3000"), "foo.com");
    assert_eq!(hostname("foo.com"), "foo.com");
    assert_eq!(hostname(""), "");
    assert_eq!(with_headers(&[]).hostname(), "");
}

#[test]
fn an_ipv6_address_keeps_its_brackets() {
    assert_eq!(hostname("[::1]"), "[::1]");
    assert_eq!(hostname("[2001:CDBA:0000:0000::3257:9652]:1234"), "[2001:cdba::3257:9652]");
}

#[test]
fn a_malformed_ipv6_address_is_no_host() {
    for host in ["[", "[::1", "[zz::]", "[::1]/evil.com", "[::1]?x"] {
        assert_eq!(hostname(host), "", "{host}");
    }
}

#[test]
fn behind_a_proxy_it_is_that_of_the_forwarded_host() {
    let ctx = context_of(App::new().proxy(true), &[("host", "foo.com"), ("x-forwarded-host", "[::1]:80, b")]);
    assert_eq!(ctx.hostname(), "[::1]");
}
