use crate::support::with_headers;

fn content_type(value: &str) -> String {
    with_headers(&[("content-type", value)]).request.content_type().into_owned()
}

#[test]
fn it_is_the_type_without_parameters() {
    assert_eq!(content_type("text/html; charset=utf-8"), "text/html");
    assert_eq!(content_type("Text/HTML ;a=b;c"), "Text/HTML ");
}

#[test]
fn it_is_empty_when_there_is_none() {
    assert_eq!(with_headers(&[]).request.content_type(), "");
    assert_eq!(content_type(""), "");
}
