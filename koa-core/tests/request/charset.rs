use crate::support::with_headers;

fn charset(value: &str) -> String {
    with_headers(&[("content-type", value)]).request.charset().into_owned()
}

#[test]
fn it_is_the_parameter_of_the_content_type() {
    assert_eq!(charset("text/plain; charset=utf-8"), "utf-8");
    assert_eq!(charset("text/plain;CHARSET=\"UTF-8\""), "UTF-8");
    assert_eq!(charset("text/plain; charset=a; charset=b"), "b");
}

#[test]
fn it_is_empty_when_there_is_none_or_the_header_is_malformed() {
    assert_eq!(with_headers(&[]).request.charset(), "");
    for value in ["", "text/plain", "charset=utf-8", "text/plain; charset=", "text/plain; charset=utf-8;"] {
        assert_eq!(charset(value), "", "{value}");
    }
}

#[test]
fn a_delete_character_in_quotes_needs_a_backslash() {
    let charset = koa_core::content_type::charset;
    assert_eq!(charset("a/b;charset=\"x\\\x7Fy\"").as_deref(), Some("x\x7Fy"));
    assert_eq!(charset("a/b;charset=\"x\x7Fy\""), None);
}
