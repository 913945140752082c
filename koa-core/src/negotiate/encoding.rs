//! `Accept-Encoding` (RFC 9110 §12.5.3).
//!
//! A response without a coding, `identity`, is acceptable unless the field says otherwise, so it is
//! a member of every list that names neither it nor `*`, with the lowest weight there.

use alloc::vec::Vec;
use core::{iter, mem};

use super::item::WeightedName;
use super::{Range, accepted, preferred, ranked};

const IDENTITY: &str = "identity";

/// The acceptable of the `offered` codings, best first.
///
/// # Examples
///
/// ```
/// use koa_core::negotiate::encodings;
///
/// assert_eq!(encodings(Some("gzip;q=0.5, br"), &["gzip", "br", "zstd"]), ["br", "gzip"]);
/// assert_eq!(encodings(None, &["gzip", "identity"]), ["identity"]);
/// ```
pub fn encodings<'o>(header: Option<&str>, offered: &[&'o str]) -> Vec<&'o str> {
    ranked(members(header), offered, Some)
}

/// The index of the best of the `offered` codings; `None` when none is acceptable.
///
/// # Examples
///
/// ```
/// use koa_core::negotiate::preferred_encoding;
///
/// assert_eq!(preferred_encoding(Some("gzip, br"), &["br", "gzip"]), Some(1));
/// assert_eq!(preferred_encoding(Some("*;q=0"), &["gzip", "identity"]), None);
/// ```
pub fn preferred_encoding(header: Option<&str>, offered: &[&str]) -> Option<usize> {
    preferred(members(header), offered, Some)
}

/// The codings that `header` accepts, best first.
///
/// # Examples
///
/// ```
/// use koa_core::negotiate::accepted_encodings;
///
/// assert_eq!(accepted_encodings(Some("gzip;q=0.2, br")), ["br", "gzip", "identity"]);
/// assert_eq!(accepted_encodings(None), ["identity"]);
/// ```
pub fn accepted_encodings(header: Option<&str>) -> Vec<&str> {
    accepted(members(header).map(|member| (member.name, member.quality)))
}

fn members(header: Option<&str>) -> impl Iterator<Item = WeightedName<'_>> + Clone {
    let mut listed = header.unwrap_or("").split(',').filter_map(WeightedName::parse);
    let mut lowest = 1.0;
    let mut implied = true;
    iter::from_fn(move || {
        let Some(member) = listed.next() else {
            return mem::take(&mut implied).then_some(WeightedName { name: IDENTITY, quality: lowest });
        };
        implied &= member.specificity(&IDENTITY).is_none();
        if member.quality != 0.0 && member.quality < lowest {
            lowest = member.quality;
        }
        Some(member)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_is_acceptable_unless_excluded() {
        assert_eq!(encodings(Some("gzip;q=0"), &["gzip", "identity"]), ["identity"]);
        assert!(encodings(Some("gzip, identity;q=0"), &["identity"]).is_empty());
        assert!(encodings(Some("gzip, *;q=0"), &["identity"]).is_empty());
    }

    #[test]
    fn identity_comes_last_with_the_lowest_weight() {
        assert_eq!(accepted_encodings(Some("a;q=0.2, b;q=0, c;q=x, d")), ["d", "a", "identity"]);
        assert_eq!(encodings(Some("gzip;q=0.5, br"), &["identity", "gzip", "br"]), ["br", "gzip", "identity"]);
    }

    #[test]
    fn a_negative_weight_takes_identity_with_it() {
        assert!(accepted_encodings(Some("gzip;q=-1")).is_empty());
    }

    #[test]
    fn an_empty_field_leaves_identity() {
        assert_eq!(accepted_encodings(Some("")), ["identity"]);
        assert_eq!(accepted_encodings(Some(", ;q=1, a b")), ["identity"]);
    }

    #[test]
    fn a_star_stands_for_any_offer_but_less_than_a_name() {
        assert_eq!(encodings(Some("*, gzip"), &["deflate", "gzip"]), ["gzip", "deflate"]);
    }
}
