use koa_core::{Body, StatusCode, test};

use crate::support::{request, respond, stream};

const EMPTY: [StatusCode; 3] = [StatusCode::NO_CONTENT, StatusCode::RESET_CONTENT, StatusCode::NOT_MODIFIED];

#[test]
fn the_empty_statuses_have_no_body_and_no_headers_of_one() {
    for status in EMPTY {
        for body in
            [|| Body::from("text"), || Body::from(""), || Body::from(b"b"), || stream(["a"]), || Body::json_text("{}")]
        {
            let before = respond(move |ctx| _ = ctx.set_status(status).set_body(body()));
            let after = respond(move |ctx| _ = ctx.set_body(body()).set_status(status));
            for response in [before, after] {
                assert_eq!((response.status(), response.text()), (status, String::new()));
                let names: Vec<_> = response.headers().iter().map(|(name, _)| name.as_str()).collect();
                assert!(names.is_empty(), "{status} {names:?}");
            }
        }
    }
}

#[test]
fn other_headers_stay() {
    let response = respond(|ctx| _ = ctx.set_etag("v1").set_body("x").set_status(StatusCode::NOT_MODIFIED));
    assert_eq!(response.header("etag"), Some("\"v1\""));
}

#[test]
fn a_body_dropped_by_a_status_does_not_come_back() {
    let response = respond(|ctx| _ = ctx.set_body("x").set_status(StatusCode::NO_CONTENT).set_status(StatusCode::OK));
    assert_eq!((response.text().as_str(), response.header("content-length")), ("", Some("0")));
}

#[test]
fn head_is_no_exception() {
    let asked = test::TestRequest::new("HEAD", "/");
    let response = request(asked, |ctx| _ = ctx.set_body("x").set_status(StatusCode::NO_CONTENT));
    assert!(response.headers().is_empty());
}
