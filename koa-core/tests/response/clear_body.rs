use koa_core::{Body, StatusCode};

use crate::support::{respond, stream};

#[test]
fn it_is_a_204_without_headers_of_a_body() {
    for body in [|| Body::from("text"), || Body::from(b"bytes"), || stream(["a"]), || Body::json_text("{}")] {
        let response = respond(move |ctx| {
            ctx.set_body(body()).set_content_type("html").set_header("transfer-encoding", "chunked");
            ctx.clear_body();
        });
        assert_eq!((response.status().as_u16(), response.text()), (204, String::new()));
        assert!(response.headers().is_empty(), "{:?}", response.headers());
    }
}

#[test]
fn the_other_empty_statuses_stay() {
    for status in [StatusCode::RESET_CONTENT, StatusCode::NOT_MODIFIED] {
        assert_eq!(respond(move |ctx| _ = ctx.set_status(status).clear_body()).status(), status);
    }
}

#[test]
fn an_earlier_status_does_not_stay() {
    assert_eq!(respond(|ctx| _ = ctx.set_status(StatusCode::OK).clear_body()).status(), 204);
}

#[test]
fn a_later_status_stands_with_an_empty_body() {
    let response = respond(|ctx| _ = ctx.clear_body().set_content_type("html").set_status(StatusCode::OK));
    assert_eq!((response.status().as_u16(), response.text()), (200, String::new()));
    assert_eq!((response.header("content-length"), response.header("content-type")), (Some("0"), None));
}

#[test]
fn in_json_nothing_is_null() {
    let response = respond(|ctx| _ = ctx.set_status(StatusCode::OK).set_content_type("application/json").clear_body());
    assert_eq!((response.status().as_u16(), response.text()), (200, "null".into()));
    assert_eq!(response.header("content-type"), Some("application/json; charset=utf-8"));
}

#[test]
fn the_length_of_null_is_not_that_of_what_was_there() {
    let response = respond(|ctx| _ = ctx.set_body(Body::json_text("[1, 2, 3]")).clear_body());
    assert_eq!((response.text().as_str(), response.header("content-length")), ("null", Some("4")));
}
