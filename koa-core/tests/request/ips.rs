use koa_core::App;

use crate::support::{context_of, with_headers};

const FORWARDED: [(&str, &str); 2] = [("x-forwarded-for", "a, b ,c"), ("x-real-ip", "d")];

#[test]
fn without_a_proxy_there_are_none() {
    assert!(with_headers(&FORWARDED).ips().is_empty());
}

#[test]
fn they_are_the_addresses_that_the_proxies_name() {
    assert_eq!(context_of(App::new().proxy(true), &FORWARDED).ips(), ["a", "b", "c"]);
}

#[test]
fn several_fields_are_one_list() {
    let headers = [("x-forwarded-for", "a"), ("x-forwarded-for", "b,")];
    assert_eq!(context_of(App::new().proxy(true), &headers).ips(), ["a", "b", ""]);
}

#[test]
fn without_the_header_there_are_none() {
    assert!(context_of(App::new().proxy(true), &[]).ips().is_empty());
    assert!(context_of(App::new().proxy(true), &[("x-forwarded-for", "")]).ips().is_empty());
}

#[test]
fn the_last_ones_count_when_there_is_a_maximum() {
    let ips = |count| context_of(App::new().proxy(true).max_ips_count(count), &FORWARDED).ips();
    assert_eq!(ips(1), ["c"]);
    assert_eq!(ips(2), ["b", "c"]);
    assert_eq!(ips(9), ["a", "b", "c"]);
    assert_eq!(ips(0), ["a", "b", "c"]);
}

#[test]
fn the_header_is_a_setting() {
    assert_eq!(context_of(App::new().proxy(true).proxy_ip_header("X-Real-IP"), &FORWARDED).ips(), ["d"]);
}
