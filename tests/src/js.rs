//! Numbers and texts as JavaScript converts them: what the applications do with their parameters.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde_json::{Map, Number, Value};

/// `Number(text)`.
pub(crate) fn number(text: &str) -> f64 {
    let text = text.trim_matches(|c: char| (c.is_whitespace() && c != '\u{85}') || c == '\u{feff}');
    let radix = |radix, digits: &str| u64::from_str_radix(digits, radix).map_or(f64::NAN, |number| number as f64);
    match text.get(..2) {
        _ if text.is_empty() => 0.0,
        Some("0x" | "0X") => radix(16, &text[2..]),
        Some("0o" | "0O") => radix(8, &text[2..]),
        Some("0b" | "0B") => radix(2, &text[2..]),
        _ => match text.trim_start_matches(['+', '-']) {
            "Infinity" => text.replace("Infinity", "inf").parse().unwrap_or(f64::NAN),
            digits if digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') => text.parse().unwrap_or(f64::NAN),
            _ => f64::NAN,
        },
    }
}

/// `String(number)`.
pub(crate) fn number_text(number: f64) -> String {
    if number == 0.0 {
        return "0".into();
    }
    if !number.is_finite() {
        let text = if number.is_nan() { "NaN" } else { "Infinity" };
        return if number < 0.0 { format!("-{text}") } else { text.into() };
    }
    // The shortest digits, as JSON needs them too.
    let shortest = Number::from_f64(number.abs()).map_or(String::new(), |number| number.to_string());
    let (mantissa, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let digits = all.trim_start_matches('0');
    let point = whole.len() as i32 + exponent.parse().unwrap_or(0) - (all.len() - digits.len()) as i32;
    let sign = if number < 0.0 { "-" } else { "" };
    format!("{sign}{}", placed(digits.trim_end_matches('0'), point))
}

/// `digits` with the point after `point` of them, as JavaScript writes it.
fn placed(digits: &str, point: i32) -> String {
    let length = digits.len() as i32;
    match point {
        _ if (length..=21).contains(&point) => format!("{digits}{}", "0".repeat((point - length) as usize)),
        1..=21 => format!("{}.{}", &digits[..point as usize], &digits[point as usize..]),
        -5..=0 => format!("0.{}{digits}", "0".repeat(-point as usize)),
        _ => {
            let (first, rest) = digits.split_at(1);
            let fraction = if rest.is_empty() { String::new() } else { format!(".{rest}") };
            let sign = if point > 0 { "+" } else { "-" };
            format!("{first}{fraction}e{sign}{}", (point - 1).abs())
        }
    }
}

/// A number as a value to serialise: whole ones without a fraction, what JSON lacks as null.
pub(crate) fn number_value(number: f64) -> Value {
    match number % 1.0 == 0.0 && number.abs() < 9_007_199_254_740_992.0 {
        true => Value::from(number as i64),
        false => Number::from_f64(number).map_or(Value::Null, Value::Number),
    }
}

/// `String(value)`; an absent value is null here and "undefined" there.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number_text(number.as_f64().unwrap_or(f64::NAN)),
        Value::Bool(_) | Value::Null => value.to_string(),
        Value::Array(items) => join(items, ","),
        Value::Object(_) => "[object Object]".into(),
    }
}

/// `items.join(separator)`.
pub(crate) fn join(items: &[Value], separator: &str) -> String {
    let texts = items.iter().map(|item| if item.is_null() { String::new() } else { text(item) });
    texts.collect::<Vec<_>>().join(separator)
}

/// Whether a condition takes it for true.
pub(crate) fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(truth) => *truth,
        Value::Number(number) => number.as_f64().is_some_and(|number| number != 0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

/// `a == b` of assert's loose kind, also of members.
pub(crate) fn loosely_equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| loosely_equal(a, b)),
        (Value::Object(a), Value::Object(b)) => same_members(a, b),
        _ => equal(a, b),
    }
}

fn same_members(a: &Map<String, Value>, b: &Map<String, Value>) -> bool {
    a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| loosely_equal(a, b)))
}

/// `a == b`; two objects are never the same one.
pub(crate) fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Null, Value::Null) => true,
        (Value::Null, _) | (_, Value::Null) => false,
        (Value::String(a), Value::String(b)) => a == b,
        (Value::Array(_) | Value::Object(_), Value::Array(_) | Value::Object(_)) => false,
        (Value::Array(_) | Value::Object(_), other) | (other, Value::Array(_) | Value::Object(_)) => {
            let object = if a == other { b } else { a };
            equal(&Value::String(text(object)), other)
        }
        _ => as_number(a) == as_number(b),
    }
}

/// `a === b`; two objects are never the same one.
pub(crate) fn strictly_equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Array(_) | Value::Object(_), _) => false,
        _ => a == b,
    }
}

fn as_number(value: &Value) -> f64 {
    match value {
        Value::Number(number) => number.as_f64().unwrap_or(f64::NAN),
        Value::Bool(truth) => f64::from(u8::from(*truth)),
        other => number(&text(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_javascript_reads_them() {
        for (text, want) in [("200", 200.0), (" 200 ", 200.0), ("", 0.0), ("0xC8", 200.0), ("-1", -1.0), ("2e2", 200.0)]
        {
            assert_eq!(number(text), want, "{text:?}");
        }
        for text in ["abc", "inf", "nan", "1_0", "2 2", "0x", "--1"] {
            assert!(number(text).is_nan(), "{text:?}");
        }
    }

    #[test]
    fn numbers_are_written_as_javascript_writes_them() {
        for (number, want) in [
            (200.0, "200"),
            (1.5, "1.5"),
            (-0.0, "0"),
            (1e21, "1e+21"),
            (1e20, "100000000000000000000"),
            (0.000_001, "0.000001"),
            (1e-7, "1e-7"),
            (-12.5e-9, "-1.25e-8"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-Infinity"),
        ] {
            assert_eq!(number_text(number), want);
        }
    }

    #[test]
    fn equality_is_loose_only_where_asked() {
        assert!(equal(&Value::from(1), &Value::from("1")));
        assert!(!equal(&Value::Null, &Value::from(0)));
        assert!(!strictly_equal(&Value::from(1), &Value::from("1")));
        assert!(loosely_equal(&serde_json::json!({"a": [1]}), &serde_json::json!({"a": ["1"]})));
    }
}
