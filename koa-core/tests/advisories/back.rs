//! CVE-2025-8129 and CVE-2025-62595 of Koa: `back` left for the host that the client named.

use koa_core::test;

use crate::support::{FLOOD, request};

fn back(field: &str, referrer: &str) -> Option<String> {
    let asked = test::get("/current").header("host", "example.com").header(field, referrer);
    request(asked, |ctx| _ = ctx.back("/home")).header("location").map(str::to_owned)
}

fn assert_stays(referrers: &[&str]) {
    for referrer in referrers {
        for field in ["referer", "referrer"] {
            let location = back(field, referrer);
            assert!(matches!(location.as_deref(), None | Some("/home")), "{referrer:?}: {location:?}");
        }
    }
}

#[test]
fn cve_2025_8129_back_does_not_leave_the_host() {
    assert_stays(&[
        "http://evil.com/",
        "https://evil.com/example.com",
        "http://example.com.evil.com/",
        "http://evil.com?example.com",
    ]);
}

#[test]
fn cve_2025_8129_back_tells_ports_apart() {
    assert_stays(&["http://example.com:8080/", "//example.com:1/"]);
}

#[test]
fn cve_2025_8129_user_information_does_not_pass_for_the_host() {
    assert_stays(&["http://example.com@evil.com/", "http://example.com:80@evil.com/", "//example.com@evil.com"]);
    assert_stays(&["http://evil.com\\@example.com/", "//example.com\\@evil.com/"]);
}

#[test]
fn cve_2025_62595_a_referrer_relative_to_the_scheme_names_a_host() {
    assert_stays(&["//evil.com", "///evil.com", "////evil.com", " //evil.com"]);
}

#[test]
fn cve_2025_62595_a_backslash_is_a_slash() {
    assert_stays(&["/\\evil.com", "\\/evil.com", "\\\\evil.com", "http:\\\\evil.com", "http:/\\evil.com"]);
}

#[test]
fn cve_2025_62595_tabs_hide_nothing() {
    assert_stays(&["/\t/evil.com", "\t//evil.com", "/\t\\evil.com", "h\tttp://evil.com", "java\tscript:alert(1)"]);
}

#[test]
fn cve_2025_62595_a_scheme_without_slashes_names_a_host() {
    assert_stays(&["http:evil.com", "http:/evil.com", "https:evil.com"]);
}

#[test]
fn back_runs_no_script() {
    assert_stays(&["javascript:alert(1)", "javascript://example.com/%0Aalert(1)", "data:text/html,x", "vbscript:x"]);
}

#[test]
fn a_hostile_referrer_is_read_in_linear_time() {
    for hostile in ["/", "\\", "../", "\t", "@", ":", "%"] {
        let referrer = ["http://evil.com/", &hostile.repeat(FLOOD)].concat();
        assert_stays(&[&referrer]);
    }
}
