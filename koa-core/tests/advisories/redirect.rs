//! CVE-2025-32379 of Koa, CVE-2024-43799 and CVE-2024-43800 of its relatives: markup in redirects.

use koa_core::test::{self, TestResponse};

use crate::support::request;

fn redirect(target: &'static str, accept: &str) -> TestResponse {
    request(test::get("/").header("accept", accept), move |ctx| _ = ctx.redirect(target))
}

#[test]
fn cve_2025_32379_a_target_is_no_markup_in_the_body() {
    for target in [
        "/<script>alert(1)</script>",
        "/\"><img src=x onerror=alert(1)>",
        "/' onmouseover='alert(1)",
        "http://example.com/<script>alert(1)</script>",
    ] {
        let response = redirect(target, "text/html");
        assert!(!response.text().contains(['<', '>', '"', '\'']), "{target}");
        assert_eq!(
            redirect(target, "text/plain").header("content-type"),
            Some("text/plain; charset=utf-8"),
            "{target}"
        );
    }
}

#[test]
fn cve_2025_32379_a_body_links_to_nothing() {
    for target in ["/", "http://example.com/", "//example.com"] {
        assert!(!redirect(target, "text/html").text().contains("href"), "{target}");
    }
}

#[test]
fn a_target_that_browsers_run_is_refused() {
    for target in [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "\u{1}javascript:alert(1)",
        "\tjavascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:msgbox(1)",
    ] {
        let response = redirect(target, "text/html");
        assert_eq!((response.status().as_u16(), response.header("location")), (500, None), "{target:?}");
    }
}

#[test]
fn a_scheme_that_browsers_would_mend_is_no_scheme_in_the_location() {
    for target in ["java\tscript:alert(1)", "java\nscript:alert(1)", "java\rscript:alert(1)"] {
        let response = redirect(target, "text/html");
        assert!(!response.header("location").unwrap_or_default().contains(['\t', '\n', '\r']), "{target:?}");
        assert!(!response.header("location").unwrap_or_default().starts_with("javascript:"), "{target:?}");
    }
}
