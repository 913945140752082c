//! CVE-2024-47764 of the package `cookie`: fields of a cookie that held attributes of their own.

use koa_core::{Cookie, cookies, test};

use crate::support::FLOOD;

const HOSTILE: [&str; 5] = ["a; domain=evil.com", "a;secure", "a\r\nset-cookie: b=1", "a\0", "a\n"];

fn assert_refused(make: impl Fn(&'static str) -> Cookie<'static>) {
    for text in HOSTILE {
        let mut ctx = test::context("GET /");
        assert!(ctx.cookies_mut().set(make(text)).is_err(), "{text:?}");
        assert!(!ctx.response.has_header("set-cookie"), "{text:?}");
    }
}

#[test]
fn cve_2024_47764_a_name_holds_no_attribute() {
    assert_refused(|text| Cookie::new(text, "1"));
}

#[test]
fn cve_2024_47764_a_value_holds_no_attribute() {
    assert_refused(|text| Cookie::new("a", text));
}

#[test]
fn cve_2024_47764_a_path_holds_no_attribute() {
    assert_refused(|text| Cookie::new("a", "1").path(text));
}

#[test]
fn cve_2024_47764_a_domain_holds_no_attribute() {
    assert_refused(|text| Cookie::new("a", "1").domain(text));
}

#[test]
fn a_hostile_cookie_header_is_read_in_linear_time() {
    for hostile in [";", " ", "a;", "a=1;", "\"", "=", "; "] {
        let header = hostile.repeat(FLOOD) + "; wanted=1";
        assert_eq!(cookies::find(&header, "wanted"), Some("1"), "{hostile}");
    }
    let spaces = " ".repeat(FLOOD);
    assert_eq!(cookies::find(&[&spaces, ";"].concat().repeat(2), &spaces), None);
}
