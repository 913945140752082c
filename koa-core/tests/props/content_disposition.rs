//! Content-Disposition, read back by a small parser of RFC 6266 and RFC 8187.

use koa_core::content_disposition::ContentDisposition;
use koa_core::mime::basename;
use proptest::prelude::*;

proptest! {
    #[test]
    fn the_name_is_read_back_whatever_it_is(filename in any::<String>()) {
        let text = ContentDisposition::attachment().filename(&filename).to_header_text().unwrap();
        prop_assert_eq!(read_name(&text), basename(&filename));
    }

    #[test]
    fn the_name_is_read_back_without_a_fallback_too(filename in "[ -~\u{80}-\u{120}\n😀]{0,12}") {
        let text = ContentDisposition::inline().filename(&filename).without_fallback().to_header_text();
        prop_assert_eq!(read_name(&text.unwrap()), basename(&filename));
    }

    #[test]
    fn the_name_is_read_back_beside_any_fallback(filename in ".{0,8}", fallback in "[ -~\u{a0}-\u{ff}]{0,8}") {
        let text = ContentDisposition::attachment().filename(&filename).fallback(&fallback).to_header_text();
        prop_assert_eq!(read_name(&text.unwrap()), basename(&filename));
    }

    #[test]
    fn the_text_is_a_field_value_whatever_goes_in(
        disposition_type in any::<String>(),
        filename in any::<String>(),
        fallback in any::<String>(),
    ) {
        let disposition = ContentDisposition::new(&disposition_type).filename(&filename).fallback(&fallback);
        if let Ok(text) = disposition.to_header_text() {
            prop_assert!(text.chars().all(|char| matches!(char, ' '..='~' | '\u{a0}'..='\u{ff}')), "{text}");
        }
    }
}

/// The file name of a field value: `filename*` if there is one, else `filename`.
fn read_name(text: &str) -> String {
    let extended = text.rfind("; filename*=UTF-8''").filter(|_| !text.ends_with('"'));
    if let Some(start) = extended {
        let value = &text[start + "; filename*=UTF-8''".len()..];
        return percent_decode(value);
    }
    let value = text.split_once("; filename=\"").unwrap().1.strip_suffix('"').unwrap();
    let mut name = String::new();
    let mut chars = value.chars();
    while let Some(char) = chars.next() {
        name.extend(if char == '\\' { chars.next() } else { Some(char) });
    }
    name
}

fn percent_decode(value: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next().unwrap(), rest.next().unwrap()];
            bytes.push(u8::from_str_radix(core::str::from_utf8(&digits).unwrap(), 16).unwrap());
        } else {
            assert!(byte.is_ascii_alphanumeric() || b"-_.!~".contains(&byte), "{value}");
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}
