use koa_core::test;

use crate::support::respond;

fn set(etag: &str) -> String {
    test::context("GET /").set_etag(etag).etag().unwrap().to_owned()
}

#[test]
fn text_is_put_into_quotes_unless_it_has_them() {
    assert_eq!(set("v1"), "\"v1\"");
    assert_eq!(set("\"v1\""), "\"v1\"");
    assert_eq!(set("W/\"v1\""), "W/\"v1\"");
    assert_eq!(set("W/v1"), "\"W/v1\"");
    assert_eq!(set(""), "\"\"");
}

#[test]
fn there_is_none_until_it_is_set() {
    assert_eq!(test::context("GET /").etag(), None);
}

#[test]
fn what_a_header_cannot_carry_is_a_500() {
    let response = respond(|ctx| _ = ctx.set_body("body").set_etag("v1\r\nset-cookie: a"));
    assert_eq!((response.status().as_u16(), response.header("etag")), (500, None));
}
