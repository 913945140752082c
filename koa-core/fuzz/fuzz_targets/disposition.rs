//! Content-Disposition: a value is one line with two parameters at most, and names the file.

#![no_main]

use koa_core::content_disposition::ContentDisposition;
use koa_core::mime::basename;
use koa_core_fuzz::{assert_one_line, fields};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    let [kind, filename, fallback] = fields(input);
    let text = ContentDisposition::attachment().filename(filename).to_header_text().expect("any name will do");
    check(&text, filename);
    let bare = ContentDisposition::inline().filename(filename).without_fallback();
    check(&bare.to_header_text().expect("any name will do"), filename);
    if let Ok(text) = ContentDisposition::new(kind).filename(filename).fallback(fallback).to_header_text() {
        check(&text, filename);
    }
});

fn check(text: &str, filename: &str) {
    assert_one_line(text);
    let (kind, mut rest) = text.split_once(';').expect("a file name was given");
    assert!(!kind.contains([' ', '"', ',']), "{text:?}");
    let mut name = None;
    while !rest.is_empty() {
        if let Some(quoted) = rest.strip_prefix(" filename=\"") {
            let (value, after) = unquoted(quoted);
            name.get_or_insert(value);
            rest = after;
        } else {
            let extended = rest.strip_prefix(" filename*=UTF-8''").expect("no other parameter");
            name = Some(percent_decoded(extended));
            rest = "";
        }
        rest = rest.strip_prefix(';').unwrap_or(rest);
    }
    assert_eq!(name.as_deref(), Some(basename(filename)), "{text:?}");
}

/// A quoted string without its opening quote, and what follows it.
fn unquoted(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut chars = text.char_indices();
    loop {
        match chars.next().expect("a quote closes") {
            (at, '"') => return (value, &text[at + 1..]),
            (_, '\\') => value.extend(chars.next().map(|(_, c)| c)),
            (_, c) => value.push(c),
        }
    }
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.bytes().next() {
        let (byte, length) = match first {
            b'%' => (u8::from_str_radix(&rest[1..3], 16).expect("two digits"), 3),
            _ => (first, 1),
        };
        assert!(first == b'%' || first.is_ascii_alphanumeric() || b"-_.!~".contains(&first), "{text:?}");
        bytes.push(byte);
        rest = &rest[length..];
    }
    String::from_utf8(bytes).expect("UTF-8 was promised")
}
