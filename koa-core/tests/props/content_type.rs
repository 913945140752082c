//! The charset of a content type and the number of a content length.

use koa_core::content_type::{charset, parse_int};
use proptest::prelude::*;

const TOKEN: &str = "[a-zA-Z0-9!#$%&'*+.^_`|~-]{1,10}";

fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}

proptest! {
    #[test]
    fn any_text_has_a_charset_or_none(text in "\\PC{0,10}|[a/;= \"\\\\]{0,20}", rest in any::<String>()) {
        let _ = charset(&text);
        let _ = charset(&format!("a/b;{text}"));
        let _ = charset(&format!("a/b; charset={text}{rest}"));
    }

    #[test]
    fn a_token_is_found_unchanged(kind in TOKEN, subtype in TOKEN, value in TOKEN, name in TOKEN) {
        prop_assume!(!name.eq_ignore_ascii_case("charset"));
        let text = format!("{kind}/{subtype}; charset={value} ; {name}=x");
        let found = charset(&text);
        prop_assert_eq!(found.as_deref(), Some(&*value));
    }

    #[test]
    fn a_quoted_value_is_found_unquoted(value in "[ -~\u{80}-\u{ff}]{1,20}") {
        let text = format!("a/b;charset={}", quoted(&value));
        let found = charset(&text);
        prop_assert_eq!(found.as_deref(), Some(&*value));
    }

    #[test]
    fn a_length_is_read_whatever_follows_it(number in any::<u64>(), rest in "([^0-9].{0,5})?") {
        prop_assert_eq!(parse_int(&format!("{number}{rest}")), Some(number));
    }

    #[test]
    fn a_length_never_wraps(number in any::<u128>()) {
        let expected = u64::try_from(number).unwrap_or(u64::MAX);
        prop_assert_eq!(parse_int(&number.to_string()), Some(expected));
    }

    #[test]
    fn any_text_has_a_length_or_none(text in any::<String>()) {
        let _ = parse_int(&text);
    }
}
