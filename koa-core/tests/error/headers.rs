use koa_core::{App, Error, test};

fn answer(error: fn() -> Error) -> test::TestResponse {
    let app = App::new().silent(true).with_state(error, async |error: &fn() -> Error, ctx, _| {
        ctx.set_header("access-control-allow-origin", "*").set_content_type("html").set_header("x-a", "before");
        Err(error())
    });
    test::get("/").send(&app)
}

#[test]
fn the_headers_of_the_response_are_dropped() {
    let response = answer(|| Error::new(400, "no"));
    let names: Vec<_> = response.headers().iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["content-type", "content-length"]);
    assert_eq!(response.header("content-type"), Some("text/plain; charset=utf-8"));
}

#[test]
fn the_headers_of_the_error_take_their_place() {
    let response = answer(|| Error::new(405, "no").with_header("allow", "GET").with_header("x-a", "after"));
    assert_eq!((response.header("allow"), response.header("x-a")), (Some("GET"), Some("after")));
}

#[test]
fn a_header_may_have_several_values() {
    let error =
        || Error::new(401, "no").with_header("www-authenticate", "Basic").with_header("www-authenticate", "Digest");
    assert_eq!(answer(error).headers().get_all("www-authenticate").count(), 2);
}

#[test]
fn they_cannot_set_type_and_length() {
    let response = answer(|| {
        let error = Error::new(400, "no").with_header("Content-Type", "text/html").with_header("CONTENT-LENGTH", "999");
        error.with_header("x-b", "kept")
    });
    assert_eq!(response.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(response.header("content-length"), Some("2"));
    assert_eq!(response.headers().get_all("content-type").count(), 1);
    assert_eq!(response.header("x-b"), Some("kept"));
}

#[test]
fn they_can_be_read_and_changed_by_whoever_catches_the_error() {
    let mut error = Error::new(429, "slow down").with_header("retry-after", "5");
    assert_eq!(error.headers().get_str("retry-after"), Some("5"));
    error.headers_mut().insert("retry-after", "6");
    assert_eq!(error.headers().get_str("retry-after"), Some("6"));
}
