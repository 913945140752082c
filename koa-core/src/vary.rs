//! `Vary` (RFC 9110 §12.5.5): adding to the list of fields that a response depends on.
//!
//! # Koa
//!
//! vary 1.1.2.

use alloc::collections::BTreeSet;
use alloc::string::String;
use core::cmp::Ordering;
use core::fmt;

use crate::headers::is_token;

/// `header` with the names in the comma-separated `fields` that it lacks, or `*` when either has it.
///
/// What `header` holds stays as it is written.
///
/// # Errors
///
/// When a part of `fields` is not a token; an empty one, as after a trailing comma, is none.
///
/// # Examples
///
/// ```
/// use koa_core::vary::append;
///
/// assert_eq!(append("", "Origin").unwrap(), "Origin");
/// assert_eq!(append("Accept", "origin, ACCEPT").unwrap(), "Accept, origin");
/// assert_eq!(append("Accept", "*").unwrap(), "*");
/// assert!(append("Accept", "not a name").is_err());
/// ```
pub fn append(header: &str, fields: &str) -> Result<String, InvalidFieldName> {
    if fields.is_empty() {
        return Err(InvalidFieldName { kind: Kind::Missing });
    }
    append_names(header, list(fields))
}

/// `header` with those of `fields` that it lacks, each a name of its own.
///
/// An empty list changes nothing.
///
/// # Errors
///
/// When one of `fields` is not a token; unlike [`append`], this splits and trims nothing.
///
/// # Examples
///
/// ```
/// use koa_core::vary::append_all;
///
/// assert_eq!(append_all("Accept", &["Origin", "accept"]).unwrap(), "Accept, Origin");
/// assert_eq!(append_all("", &[]).unwrap(), "");
/// assert!(append_all("", &["Origin, Accept"]).is_err());
/// ```
pub fn append_all(header: &str, fields: &[&str]) -> Result<String, InvalidFieldName> {
    append_names(header, fields.iter().copied())
}

/// Why nothing was added to `Vary`: a text that cannot name a field (RFC 9110 §5.1).
///
/// # Examples
///
/// ```
/// use koa_core::vary::append;
///
/// let error = append("", "a b").unwrap_err();
/// assert_eq!(error.to_string(), "field argument contains an invalid header name");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct InvalidFieldName {
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Missing,
    NotAToken,
}

impl fmt::Display for InvalidFieldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            Kind::Missing => "field argument is required",
            Kind::NotAToken => "field argument contains an invalid header name",
        })
    }
}

/// The message, for a boxed error brings this along wherever it goes.
impl fmt::Debug for InvalidFieldName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl core::error::Error for InvalidFieldName {}

fn append_names<'f>(header: &str, names: impl Iterator<Item = &'f str> + Clone) -> Result<String, InvalidFieldName> {
    if names.clone().any(|name| !is_token(name.as_bytes())) {
        return Err(InvalidFieldName { kind: Kind::NotAToken });
    }
    let is_star = |name: &str| name == "*";
    if list(header).any(is_star) || names.clone().any(is_star) {
        return Ok(String::from("*"));
    }
    let mut known: BTreeSet<Name<'_>> = list(header).map(Name).collect();
    let mut varied = String::from(header);
    for name in names {
        if known.insert(Name(name)) {
            if !varied.is_empty() {
                varied.push_str(", ");
            }
            varied.push_str(name);
        }
    }
    Ok(varied)
}

fn list(text: &str) -> impl Iterator<Item = &str> + Clone {
    text.split(',').map(|part| part.trim_matches(' '))
}

/// A name whose order knows no case.
struct Name<'t>(&'t str);

impl Ord for Name<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let lower = |name: &Self| name.0.bytes().map(|byte| byte.to_ascii_lowercase());
        lower(self).cmp(lower(other))
    }
}

impl PartialOrd for Name<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Name<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Name<'_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn existing_text_stays_as_it_is() {
        assert_eq!(append(" a , b", "B").unwrap(), " a , b");
        assert_eq!(append(" a , b", "C").unwrap(), " a , b, C");
    }

    #[test]
    fn a_name_is_added_once() {
        assert_eq!(append("", "a,A , b").unwrap(), "a, b");
        assert_eq!(append_all("", &["a", "a"]).unwrap(), "a");
    }

    #[test]
    fn a_star_swallows_everything() {
        assert_eq!(append("*", "a").unwrap(), "*");
        assert_eq!(append("a, *", "b").unwrap(), "*");
        assert_eq!(append_all("a", &["b", "*"]).unwrap(), "*");
    }

    #[test]
    fn only_spaces_are_trimmed() {
        assert_eq!(append("", " a ").unwrap(), "a");
        assert!(append("", "\ta").is_err());
        assert!(append_all("", &[" a"]).is_err());
    }

    #[test]
    fn names_are_checked_even_beside_a_star() {
        for fields in [" ", ",", "a,", "a b", "a:b", "a/b", "(a)", "\u{e9}"] {
            assert!(append("*", fields).is_err(), "{fields:?}");
        }
    }

    #[test]
    fn nothing_at_all_is_another_error_than_an_empty_name() {
        assert_eq!(append("a", "").unwrap_err().to_string(), "field argument is required");
        assert_eq!(append_all("a", &[""]), append("a", " "));
    }
}
