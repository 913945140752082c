use koa_core::{HeaderName, header};
use proptest::prelude::*;

#[test]
fn names_are_kept_in_lower_case() {
    assert_eq!(HeaderName::new("X-Custom").unwrap().as_str(), "x-custom");
    assert_eq!(HeaderName::from("X-Custom"), HeaderName::from_static("x-custom"));
    assert_eq!(header::ETAG.to_string(), "etag");
}

#[test]
fn names_compare_with_text_of_any_case() {
    assert_eq!(header::CONTENT_TYPE, "Content-Type");
    assert_ne!(header::CONTENT_TYPE, "content_type");
}

#[test]
fn what_is_no_token_is_no_name() {
    for name in ["", " ", "a b", "a:", "a\r\n", "a\0", "é", "a,b", "(a)"] {
        let error = HeaderName::new(name).unwrap_err();
        let shown = name.as_bytes().escape_ascii();
        assert_eq!(error.to_string(), format!("Header name must be a valid HTTP token [\"{shown}\"]"));
    }
}

#[test]
#[should_panic(expected = "must be a token")]
fn a_literal_that_is_no_name_is_a_mistake() {
    let _ = HeaderName::from("two words");
}

#[test]
#[should_panic(expected = "lower-case token")]
fn a_static_name_is_in_lower_case() {
    let _ = HeaderName::from_static("X-Custom");
}

proptest! {
    #[test]
    fn a_token_is_a_name_and_nothing_else_is(text in "[!-~]{1,12}|.{0,8}") {
        let is_token = !text.is_empty()
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte));
        let name = HeaderName::new(&text);
        prop_assert_eq!(name.is_ok(), is_token);
        if let Ok(name) = name {
            prop_assert_eq!(name.as_str(), text.to_ascii_lowercase());
            prop_assert!(name == text.as_str());
        }
    }
}
