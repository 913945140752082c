//! White space and numbers as JavaScript reads them in text.
//!
//! Koa's parsers trim and read numbers with JavaScript's own functions, which take more than HTTP's
//! grammar does; a weight of `.5`, `1e-3` or `0.5x` means the same here as there.

#[cfg(any(target_os = "none", test))]
mod decimal;

#[cfg(target_os = "none")]
use decimal::nearest;

/// Whether JavaScript trims `c`: Unicode's white space without U+0085, and the byte order mark.
///
/// By hand, for the table of `core` takes three times the flash.
pub(crate) fn is_space(c: char) -> bool {
    matches!(
        c,
        '\t'..='\r'
            | ' '
            | '\u{a0}'
            | '\u{1680}'
            | '\u{2000}'..='\u{200a}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{202f}'
            | '\u{205f}'
            | '\u{3000}'
            | '\u{feff}'
    )
}

/// `text` without white space at both ends.
pub(crate) fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// The decimal number that `text` begins with, NaN when there is none: JavaScript's `parseFloat`.
pub(crate) fn parse_float(text: &str) -> f64 {
    let text = text.trim_start_matches(is_space);
    match text.get(..decimal_length(text)) {
        None | Some("") => f64::NAN,
        Some(literal) => nearest(literal),
    }
}

/// Rust reads every literal of JavaScript.
#[cfg(not(target_os = "none"))]
fn nearest(literal: &str) -> f64 {
    literal.parse().unwrap_or(f64::NAN)
}

/// Whether all of `text` is a number to JavaScript's `Number`, for which blank text is 0.
pub(crate) fn is_number(text: &str) -> bool {
    let text = trim(text);
    if text.is_empty() {
        return true;
    }
    let digits = |radix| text[2..].chars().all(|c| c.is_digit(radix)) && text.len() > 2;
    match text.as_bytes() {
        [b'0', b'x' | b'X', ..] => digits(16),
        [b'0', b'o' | b'O', ..] => digits(8),
        [b'0', b'b' | b'B', ..] => digits(2),
        _ => decimal_length(text) == text.len(),
    }
}

/// Length of the longest decimal literal at the start of `text`; 0 when there is none.
fn decimal_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let sign = usize::from(matches!(bytes, [b'+' | b'-', ..]));
    if bytes[sign..].starts_with(b"Infinity") {
        return sign + "Infinity".len();
    }
    let whole = count_digits(&bytes[sign..]);
    let mut end = sign + whole;
    let mut fraction = 0;
    if bytes.get(end) == Some(&b'.') {
        fraction = count_digits(&bytes[end + 1..]);
        end += 1 + fraction;
    }
    if whole + fraction == 0 {
        return 0;
    }
    end + exponent_length(&bytes[end..])
}

/// Length of the exponent at the start of `bytes`; 0 when it has no digits.
fn exponent_length(bytes: &[u8]) -> usize {
    let mark = match bytes {
        [b'e' | b'E', b'+' | b'-', ..] => 2,
        [b'e' | b'E', ..] => 1,
        _ => return 0,
    };
    match count_digits(&bytes[mark..]) {
        0 => 0,
        digits => mark + digits,
    }
}

fn count_digits(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn space_is_what_the_standard_library_calls_so_but_for_two_characters() {
        for c in char::MIN..=char::MAX {
            assert_eq!(is_space(c), (c.is_whitespace() && c != '\u{85}') || c == '\u{feff}', "{c:?}");
        }
    }

    #[test]
    fn parse_float_reads_the_leading_number() {
        for (text, number) in [
            ("0.5", 0.5),
            (" .5x", 0.5),
            ("5.", 5.0),
            ("5.e1", 50.0),
            ("-1", -1.0),
            ("+2", 2.0),
            ("1e-3", 0.001),
            ("1e", 1.0),
            ("1e+", 1.0),
            ("0x1", 0.0),
            ("-Infinityx", f64::NEG_INFINITY),
            ("1e999", f64::INFINITY),
        ] {
            assert_eq!(parse_float(text), number, "{text:?}");
        }
    }

    #[test]
    fn parse_float_of_anything_else_is_nan() {
        for text in ["", " ", ".", "x", "+", "-.", "e5", "inf", "nan", "NaN", "infinity", "\u{85}1", "\"1\""] {
            assert!(parse_float(text).is_nan(), "{text:?}");
        }
    }

    #[test]
    fn a_number_is_blank_decimal_or_prefixed() {
        for text in ["", " ", "5", " 5\u{a0}", "-5", "1e3", ".5", "5.", "0x1F", "0b10", "0O7", "-Infinity"] {
            assert!(is_number(text), "{text:?}");
        }
    }

    #[test]
    fn a_number_has_nothing_after_it() {
        for text in ["5x", "5 5", "5,5", "0x", "0xg", "-0x1", "0b2", "1_0", "1e", ".", "abc", "inf", "NaN"] {
            assert!(!is_number(text), "{text:?}");
        }
    }
}
