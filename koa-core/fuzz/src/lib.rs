//! What the targets share: one input holds several fields, and what must hold of each of them.

use koa_core::HeaderValue;

/// The first `N` fields of an input, which U+001F separates; those that are missing are empty.
pub fn fields<const N: usize>(input: &str) -> [&str; N] {
    let mut fields = input.split('\x1F');
    core::array::from_fn(|_| fields.next().unwrap_or_default())
}

/// The fields behind the first one.
pub fn rest(input: &str) -> Vec<&str> {
    input.split('\x1F').skip(1).collect()
}

/// A header value, when the text can be one.
pub fn value(text: &str) -> Option<HeaderValue> {
    HeaderValue::new(text).ok()
}

/// Asserts that a text ends no line and no header.
pub fn assert_one_line(text: &str) {
    assert!(text.chars().all(|c| matches!(c, '\t' | ' '..='~' | '\u{80}'..='\u{ff}')), "{text:?}");
}
