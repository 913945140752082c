use koa_core::StatusCode;

use crate::support::respond;

#[test]
fn it_is_404_until_something_sets_it() {
    let response = respond(|_| {});
    assert_eq!((response.status().as_u16(), response.reason()), (404, Some("Not Found")));
}

#[test]
fn a_body_makes_it_200_unless_it_was_set() {
    assert_eq!(respond(|ctx| _ = ctx.set_body("a")).status(), 200);
    assert_eq!(respond(|ctx| _ = ctx.set_status(StatusCode::CREATED).set_body("a")).status(), 201);
    assert_eq!(respond(|ctx| _ = ctx.set_status(StatusCode::NOT_FOUND).set_body("a")).status(), 404);
}

#[test]
fn a_status_without_a_body_answers_with_its_reason() {
    let response = respond(|ctx| _ = ctx.set_status(StatusCode::BAD_REQUEST));
    assert_eq!(response.text(), "Bad Request");
    assert_eq!(response.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(response.header("content-length"), Some("11"));
}

#[test]
fn a_status_without_a_reason_answers_with_its_number() {
    let response = respond(|ctx| _ = ctx.set_status(StatusCode::new(700).unwrap()));
    assert_eq!((response.status().as_u16(), response.text(), response.reason()), (700, "700".into(), None));
}

#[test]
fn the_body_that_nobody_set_is_text_whatever_the_type_was() {
    let response = respond(|ctx| _ = ctx.set_content_type("json").set_status(StatusCode::BAD_REQUEST));
    assert_eq!(response.header("content-type"), Some("text/plain; charset=utf-8"));
}
