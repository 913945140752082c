//! The two content fields of a request that are more than text: the `charset` parameter of
//! `Content-Type`, and the number in `Content-Length`.
//!
//! Koa's counterparts are `ctx.request.charset` (content-type 1) and `ctx.request.length`.

use alloc::borrow::Cow;
use alloc::string::String;

use crate::js;

/// The `charset` parameter of a `Content-Type` value, spelled as it came.
///
/// The whole value must be well-formed (RFC 9110 §8.3.1): a media type whose type names nothing, a
/// parameter without a value or a trailing semicolon make it unusable, and there is no charset.
/// Of several `charset` parameters the last one counts.
///
/// # Examples
///
/// ```
/// use koa_core::content_type::charset;
///
/// assert_eq!(charset("text/html; charset=utf-8").as_deref(), Some("utf-8"));
/// assert_eq!(charset("text/html; Charset=\"UTF-8\"").as_deref(), Some("UTF-8"));
/// assert_eq!(charset("text/html"), None);
/// assert_eq!(charset("text/html; charset=utf-8;"), None);
/// ```
#[must_use]
pub fn charset(content_type: &str) -> Option<Cow<'_, str>> {
    let (media_type, mut parameters) = content_type.split_at(content_type.find(';').unwrap_or(content_type.len()));
    if !is_media_type(js::trim(media_type)) {
        return None;
    }
    let mut charset = None;
    while !parameters.is_empty() {
        let (name, value, rest) = parameter(parameters)?;
        if name.eq_ignore_ascii_case("charset") {
            charset = Some(value);
        }
        parameters = rest;
    }
    charset.map(Value::text).filter(|text| !text.is_empty())
}

/// The number that a `Content-Length` value begins with.
///
/// White space before it, a `+`, and anything behind it are skipped. `None` when there is no
/// number or a negative one; a number too big for 64 bits is [`u64::MAX`].
///
/// # Examples
///
/// ```
/// use koa_core::content_type::parse_int;
///
/// assert_eq!(parse_int("10"), Some(10));
/// assert_eq!(parse_int("10abc"), Some(10));
/// assert_eq!(parse_int("abc"), None);
/// assert_eq!(parse_int("99999999999999999999"), Some(u64::MAX));
/// ```
///
/// # Koa
///
/// There a negative number is handed out, and a big one is rounded.
#[must_use]
pub fn parse_int(text: &str) -> Option<u64> {
    let text = text.trim_start_matches(js::is_space);
    let digits = text.strip_prefix('+').unwrap_or(text).bytes().take_while(u8::is_ascii_digit);
    digits
        .map(|digit| u64::from(digit - b'0'))
        .fold(None, |number, digit| Some(number.unwrap_or(0_u64).saturating_mul(10).saturating_add(digit)))
}

/// The type without its parameters, which begin at the first `;`.
pub(crate) fn essence(content_type: &str) -> &str {
    let end = content_type.bytes().position(|byte| byte == b';').unwrap_or(content_type.len());
    content_type.get(..end).unwrap_or_default()
}

/// A parameter value, not yet unescaped.
enum Value<'a> {
    Token(&'a str),
    /// The inside of a quoted string.
    Quoted(&'a str),
}

impl<'a> Value<'a> {
    fn text(self) -> Cow<'a, str> {
        match self {
            Self::Token(text) => Cow::Borrowed(text),
            Self::Quoted(text) if !text.contains('\\') => Cow::Borrowed(text),
            Self::Quoted(text) => Cow::Owned(unescaped(text)),
        }
    }
}

fn is_media_type(text: &str) -> bool {
    text.split_once('/').is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype))
}

/// Name and value of the first of `;`-led parameters, and the parameters after it.
fn parameter(text: &str) -> Option<(&str, Value<'_>, &str)> {
    let (name, text) = split_token(skip_spaces(text.strip_prefix(';')?))?;
    let text = skip_spaces(skip_spaces(text).strip_prefix('=')?);
    let (value, text) = match text.strip_prefix('"') {
        Some(text) => {
            let (inside, text) = split_quoted(text)?;
            (Value::Quoted(inside), text)
        }
        None => {
            let (token, text) = split_token(text)?;
            (Value::Token(token), text)
        }
    };
    Some((name, value, skip_spaces(text)))
}

fn skip_spaces(text: &str) -> &str {
    text.trim_start_matches(' ')
}

fn is_token(text: &str) -> bool {
    matches!(split_token(text), Some((_, "")))
}

/// A token (RFC 9110 §5.6.2) of at least one character, and what follows it.
fn split_token(text: &str) -> Option<(&str, &str)> {
    let end = text.bytes().position(|byte| !is_token_byte(byte)).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// The inside of a quoted string whose opening quote is gone, and what follows the closing one.
fn split_quoted(text: &str) -> Option<(&str, &str)> {
    let mut chars = text.char_indices();
    loop {
        match chars.next()? {
            (at, '"') => return Some((&text[..at], &text[at + 1..])),
            (_, '\\') => chars.next().filter(|&(_, c)| is_escapable(c))?,
            (_, c) if is_escapable(c) && c != '\x7F' => continue,
            _ => return None,
        };
    }
}

/// What may follow a backslash: one byte of text, in ISO-8859-1.
fn is_escapable(c: char) -> bool {
    matches!(c, '\x0B' | ' '..='\u{FF}')
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        // A backslash is never the last character: `split_quoted` took two.
        out.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_charset_is_unescaped() {
        assert_eq!(charset("a/b;charset=\"\\\"x\\\\\"").as_deref(), Some("\"x\\"));
        assert_eq!(charset("a/b;charset=\"a b\" ;x=y").as_deref(), Some("a b"));
    }

    #[test]
    fn the_last_charset_counts() {
        assert_eq!(charset("a/b; charset=a; charset=b").as_deref(), Some("b"));
        assert_eq!(charset("a/b; charset=a; charset=\"\""), None);
    }

    #[test]
    fn one_malformed_parameter_spoils_all() {
        for rest in [";", ";;x=y", "; x", "; x=", ";x=\"y", "; x=\"\\", "; x=y z", ";\tx=y", "; x=é"] {
            let value = alloc::format!("a/b; charset=utf-8{rest}");
            assert_eq!(charset(&value), None, "{value}");
        }
    }

    #[test]
    fn a_malformed_media_type_has_no_charset() {
        for media_type in ["", "text", "text/", "/plain", "a/b/c", "a b/c"] {
            let value = alloc::format!("{media_type}; charset=utf-8");
            assert_eq!(charset(&value), None, "{value}");
        }
    }

    #[test]
    fn a_negative_length_is_none() {
        assert_eq!(parse_int("-5"), None);
        assert_eq!(parse_int(""), None);
        assert_eq!(parse_int(" +1e3"), Some(1));
    }
}
