use crate::support::with_headers;

#[test]
fn it_is_the_origin_header() {
    assert_eq!(with_headers(&[("origin", "https://example.com")]).origin(), Some("https://example.com"));
    assert_eq!(with_headers(&[("origin", "null")]).origin(), Some("null"));
}

#[test]
fn it_is_none_when_absent_or_empty() {
    assert_eq!(with_headers(&[("host", "example.com")]).origin(), None);
    assert_eq!(with_headers(&[("origin", "")]).origin(), None);
}
