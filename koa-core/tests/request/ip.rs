use koa_core::App;

use crate::support::{context_of, with_headers};

#[test]
fn it_is_the_address_of_the_peer() {
    let mut ctx = with_headers(&[("x-forwarded-for", "203.0.113.1")]);
    assert_eq!(ctx.ip(), "127.0.0.1");
    ctx.request.set_peer(Some("[2001:db8::1]:80".parse().unwrap()));
    assert_eq!(ctx.ip(), "2001:db8::1");
}

#[test]
fn it_is_empty_when_the_peer_has_no_address() {
    let mut ctx = with_headers(&[]);
    ctx.request.set_peer(None);
    assert_eq!(ctx.ip(), "");
    assert_eq!(ctx.request.peer(), None);
}

#[test]
fn behind_a_proxy_it_is_the_first_address_that_it_names() {
    let ctx = context_of(App::new().proxy(true), &[("x-forwarded-for", "203.0.113.1, 10.0.0.1")]);
    assert_eq!(ctx.ip(), "203.0.113.1");
}

#[test]
fn an_empty_first_address_gives_way_to_the_peer() {
    let ctx = context_of(App::new().proxy(true), &[("x-forwarded-for", ", 10.0.0.1")]);
    assert_eq!(ctx.ip(), "127.0.0.1");
}

#[test]
fn it_can_be_replaced() {
    let mut ctx = with_headers(&[]);
    ctx.request.set_ip("203.0.113.9");
    assert_eq!(ctx.ip(), "203.0.113.9");
}
