//! Whether a content type is one of a list: `ctx.is`.
//!
//! The list may hold whole types, patterns such as `text/*` and `*/*+json`, suffixes such as
//! `+json`, file extensions, and the words `urlencoded` and `multipart`. Which type belongs to an
//! extension is for the caller to say.
//!
//! # Koa
//!
//! type-is 2.1.0.

use alloc::borrow::Cow;
use alloc::format;

use crate::js;

/// Whether a request with these fields has a body (RFC 9112 §6): any `Transfer-Encoding`, or a
/// `Content-Length` that is a number.
///
/// # Examples
///
/// ```
/// use koa_core::type_is::has_body;
///
/// assert!(has_body(None, Some("0")));
/// assert!(has_body(Some("chunked"), None));
/// assert!(!has_body(None, None));
/// ```
///
/// # Koa
///
/// A number is what JavaScript takes for one: an empty `Content-Length` is 0.
pub fn has_body(transfer_encoding: Option<&str>, content_length: Option<&str>) -> bool {
    transfer_encoding.is_some() || content_length.is_some_and(js::is_number)
}

/// The first of `types` that `content_type` is, or the content type itself, without parameters and
/// in lower case, when a pattern matched or `types` is empty.
///
/// `None` when nothing matches or the content type is missing or malformed. `lookup` gives the type
/// of a file extension.
///
/// # Examples
///
/// ```
/// use koa_core::type_is::is;
///
/// let lookup = |extension: &str| (extension == "html").then_some("text/html");
/// let value = Some("Text/HTML; charset=utf-8");
/// assert_eq!(is(value, &["json", "html"], lookup).as_deref(), Some("html"));
/// assert_eq!(is(value, &["text/*"], lookup).as_deref(), Some("text/html"));
/// assert_eq!(is(value, &[], lookup).as_deref(), Some("text/html"));
/// assert_eq!(is(value, &["multipart"], lookup), None);
/// ```
///
/// # Koa
///
/// As there, `types` are compared as they are: `TEXT/HTML` among them matches nothing.
pub fn is<'a>(
    content_type: Option<&'a str>,
    types: &[&'a str],
    lookup: impl Fn(&str) -> Option<&'static str>,
) -> Option<Cow<'a, str>> {
    let actual = media_type(content_type?)?;
    if types.is_empty() {
        return Some(actual);
    }
    let found = types.iter().copied().find(|wanted| is_one(wanted, &actual, &lookup))?;
    match found.starts_with('+') || found.contains('*') {
        true => Some(actual),
        false => Some(Cow::Borrowed(found)),
    }
}

/// The type or pattern that a word stands for; `None` for an unknown extension.
///
/// # Examples
///
/// ```
/// use koa_core::type_is::normalize;
///
/// let lookup = |extension: &str| (extension == "html").then_some("text/html");
/// assert_eq!(normalize("html", lookup).as_deref(), Some("text/html"));
/// assert_eq!(normalize("+json", lookup).as_deref(), Some("*/*+json"));
/// assert_eq!(normalize("multipart", lookup).as_deref(), Some("multipart/*"));
/// assert_eq!(normalize("unknown", lookup), None);
/// ```
pub fn normalize(word: &str, lookup: impl Fn(&str) -> Option<&'static str>) -> Option<Cow<'_, str>> {
    match word {
        "urlencoded" => Some(Cow::Borrowed("application/x-www-form-urlencoded")),
        "multipart" => Some(Cow::Borrowed("multipart/*")),
        _ if word.starts_with('+') => Some(Cow::Owned(format!("*/*{word}"))),
        _ if word.contains('/') => Some(Cow::Borrowed(word)),
        _ => lookup(word).map(Cow::Borrowed),
    }
}

/// Whether the type `actual` fits `pattern`, in which `*` stands for any type or subtype and
/// `*+suffix` for any subtype that ends so.
///
/// # Examples
///
/// ```
/// use koa_core::type_is::matches;
///
/// assert!(matches("text/*", "text/html"));
/// assert!(matches("*/*+json", "application/ld+json"));
/// assert!(!matches("text/html", "text/plain"));
/// ```
pub fn matches(pattern: &str, actual: &str) -> bool {
    let (Some((kind, subtype)), Some((actual_kind, actual_subtype))) = (parts(pattern), parts(actual)) else {
        return false;
    };
    let subtype_fits = match subtype.strip_prefix('*') {
        Some(suffix) if suffix.starts_with('+') => actual_subtype.ends_with(suffix),
        Some("") => true,
        _ => subtype == actual_subtype,
    };
    subtype_fits && (kind == "*" || kind == actual_kind)
}

fn is_one(wanted: &str, actual: &str, lookup: impl Fn(&str) -> Option<&'static str>) -> bool {
    match wanted.starts_with('+') {
        // What the pattern `*/*+suffix` would say, without building it.
        true => !wanted.contains('/') && actual.ends_with(wanted),
        false => normalize(wanted, lookup).is_some_and(|pattern| matches(&pattern, actual)),
    }
}

/// The type of a `Content-Type` value (RFC 9110 §8.3), `None` unless it is as RFC 6838 §4.2 wants it.
fn media_type(value: &str) -> Option<Cow<'_, str>> {
    let end = value.find(';').unwrap_or(value.len());
    let name = value[..end].trim_matches([' ', '\t']);
    let (kind, subtype) = parts(name)?;
    if !(is_restricted_name(kind, b"") && is_restricted_name(subtype, b".+")) {
        return None;
    }
    match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Some(Cow::Owned(name.to_ascii_lowercase())),
        false => Some(Cow::Borrowed(name)),
    }
}

