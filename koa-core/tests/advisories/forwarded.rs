//! CVE-2025-25200 of Koa: lists of forwarded fields were split by an expression with backtracking.

use koa_core::{App, Context};

use crate::support::{FLOOD, context_of};

const HOSTILE: [&str; 4] = [" ", "\t", ",", " ,"];

fn forwarded(name: &str, value: &str) -> Context {
    context_of(App::new().proxy(true), &[(name, value)])
}

#[test]
fn cve_2025_25200_a_forwarded_host_is_split_in_linear_time() {
    for hostile in HOSTILE {
        let value = ["a.com", &hostile.repeat(FLOOD), "b"].concat();
        let host = forwarded("x-forwarded-host", &value).request.host().into_owned();
        assert!(host.starts_with("a.com") && !host.contains(','), "{hostile:?}");
    }
}

#[test]
fn cve_2025_25200_a_forwarded_protocol_is_split_in_linear_time() {
    for hostile in HOSTILE {
        let value = ["https,", &hostile.repeat(FLOOD), "x"].concat();
        assert!(forwarded("x-forwarded-proto", &value).request.is_secure(), "{hostile:?}");
    }
}

#[test]
fn cve_2025_25200_forwarded_addresses_are_split_in_linear_time() {
    for hostile in HOSTILE {
        let value = ["10.0.0.1,", &hostile.repeat(FLOOD), "10.0.0.2"].concat();
        let ctx = forwarded("x-forwarded-for", &value);
        assert_eq!(ctx.request.ip(), "10.0.0.1", "{hostile:?}");
        assert_eq!(ctx.request.ips().last().map(|ip| ip.ends_with("10.0.0.2")), Some(true), "{hostile:?}");
    }
}

#[test]
fn a_field_that_comes_in_many_lines_is_joined_in_linear_time() {
    let lines = vec![("accept-language", "a;q=0.1"); 100_000];
    let mut ctx = crate::support::with_headers(&[]);
    for (name, value) in lines {
        ctx.request.headers_mut().append(name, value);
    }
    assert_eq!(ctx.accepts_languages(&["a"]), Some("a"));
}
