//! What the members of all four lists have in common: a name, then parameters.

use super::Range;
use crate::js;

/// Splits a member into its name and the text after the first `;`. `None` when the name is followed
/// by something else.
pub(super) fn name_and_parameters(member: &str) -> Option<(&str, &str)> {
    let member = member.trim_start_matches(js::is_space);
    let end = member.find(|c| c == ';' || js::is_space(c)).unwrap_or(member.len());
    let (name, rest) = member.split_at(end);
    let rest = rest.trim_start_matches(js::is_space);
    match rest.strip_prefix(';') {
        Some(parameters) => Some((name, parameters)),
        None => rest.is_empty().then_some((name, "")),
    }
}

/// A board divides such numbers by some KiB of code.
const TENTHS: [f64; 10] = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/// A weight: the number that `text` begins with, or NaN.
pub(super) fn quality(text: &str) -> f64 {
    match text.as_bytes() {
        // As nearly every client writes it.
        [b'0', b'.', tenths @ b'0'..=b'9'] => TENTHS[usize::from(tenths - b'0')],
        _ => js::parse_float(text),
    }
}

/// Whether two names are the same but for case, in ISO-8859-1, the character set of field values.
pub(super) fn same_name(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || (!a.is_ascii() && folded(a).eq(folded(b)))
}

/// The characters of `text` in lower case, as far as ISO-8859-1 goes.
pub(super) fn folded(text: &str) -> impl Iterator<Item = char> {
    text.chars().map(|c| match c {
        // All of U+00C0 to U+00DE but the multiplication sign; their lower case is 32 further on.
        '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{de}' => char::from(c as u8 + 32),
        _ => c.to_ascii_lowercase(),
    })
}

/// A name with a weight, as in `Accept-Encoding` and `Accept-Charset`.
pub(super) struct WeightedName<'h> {
    pub(super) name: &'h str,
    pub(super) quality: f64,
}

impl<'h> WeightedName<'h> {
    pub(super) fn parse(member: &'h str) -> Option<Self> {
        let (name, parameters) = name_and_parameters(js::trim(member))?;
        (!name.is_empty()).then(|| Self { name, quality: first_weight(parameters) })
    }
}

impl Range for WeightedName<'_> {
    type Offer<'o> = &'o str;

    fn quality(&self) -> f64 {
        self.quality
    }

    fn specificity(&self, offer: &&str) -> Option<u8> {
        match same_name(self.name, offer) {
            true => Some(1),
            false => (self.name == "*").then_some(0),
        }
    }
}

/// The value of the first parameter `q`, 1 without one.
fn first_weight(parameters: &str) -> f64 {
    parameters
        .split(';')
        .map(|parameter| js::trim(parameter).split('='))
        .find_map(|mut parts| (parts.next() == Some("q")).then(|| quality(parts.next().unwrap_or(""))))
        .unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_a_name_and_then_parameters() {
        assert_eq!(name_and_parameters(" gzip\u{a0};q=1;a"), Some(("gzip", "q=1;a")));
        assert_eq!(name_and_parameters("gzip "), Some(("gzip", "")));
        assert_eq!(name_and_parameters("gzip br"), None);
    }

    #[test]
    fn the_first_q_is_the_weight() {
        assert_eq!(first_weight("a=b; q=0.2=3;q=0.9"), 0.2);
        assert_eq!(first_weight("Q=0.2;q =0.3"), 1.0);
        assert!(first_weight("q").is_nan());
    }

    #[test]
    fn a_short_weight_reads_like_a_long_one() {
        for text in ["0.0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9"] {
            assert_eq!(quality(text), js::parse_float(text));
        }
    }

    #[test]
    fn names_differ_in_case_only_within_latin_1() {
        assert!(same_name("UTF-8", "utf-8"));
        assert!(same_name("\u{c9}t\u{e9}", "\u{e9}T\u{c9}"));
        assert!(!same_name("\u{d7}", "\u{f7}"));
        assert!(!same_name("a", "\u{e9}"));
    }
}
