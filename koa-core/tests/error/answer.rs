use koa_core::{App, Method, Version, test};

use crate::support::stream;

#[test]
fn nothing_of_the_half_done_response_is_sent() {
    let app = App::new().silent(true).with(async |ctx, _| {
        ctx.set_reason("Almost").set_body("half").append_header("set-cookie", "session=1");
        ctx.throw(500, "secret")
    });
    let response = test::get("/").send(&app);
    assert_eq!((response.status().as_u16(), response.reason()), (500, Some("Internal Server Error")));
    assert_eq!(response.text(), "Internal Server Error");
    assert_eq!(response.header("set-cookie"), None);
}

#[test]
fn a_stream_is_dropped() {
    let app = App::new().with(async |ctx, _| {
        ctx.set_body(stream(["never", "sent"]));
        ctx.throw(400, "no")
    });
    assert_eq!(test::get("/").send(&app).text(), "no");
}

#[test]
fn an_explicitly_empty_response_does_not_empty_the_error() {
    let app = App::new().with(async |ctx, _| {
        ctx.clear_body();
        ctx.throw(400, "no")
    });
    let response = test::get("/").send(&app);
    assert_eq!((response.status().as_u16(), response.text()), (400, "no".into()));
}

#[test]
fn the_length_is_in_bytes() {
    let app = App::new().with(async |ctx, _| ctx.throw(400, "äöü☃"));
    assert_eq!(test::get("/").send(&app).header("content-length"), Some("9"));
}

#[test]
fn the_message_is_text_and_never_markup() {
    let app = App::new().with(async |ctx, _| ctx.throw(400, "<script>alert(1)</script>"));
    assert_eq!(test::get("/").send(&app).header("content-type"), Some("text/plain; charset=utf-8"));
}

#[test]
fn an_empty_message_is_an_empty_body() {
    let app = App::new().with(async |ctx, _| ctx.throw(400, ""));
    let response = test::get("/").send(&app);
    assert_eq!((response.text().as_str(), response.header("content-length")), ("", Some("0")));
}

#[test]
fn head_gets_the_headers_only() {
    let app = App::new().with(async |ctx, _| ctx.throw(400, "no"));
    let response = test::TestRequest::new("HEAD", "/").send(&app);
    assert_eq!(response.text(), "");
    assert_eq!(response.header("content-length"), Some("2"));
}

#[test]
fn a_method_changed_by_middleware_does_not_matter_to_the_message() {
    let app = App::new().with(async |ctx, _| {
        ctx.set_method(Method::POST);
        ctx.throw(400, "no")
    });
    assert_eq!(test::get("/").send(&app).text(), "no");
}

#[test]
fn over_http_2_a_hidden_error_has_words_all_the_same() {
    let app = App::new().silent(true).with(async |ctx, _| ctx.throw(503, "secret"));
    let response = test::get("/").with(|request| _ = request.set_version(Version::HTTP_2)).send(&app);
    assert_eq!(response.text(), "Service Unavailable");
}

#[test]
fn an_error_that_a_setter_kept_gives_way_to_the_one_that_was_thrown() {
    let app = App::new().with(async |ctx, _| {
        ctx.set_etag("two\nlines");
        ctx.throw(400, "thrown")
    });
    assert_eq!(test::get("/").send(&app).text(), "thrown");
}
