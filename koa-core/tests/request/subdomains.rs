use koa_core::App;

use crate::support::{context_of, with_headers};

#[test]
fn they_come_from_the_right_without_the_last_two_labels() {
    assert_eq!(with_headers(&[("host", "tobi.ferrets.example.com:3000")]).subdomains(), ["ferrets", "tobi"]);
    assert!(with_headers(&[("host", "example.com")]).subdomains().is_empty());
}

#[test]
fn the_offset_is_a_setting() {
    let subdomains =
        |offset| context_of(App::new().subdomain_offset(offset), &[("host", "tobi.ferrets.example.com")]).subdomains();
    assert_eq!(subdomains(3), ["tobi"]);
    assert_eq!(subdomains(0), ["com", "example", "ferrets", "tobi"]);
    assert!(subdomains(9).is_empty());
}

#[test]
fn an_address_has_none() {
    for host in ["127.0.0.1", "127.0.0.1:3000", "[::1]", "[::1]:3000", ""] {
        assert!(with_headers(&[("host", host)]).subdomains().is_empty(), "{host}");
    }
}
