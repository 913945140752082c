use koa_core::test;

use crate::support::respond;

fn set(content_type: &str) -> Option<String> {
    let mut ctx = test::context("GET /");
    ctx.set_content_type("text/x-earlier").set_content_type(content_type);
    ctx.response.header("content-type").map(str::to_owned)
}

#[test]
fn an_extension_stands_for_its_type_and_charset() {
    assert_eq!(set("html").as_deref(), Some("text/html; charset=utf-8"));
    assert_eq!(set(".png").as_deref(), Some("image/png"));
    assert_eq!(set("JSON").as_deref(), Some("application/json; charset=utf-8"));
    assert_eq!(set("js").as_deref(), Some("text/javascript; charset=utf-8"));
}

#[test]
fn a_type_of_text_gets_a_charset_unless_it_has_one() {
    assert_eq!(set("text/html").as_deref(), Some("text/html; charset=utf-8"));
    assert_eq!(set("text/html; charset=iso-8859-1").as_deref(), Some("text/html; charset=iso-8859-1"));
    assert_eq!(set("image/png").as_deref(), Some("image/png"));
    assert_eq!(set("x/unknown; a=b").as_deref(), Some("x/unknown; a=b"));
}

#[test]
fn what_is_unknown_removes_the_header() {
    assert_eq!(set("no-such-extension"), None);
    assert_eq!(set(""), None);
}

#[test]
fn it_is_read_without_parameters() {
    let mut ctx = test::context("GET /");
    assert_eq!(ctx.content_type(), "");
    assert_eq!(ctx.set_content_type("html").content_type(), "text/html");
}

#[test]
fn what_a_header_cannot_carry_is_a_500() {
    let response = respond(|ctx| _ = ctx.set_content_type("text/html\r\nset-cookie: a").set_body("body"));
    assert_eq!(response.status(), 500);
    assert_eq!(response.header("set-cookie"), None);
}
