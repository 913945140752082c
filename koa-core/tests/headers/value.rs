use bytes::Bytes;
use koa_core::{HeaderValue, StatusCode};
use proptest::prelude::*;

#[test]
fn text_is_written_as_iso_8859_1() {
    assert_eq!(HeaderValue::new("caf\u{e9}").unwrap().as_bytes(), b"caf\xe9");
    assert_eq!(HeaderValue::new("plain").unwrap(), "plain");
    assert_eq!(HeaderValue::new(String::from("owned")).unwrap(), "owned");
}

#[test]
fn what_one_line_cannot_carry_is_refused() {
    for text in ["a\rb", "a\nb", "a\r\nset-cookie: x", "\0", "\u{7f}", "\u{1b}", "\u{100}", "☃"] {
        let error = HeaderValue::new(text).unwrap_err();
        assert_eq!(error.to_string(), "Invalid character in header content", "{text:?}");
    }
    assert!(HeaderValue::from_bytes(Bytes::from_static(b"a\nb")).is_err());
}

#[test]
fn a_tab_and_an_empty_text_are_fine() {
    assert_eq!(HeaderValue::new("a\tb").unwrap().to_str(), Some("a\tb"));
    assert_eq!(HeaderValue::new("").unwrap().as_bytes(), b"");
}

#[test]
fn bytes_that_are_utf_8_read_as_text_and_decode_as_koa_shows_them() {
    let value = HeaderValue::from_bytes(Bytes::from_static("é".as_bytes())).unwrap();
    assert_eq!(value.to_str(), Some("é"));
    assert_eq!(value.decode(), "Ã©");
    let value = HeaderValue::new("é").unwrap();
    assert_eq!((value.to_str(), value.decode().as_ref()), (None, "é"));
}

#[test]
fn numbers_are_values() {
    assert_eq!(HeaderValue::from(0_u64), "0");
    assert_eq!(HeaderValue::from(u64::MAX), "18446744073709551615");
    assert_eq!(HeaderValue::from(StatusCode::NOT_FOUND), "404");
}

#[test]
#[should_panic]
fn a_literal_that_is_no_value_is_a_mistake() {
    let _ = HeaderValue::from("two\r\nlines");
}

proptest! {
    #[test]
    fn text_that_fits_comes_back_and_no_control_passes(text in "[\u{0}-\u{110}]{0,12}") {
        let fits = text.chars().all(|c| c == '\t' || (c >= ' ' && c != '\u{7f}' && c <= '\u{ff}'));
        match HeaderValue::new(&text) {
            Err(_) => prop_assert!(!fits),
            Ok(value) => {
                prop_assert!(fits);
                prop_assert_eq!(value.decode(), text.as_str());
                prop_assert_eq!(value.as_bytes().len(), text.chars().count());
            }
        }
    }

    #[test]
    fn bytes_that_fit_come_back(bytes in proptest::collection::vec(prop_oneof![any::<u8>(), b' '..=b'~'], 0..40)) {
        let fits = bytes.iter().all(|&byte| byte == b'\t' || (byte >= b' ' && byte != 0x7f));
        let value = HeaderValue::from_bytes(Bytes::from(bytes.clone()));
        prop_assert_eq!(value.is_ok(), fits);
        if let Ok(value) = value {
            prop_assert_eq!(value.as_bytes(), bytes);
        }
    }
}
