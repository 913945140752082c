//! CVE-2026-27959 of Koa: user information in Host passed for the host.

use koa_core::App;

use crate::support::{FLOOD, context_of, with_headers};

#[test]
fn cve_2026_27959_user_information_does_not_pass_for_the_host() {
    for host in
        ["good.com:x@evil.com", "good.com@evil.com", "good.com:80@evil.com:81", "@evil.com", "good.com\\@evil.com"]
    {
        let ctx = with_headers(&[("host", host)]);
        let (named, hostname) = (ctx.request.host(), ctx.request.hostname());
        assert!(!named.contains('@') && !hostname.contains('@'), "{host}");
        if !host.contains('\\') {
            assert_ne!(hostname, "good.com", "{host}");
        }
        let ctx = context_of(App::new().proxy(true), &[("x-forwarded-host", host)]);
        assert!(!ctx.request.host().contains('@'), "{host}");
    }
}

#[test]
fn a_hostile_host_is_read_in_linear_time() {
    for hostile in ["[", ":", ".", "@", "[::", "%", "a."] {
        let host = hostile.repeat(FLOOD / hostile.len());
        let ctx = with_headers(&[("host", &host)]);
        assert!(!ctx.request.hostname().contains(':'), "{hostile}");
        assert!(ctx.request.subdomains().len() <= host.len() + 1, "{hostile}");
    }
}
