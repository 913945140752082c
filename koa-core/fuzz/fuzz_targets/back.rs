//! Redirects: back stays on this host in a browser's eyes, and no body holds markup of the target.

#![no_main]

use koa_core::{Context, test};
use koa_core_fuzz::{assert_one_line, fields, value};
use libfuzzer_sys::fuzz_target;
use url::Url;

const ALTERNATIVE: &str = "/alternative";

fuzz_target!(|input: &str| {
    let [referrer, target] = fields(input);
    let mut ctx = context();
    if let Some(referrer) = value(referrer) {
        ctx.request.headers_mut().insert("referer", referrer);
    }
    ctx.back(ALTERNATIVE);
    if let Some(location) = location(&mut ctx) {
        for scheme in ["http", "https"] {
            let base = Url::parse(&format!("{scheme}://example.com:8080/a/b?c")).expect("a URL");
            let Ok(there) = base.join(&fewer_slashes(&location)) else {
                // Read, a tab in a host is nothing; sent, it is the %09 that no host may have.
                assert!(referrer.contains('\t') && location.contains("%09"), "{location:?}");
                continue;
            };
            assert!(matches!(there.scheme(), "http" | "https"), "{location:?}");
            assert_eq!((there.host_str(), there.port()), (Some("example.com"), Some(8080)), "{location:?}");
        }
    }

    let mut ctx = context();
    ctx.redirect(target);
    if let Some(location) = location(&mut ctx) {
        assert!(!location.split_once(':').is_some_and(|(scheme, _)| runs_scripts(scheme)), "{location:?}");
        // Where a browser cannot go it stays, as it does for a host that is none: `//%00/`.
        let there = Url::parse("http://example.com:8080/").expect("a URL").join(&location);
        assert!(!there.is_ok_and(|there| runs_scripts(there.scheme())), "{location:?}");
    }
});

fn runs_scripts(scheme: &str) -> bool {
    ["javascript", "data", "vbscript"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
}

/// The standard skips any number of slashes before a host, the crate `url` only two.
fn fewer_slashes(location: &str) -> String {
    match location.strip_prefix("//") {
        Some(rest) => format!("//{}", rest.trim_start_matches(['/', '\\'])),
        None => location.into(),
    }
}

fn context() -> Context {
    let mut ctx = test::context("GET /a/b?c");
    ctx.request.headers_mut().insert("host", "example.com:8080");
    ctx
}

/// Where a response leads; it has a body of harmless text then, and an error else.
fn location(ctx: &mut Context) -> Option<String> {
    if ctx.response.take_error().is_some() {
        return None;
    }
    let location = ctx.response.header("location").expect("a redirect has a target").to_owned();
    assert_one_line(&location);
    assert!(location.is_ascii() && !location.contains(' '), "{location:?}");
    let body = ctx.body().as_text().expect("a redirect explains itself");
    assert!(!body.contains(['<', '>', '"', '\'']), "{body:?}");
    Some(location)
}
