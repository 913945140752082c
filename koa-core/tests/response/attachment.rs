use koa_core::content_disposition::ContentDisposition;
use koa_core::test;

use crate::support::respond;

fn disposition(filename: &str) -> String {
    test::context("GET /").attachment(filename).response.headers().get("content-disposition").unwrap().decode().into()
}

#[test]
fn it_names_the_file() {
    assert_eq!(disposition("path/to/tobi.png"), "attachment; filename=\"tobi.png\"");
    assert_eq!(disposition("the \"best\".txt"), "attachment; filename=\"the \\\"best\\\".txt\"");
}

#[test]
fn what_iso_8859_1_cannot_say_is_given_twice() {
    assert_eq!(
        disposition("планы.pdf"),
        "attachment; filename=\"?????.pdf\"; filename*=UTF-8''%D0%BF%D0%BB%D0%B0%D0%BD%D1%8B.pdf"
    );
    assert_eq!(disposition("caf\u{e9}.txt"), "attachment; filename=\"caf\u{e9}.txt\"");
}

#[test]
fn the_extension_gives_the_type_unless_one_was_set() {
    assert_eq!(respond(|ctx| _ = ctx.attachment("a.png").set_body("x")).header("content-type"), Some("image/png"));
    let response = respond(|ctx| _ = ctx.set_content_type("text").attachment("a.html").set_body("x"));
    assert_eq!(response.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(
        respond(|ctx| _ = ctx.attachment("README").set_body("x")).header("content-type"),
        Some("text/plain; charset=utf-8")
    );
}

#[test]
fn a_name_cannot_split_the_response() {
    let response = respond(|ctx| _ = ctx.attachment("a\r\nset-cookie: b=c").set_body("x"));
    assert_eq!(response.header("set-cookie"), None);
    assert_eq!(response.headers().get("content-disposition").unwrap().decode().lines().count(), 1);
}

#[test]
fn any_other_disposition_can_be_set() {
    let mut ctx = test::context("GET /");
    ctx.response.set_disposition(None, &ContentDisposition::inline());
    assert_eq!(ctx.response.header("content-disposition"), Some("inline"));
    assert!(!ctx.has_header("content-type"));
    let name = "a.json";
    ctx.response.set_disposition(Some(name), &ContentDisposition::inline().filename(name));
    assert_eq!(ctx.response.header("content-disposition"), Some("inline; filename=\"a.json\""));
    assert_eq!(ctx.content_type(), "application/json");
}

#[test]
fn an_invalid_disposition_is_a_500() {
    let response = respond(|ctx| _ = ctx.response.set_disposition(None, &ContentDisposition::new("in line")));
    assert_eq!(response.status(), 500);
}
