use koa_core::{Body, StatusCode};

use crate::support::{pieces, respond, stream};

#[test]
fn text_is_plain() {
    let response = respond(|ctx| _ = ctx.set_body("häy"));
    assert_eq!(response.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!((response.header("content-length"), response.text()), (Some("4"), "häy".into()));
}

#[test]
fn text_that_begins_like_html_is_html() {
    for html in ["<h1>Tobi</h1>", "  \n\t<p>", "\u{feff}<!doctype html>", "<", "<3"] {
        let response = respond(move |ctx| _ = ctx.set_body(html));
        assert_eq!(response.header("content-type"), Some("text/html; charset=utf-8"), "{html:?}");
    }
    for plain in ["a <b>", "", "\u{85}<p>", "\u{200b}<p>"] {
        let response = respond(move |ctx| _ = ctx.set_body(plain));
        assert_eq!(response.header("content-type"), Some("text/plain; charset=utf-8"), "{plain:?}");
    }
}

#[test]
fn bytes_are_an_octet_stream() {
    let response = respond(|ctx| _ = ctx.set_body(b"<p>"));
    assert_eq!(response.header("content-type"), Some("application/octet-stream"));
    assert_eq!(response.header("content-length"), Some("3"));
}

#[test]
fn a_stream_is_an_octet_stream_of_unknown_length() {
    let response = respond(|ctx| _ = ctx.set_body(stream(["a", "b"])));
    assert_eq!(response.header("content-type"), Some("application/octet-stream"));
    assert_eq!((response.header("content-length"), response.text()), (None, "ab".into()));
}

#[test]
fn a_stream_keeps_the_length_that_was_set_by_hand() {
    let before = respond(|ctx| _ = ctx.set_content_length(2).set_body(stream(["a", "b"])));
    let after = respond(|ctx| _ = ctx.set_body(stream(["a", "b"])).set_content_length(2));
    assert_eq!((before.header("content-length"), after.header("content-length")), (Some("2"), Some("2")));
}

#[test]
fn a_sized_stream_tells_its_length() {
    let response = respond(|ctx| _ = ctx.set_body(Body::sized_stream(pieces([Ok("ab")]), 2)));
    assert_eq!((response.header("content-length"), response.text()), (Some("2"), "ab".into()));
}

#[test]
fn json_is_json() {
    let response = respond(|ctx| _ = ctx.set_body(Body::json_text("{}")));
    assert_eq!(response.header("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!((response.header("content-length"), response.text()), (Some("2"), "{}".into()));
}

#[test]
fn json_takes_the_place_of_a_type_that_is_not_json() {
    let typed = |content_type: &'static str| {
        let response = respond(move |ctx| _ = ctx.set_content_type(content_type).set_body(Body::json_text("{}")));
        response.header("content-type").unwrap().to_owned()
    };
    assert_eq!(typed("html"), "application/json; charset=utf-8");
    assert_eq!(typed("application/vnd.api+json"), "application/vnd.api+json");
    assert_eq!(typed("application/jsonp"), "application/json; charset=utf-8");
}

#[test]
fn a_type_that_was_set_stays() {
    for body in [|| Body::from("<p>"), || Body::from(b"bytes"), || stream(["a"])] {
        let response = respond(move |ctx| _ = ctx.set_content_type("png").set_body(body()));
        assert_eq!(response.header("content-type"), Some("image/png"));
    }
}

#[test]
fn an_empty_text_is_a_body() {
    let response = respond(|ctx| _ = ctx.set_body(""));
    assert_eq!((response.status().as_u16(), response.text()), (200, String::new()));
    assert_eq!(response.header("content-length"), Some("0"));
}

#[test]
fn empty_bytes_and_an_empty_stream_are_bodies() {
    for body in [|| Body::from(b""), || stream([])] {
        let response = respond(move |ctx| _ = ctx.set_status(StatusCode::CREATED).set_body(body()));
        assert_eq!((response.status().as_u16(), response.text()), (201, String::new()));
    }
}

#[test]
fn an_empty_body_is_no_content() {
    let response = respond(|ctx| _ = ctx.set_body(Body::empty()));
    assert_eq!((response.status().as_u16(), response.header("content-length")), (204, None));
}
