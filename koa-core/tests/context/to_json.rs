#![cfg(feature = "json")]

use koa_core::{App, StatusCode, test};
use serde_json::json;

use crate::support::{respond, with_headers};

fn text(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap()
}

#[test]
fn an_app_shows_three_settings() {
    let app = App::local().env("staging").proxy(true).subdomain_offset(3).silent(true);
    assert_eq!(text(&app), r#"{"subdomainOffset":3,"proxy":true,"env":"staging"}"#);
    assert_eq!(text(&app), text(app.settings()));
}

#[test]
fn a_request_shows_its_headers_in_the_order_of_their_names() {
    let mut ctx = with_headers(&[("b", "1"), ("A", "2"), ("b", "3"), ("cookie", "x=1"), ("cookie", "y=2")]);
    ctx.request.set_url("/changed");
    let header = r#"{"b":"1, 3","a":"2","cookie":"x=1; y=2"}"#;
    assert_eq!(text(&ctx.request), format!(r#"{{"method":"GET","url":"/changed","header":{header}}}"#));
}

#[test]
fn a_request_shows_set_cookie_as_a_list_and_single_fields_once() {
    let ctx = with_headers(&[("set-cookie", "a=1"), ("host", "one"), ("host", "two"), ("x", "caf\u{e9}")]);
    let json = serde_json::to_value(&ctx.request).unwrap();
    assert_eq!(json["header"], json!({"set-cookie": ["a=1"], "host": "one", "x": "caf\u{e9}"}));
}

#[test]
fn a_response_shows_what_came_several_times_as_a_list() {
    let mut ctx = test::context("GET /");
    ctx.set_body("hi").append_header("set-cookie", "a=1").append_header("x", "1").append_header("x", "2");
    let header =
        r#"{"content-type":"text/plain; charset=utf-8","content-length":"2","set-cookie":"a=1","x":["1","2"]}"#;
    assert_eq!(text(&ctx.response), format!(r#"{{"status":200,"message":"OK","header":{header}}}"#));
}

#[test]
fn a_status_without_a_reason_has_no_message() {
    let mut ctx = test::context("GET /");
    ctx.set_status(StatusCode::new(299).unwrap());
    assert_eq!(text(&ctx.response), r#"{"status":299,"header":{}}"#);
}

#[test]
fn a_context_shows_request_response_and_app() {
    let mut ctx = test::context("GET /before");
    ctx.set_url("/after");
    let (request, response, app) = (text(&ctx.request), text(&ctx.response), text(ctx.settings()));
    let expected = format!(r#"{{"request":{request},"response":{response},"app":{app},"originalUrl":"/before"}}"#);
    assert_eq!(text(&ctx), expected);
}

#[test]
fn a_request_can_be_sent_back() {
    let response = respond(|ctx| _ = ctx.response.set_json(&ctx.request).unwrap());
    assert_eq!(response.text(), r#"{"method":"GET","url":"/","header":{}}"#);
}
