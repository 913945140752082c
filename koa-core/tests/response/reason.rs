use koa_core::{StatusCode, Version, test};

use crate::support::{request, respond};

#[test]
fn it_is_that_of_the_table_until_it_is_set() {
    let mut ctx = test::context("GET /");
    assert_eq!(ctx.reason(), Some("Not Found"));
    assert_eq!(ctx.set_status(StatusCode::OK).reason(), Some("OK"));
    assert_eq!(ctx.set_status(StatusCode::new(700).unwrap()).reason(), None);
    assert_eq!(ctx.set_reason("Seven Hundred").reason(), Some("Seven Hundred"));
}

#[test]
fn setting_the_status_sets_it_back() {
    let mut ctx = test::context("GET /");
    ctx.set_reason("Mine").set_status(StatusCode::CREATED);
    assert_eq!(ctx.reason(), Some("Created"));
}

#[test]
fn it_is_the_body_when_there_is_none() {
    let response = respond(|ctx| _ = ctx.set_status(StatusCode::OK).set_reason("All Fine"));
    assert_eq!((response.reason(), response.text()), (Some("All Fine"), "All Fine".into()));
}

#[test]
fn an_empty_one_is_that_of_the_table() {
    let response = respond(|ctx| _ = ctx.set_status(StatusCode::OK).set_reason(""));
    assert_eq!((response.reason(), response.text()), (Some("OK"), "OK".into()));
}

#[test]
fn over_http_2_there_is_none_and_the_body_is_the_number() {
    for version in [Version::HTTP_2, Version::HTTP_3] {
        let asked = test::get("/").with(|request| _ = request.set_version(version));
        let response = request(asked, |ctx| _ = ctx.set_status(StatusCode::BAD_REQUEST));
        assert_eq!((response.text().as_str(), response.header("content-length")), ("400", Some("3")));
    }
    let asked = test::get("/").with(|request| _ = request.set_version(Version::HTTP_10));
    assert_eq!(request(asked, |_| {}).text(), "Not Found");
}

#[test]
fn what_a_status_line_cannot_carry_is_a_500() {
    for reason in ["OK\r\nset-cookie: a=b", "a\nb", "\0", "☃"] {
        let response = respond(move |ctx| _ = ctx.set_reason(reason).set_body("body"));
        assert_eq!((response.status().as_u16(), response.reason()), (500, Some("Internal Server Error")));
    }
}
