use crate::support::with_headers;

fn matched(content_type: &str, types: &[&str]) -> Option<String> {
    let ctx = with_headers(&[("content-type", content_type), ("transfer-encoding", "chunked")]);
    ctx.match_content_type(types).map(|found| found.into_owned())
}

#[test]
fn the_first_type_that_matches_is_given_back_as_it_was_asked_for() {
    assert_eq!(matched("image/png", &["image/png"]).as_deref(), Some("image/png"));
    assert_eq!(matched("image/png", &["jpeg", ".png", "png"]).as_deref(), Some(".png"));
    assert_eq!(matched("Image/PNG; a=b", &["png"]).as_deref(), Some("png"));
}

#[test]
fn a_pattern_gives_the_actual_type() {
    assert_eq!(matched("image/png", &["image/*"]).as_deref(), Some("image/png"));
    assert_eq!(matched("image/png", &["*/png"]).as_deref(), Some("image/png"));
    assert_eq!(matched("image/png", &["text/*", "*/*"]).as_deref(), Some("image/png"));
    assert_eq!(matched("application/ld+json", &["+json"]).as_deref(), Some("application/ld+json"));
    assert_eq!(matched("image/png", &[]).as_deref(), Some("image/png"));
}

#[test]
fn urlencoded_and_multipart_are_words() {
    assert_eq!(matched("application/x-www-form-urlencoded", &["urlencoded"]).as_deref(), Some("urlencoded"));
    assert_eq!(matched("multipart/form-data; boundary=x", &["multipart"]).as_deref(), Some("multipart"));
}

#[test]
fn what_does_not_match_is_none() {
    assert_eq!(matched("image/png", &["jpeg", "text/*", "text/html", "+json"]), None);
    assert_eq!(matched("not a type", &["*/*"]), None);
}

#[test]
fn without_a_body_or_a_type_nothing_matches() {
    let headers = [("content-type", "image/png")];
    assert_eq!(with_headers(&headers).match_content_type(&["png"]), None);
    assert_eq!(with_headers(&[("content-length", "1")]).match_content_type(&["*/*"]), None);
}

#[test]
fn a_body_shows_in_its_framing() {
    let has_body = |headers| with_headers(headers).request.has_body();
    assert!(has_body(&[("content-length", "0")]));
    assert!(has_body(&[("transfer-encoding", "chunked")]));
    assert!(!has_body(&[("content-length", "abc")]));
    assert!(!has_body(&[]));
}
