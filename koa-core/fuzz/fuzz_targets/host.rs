//! Host: never user information, of a list the first, and the same whether a proxy or the client sent it.

#![no_main]

use koa_core::host::{host, hostname, is_ip, subdomains};
use koa_core::{App, Context, test};
use koa_core_fuzz::{fields, value};
use libfuzzer_sys::fuzz_target;
use url::{Position, Url};

fuzz_target!(|input: &str| {
    let [named, proto, ips] = fields(input);
    let found = host(named);
    assert!(!found.contains('@'), "{named:?}");
    // What JavaScript trims: U+0085 is no white space there.
    let is_blank = |c: char| (c.is_whitespace() && c != '\u{85}') || c == '\u{feff}';
    let first = named.split(',').next().unwrap_or_default().trim_matches(is_blank);
    // A browser decodes a host, so that `u@a%2Cb` has a comma in it.
    match first.contains('@').then(|| Url::parse(&format!("http://{first}"))) {
        None => assert_eq!(found, first),
        Some(Ok(browser)) => assert_eq!(found, browser[Position::BeforeHost..Position::AfterPort], "{first:?}"),
        Some(Err(_)) => assert_eq!(found, "", "{first:?}"),
    }
    let name = hostname(&found);
    match name.starts_with('[') {
        true => assert!(is_ip(&name) && name.ends_with(']')),
        false => assert!(!name.contains(':')),
    }
    let labels = subdomains(&name, 0);
    if !is_ip(&name) {
        let joined: Vec<&str> = labels.iter().rev().copied().collect();
        assert_eq!(joined.join("."), name);
        assert_eq!(subdomains(&name, 2), labels.get(2..).unwrap_or_default());
    }
    check_forwarded(named, proto, ips);
});

fn check_forwarded(named: &str, proto: &str, ips: &str) {
    let app = || App::new().max_ips_count(2);
    let trusted = context(
        app().proxy(true),
        [("x-forwarded-host", named), ("x-forwarded-proto", proto), ("x-forwarded-for", ips)],
    );
    let direct = context(app(), [("host", named), ("x-forwarded-host", proto), ("x-forwarded-for", ips)]);
    if value(named).is_some_and(|value| !value.as_bytes().is_empty()) {
        assert_eq!(trusted.request.host(), direct.request.host());
    }
    assert_eq!(direct.request.protocol(), "http");
    assert!(direct.request.ips().is_empty() && trusted.request.ips().len() <= 2);
    assert!(!trusted.request.protocol().contains(','));
    assert_eq!(trusted.request.is_secure(), trusted.request.protocol() == "https");
}

fn context(app: App, headers: [(&'static str, &str); 3]) -> Context {
    let mut ctx = app.context(test::get("/").into_request());
    for (name, text) in headers {
        if let Some(value) = value(text) {
            ctx.request.headers_mut().append(name, value);
        }
    }
    ctx
}
