#![cfg(feature = "json")]

use koa_core::test::{self, TestResponse};
use koa_core::{App, Body, Error};

use crate::support::{pieces, stream};

fn sum() -> App {
    App::new().with(async |ctx, _| {
        let numbers: Vec<u32> = ctx.request.json().await?;
        ctx.set_body(numbers.iter().sum::<u32>().to_string());
        Ok(())
    })
}

fn post(content_type: &str, body: impl Into<Body>) -> TestResponse {
    test::post("/").header("content-type", content_type).body(body).send(&sum())
}

#[test]
fn it_is_the_body_as_a_type() {
    assert_eq!(post("application/json", "[1, 2, 3]").text(), "6");
    assert_eq!(post("application/json", stream(["[1, 2", "0, 3]"])).text(), "24");
}

#[test]
fn any_type_that_ends_in_json_will_do() {
    for content_type in ["Application/JSON", "application/json; charset=utf-8", "application/vnd.api+json"] {
        assert_eq!(post(content_type, "[1]").text(), "1", "{content_type}");
    }
}

#[test]
fn another_type_is_a_415_that_names_it() {
    for content_type in ["text/plain", "application/jsonp", "application/x-www-form-urlencoded", "json", "text/json"] {
        let response = post(content_type, "[1]");
        assert_eq!(response.status(), 415, "{content_type}");
        assert_eq!(response.text(), format!("the body must be JSON, not \"{content_type}\""));
    }
}

#[test]
fn another_type_is_refused_before_the_body_is_read() {
    let mut ctx = test::context("POST /");
    ctx.request.headers_mut().insert("content-type", "text/plain");
    ctx.request.set_body("[1]");
    assert_eq!(test::block_on(ctx.request.json::<[u8; 1]>()).unwrap_err().status(), 415);
    assert_eq!(test::block_on(ctx.request.text()).unwrap(), "[1]");
}

#[test]
fn a_body_without_a_type_is_taken_for_json() {
    assert_eq!(test::post("/").body("[1, 2, 3]").send(&sum()).text(), "6");
    assert_eq!(post("", "[1, 2, 3]").text(), "6");
}

#[test]
fn what_is_not_json_of_that_type_is_a_400_that_says_so() {
    for body in ["[1, 2", "{}", "[-1]", "[1] x", " "] {
        let response = post("application/json", body);
        assert_eq!(response.status(), 400, "{body}");
        assert_eq!(response.text(), "the body is not the JSON that was expected");
    }
    assert_eq!(post("application/json", b"[\xFF]").status(), 400);
}

#[test]
fn what_went_wrong_is_the_source() {
    let mut ctx = test::context("POST /");
    ctx.request.set_body("{");
    let error = test::block_on(ctx.request.json::<u8>()).unwrap_err();
    assert!(error.source().unwrap().to_string().contains("line 1"), "{error:?}");
    assert!(error.is_exposed() && !error.message().contains("line"), "{error:?}");
}

#[test]
fn an_empty_body_is_a_400_and_so_is_a_second_read() {
    let response = post("application/json", "");
    assert_eq!((response.status().as_u16(), response.text()), (400, "the body is empty, but JSON was expected".into()));

    let mut ctx = test::context("POST /");
    ctx.request.set_body("1");
    assert_eq!(test::block_on(ctx.request.json::<u8>()).unwrap(), 1);
    let again = test::block_on(ctx.request.json::<u8>()).unwrap_err();
    assert_eq!((again.status().as_u16(), again.message()), (400, "the body is empty, but JSON was expected"));
}

#[test]
fn it_is_utf_8_whatever_the_charset_says() {
    let mut ctx = test::context("POST /");
    ctx.request.headers_mut().insert("content-type", "application/json; charset=latin1");
    ctx.request.set_body(&b"\xEF\xBB\xBF\"\xC3\xA9\""[..]);
    assert_eq!(test::block_on(ctx.request.json::<String>()).unwrap(), "é");
}

#[test]
fn a_body_that_is_too_large_or_broken_keeps_its_status() {
    let request = test::post("/").body(stream(["[1,", "2]"])).with(|request| {
        request.body_mut().set_limit(Some(4));
    });
    let response = request.send(&sum());
    assert_eq!(response.status(), 413);
    assert_eq!(response.text(), "the body is larger than the limit of 4 bytes");

    let body = Body::stream(pieces([Ok("[1,"), Err(Error::new(408, "too slow"))]));
    assert_eq!(post("application/json", body).status(), 408);
}

#[test]
fn its_future_is_send() {
    fn assert_send(_: &impl Send) {}
    assert_send(&test::context("POST /").request.json::<String>());
}
