use crate::support::with_headers;

fn length(value: &str) -> Option<u64> {
    with_headers(&[("content-length", value)]).request.content_length()
}

#[test]
fn it_is_the_number_of_the_header() {
    assert_eq!(length("10"), Some(10));
    assert_eq!(length("0"), Some(0));
    assert_eq!(length("10abc"), Some(10));
    assert_eq!(length("5000000000"), Some(5_000_000_000));
}

#[test]
fn it_is_none_when_there_is_no_number() {
    assert_eq!(with_headers(&[]).request.content_length(), None);
    assert_eq!(length(""), None);
    assert_eq!(length("abc"), None);
    assert_eq!(length("-5"), None);
}