fn is_restricted_name(name: &str, further: &[u8]) -> bool {
    let is_restricted =
        |&byte: &u8| byte.is_ascii_alphanumeric() || b"!#$&^_-".contains(&byte) || further.contains(&byte);
    name.len() <= 127
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.as_bytes().iter().all(is_restricted)
}

/// What a call asks for: an empty word alone asks for nothing in particular, as in Koa.
pub(crate) fn asked<'t, 'a>(types: &'t [&'a str]) -> &'t [&'a str] {
    if types == [""] { &[] } else { types }
}

/// Type and subtype, when there are exactly these two.
fn parts(name: &str) -> Option<(&str, &str)> {
    name.split_once('/').filter(|(_, subtype)| !subtype.contains('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lookup(extension: &str) -> Option<&'static str> {
        matches!(extension, "html" | "HTML").then_some("text/html")
    }

    fn is_any<'a>(content_type: &'a str, types: &[&'a str]) -> Option<Cow<'a, str>> {
        is(Some(content_type), types, lookup)
    }

    #[test]
    fn a_word_is_returned_as_given_and_a_pattern_gives_the_type() {
        assert_eq!(is_any("text/html", &["HTML"]).as_deref(), Some("HTML"));
        assert_eq!(is_any("a/b+c+d", &["+c", "+d"]).as_deref(), Some("a/b+c+d"));
        assert_eq!(is_any("multipart/x", &["multipart"]).as_deref(), Some("multipart"));
        assert_eq!(is_any("multipart/x", &["multipart/*"]).as_deref(), Some("multipart/x"));
    }

    #[test]
    fn types_are_compared_with_case_against_the_type_in_lower_case() {
        assert_eq!(is_any("TEXT/HTML", &["TEXT/HTML"]), None);
        assert_eq!(is_any("TEXT/HTML", &["text/html"]).as_deref(), Some("text/html"));
    }

    #[test]
    fn only_blanks_and_parameters_may_surround_a_type() {
        assert_eq!(is_any("\t text/html ;charset=x", &[]).as_deref(), Some("text/html"));
        for value in ["", ";", "text", "text/", "/html", "text/h tml", "text/html,x", "-x/y", "x/y/z", "x*/y", "x.y/z"]
        {
            assert_eq!(is_any(value, &[]), None, "{value:?}");
        }
    }

    #[test]
    fn a_name_is_at_most_127_characters() {
        let longest = format!("x/{}", "y".repeat(127));
        assert_eq!(is_any(&longest, &[]).as_deref(), Some(&*longest));
        assert_eq!(is_any(&format!("{longest}y"), &[]), None);
    }

    #[test]
    fn a_suffix_is_matched_as_its_pattern_is() {
        for (suffix, actual) in [("+c", "a/b+c"), ("+c", "a/c"), ("+", "a/b+"), ("+a/b", "x/y+a"), ("+c", "a/b+C")] {
            let pattern = normalize(suffix, lookup).unwrap();
            assert_eq!(is_one(suffix, actual, lookup), matches(&pattern, actual), "{suffix} {actual}");
        }
    }

    #[test]
    fn a_length_that_is_no_number_is_no_body() {
        assert!(!has_body(None, Some("abc")));
        assert!(has_body(None, Some("")));
        assert!(has_body(Some(""), Some("abc")));
    }
}
