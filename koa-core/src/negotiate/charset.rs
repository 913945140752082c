//! `Accept-Charset` (RFC 9110 §12.5.2).
//!
//! Deprecated by the RFC, sent by few; Koa's `acceptsCharsets` reads it, and so does this. A missing
//! field accepts any charset, an empty one none.

use alloc::vec::Vec;

use super::item::WeightedName;
use super::{accepted, preferred, ranked};

/// The acceptable of the `offered` charsets, best first.
///
/// # Examples
///
/// ```
/// use koa_core::negotiate::charsets;
///
/// let header = Some("utf-8;q=0.8, iso-8859-1");
/// assert_eq!(charsets(header, &["UTF-8", "iso-8859-1", "koi8-r"]), ["iso-8859-1", "UTF-8"]);
/// ```
pub fn charsets<'o>(header: Option<&str>, offered: &[&'o str]) -> Vec<&'o str> {
    ranked(members(header), offered, Some)
}

/// The index of the best of the `offered` charsets; `None` when none is acceptable.
///
/// # Examples
///
/// ```
/// use koa_core::negotiate::preferred_charset;
///
/// assert_eq!(preferred_charset(Some("utf-8;q=0.8, *"), &["utf-8", "koi8-r"]), Some(1));
/// assert_eq!(preferred_charset(Some("utf-8"), &["koi8-r"]), None);
/// ```
pub fn preferred_charset(header: Option<&str>, offered: &[&str]) -> Option<usize> {
    preferred(members(header), offered, Some)
}

/// The charsets that `header` accepts, best first.
///
/// # Examples
///
/// ```
/// use koa_core::negotiate::accepted_charsets;
///
/// assert_eq!(accepted_charsets(Some("a;q=0.5, b;q=0, c")), ["c", "a"]);
/// assert_eq!(accepted_charsets(None), ["*"]);
/// ```
pub fn accepted_charsets(header: Option<&str>) -> Vec<&str> {
    accepted(members(header).map(|member| (member.name, member.quality)))
}

fn members(header: Option<&str>) -> impl Iterator<Item = WeightedName<'_>> + Clone {
    header.unwrap_or("*").split(',').filter_map(WeightedName::parse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_field_accepts_any_charset_and_an_empty_one_none() {
        assert_eq!(charsets(None, &["a", "b"]), ["a", "b"]);
        assert!(charsets(Some(""), &["a", "b"]).is_empty());
    }

    #[test]
    fn a_weight_of_zero_excludes_even_beside_a_star() {
        assert_eq!(charsets(Some("*, utf-8;q=0"), &["utf-8", "iso-8859-1"]), ["iso-8859-1"]);
    }

    #[test]
    fn the_offer_keeps_its_spelling() {
        assert_eq!(charsets(Some("utf-8"), &["UTF-8"]), ["UTF-8"]);
    }

    #[test]
    fn a_weight_that_is_no_number_is_not_acceptable() {
        assert!(accepted_charsets(Some("utf-8;q=x")).is_empty());
    }

    #[test]
    fn the_later_of_two_equal_members_decides() {
        assert!(charsets(Some("a;q=0.5, a;q=x"), &["a"]).is_empty());
        assert_eq!(charsets(Some("a;q=x, a;q=0.5"), &["a"]), ["a"]);
    }
}
