//! `Accept-Language` (RFC 9110 §12.5.4).
//!
//! A language tag is compared whole, or by what stands before its first hyphen: a client that reads
//! `en` takes `en-GB`, and one that asks for `en-US` gets `en` rather than nothing. A missing field
//! accepts any language, an empty one none.

use alloc::vec::Vec;

use super::item::{name_and_parameters, quality, same_name};
use super::{Range, accepted, preferred, ranked};
use crate::js;

/// The acceptable of the `offered` languages, best first.
///
/// # Examples
///
/// ```
/// use koa_core::negotiate::languages;
///
/// let header = Some("fr-CH, fr;q=0.9, en;q=0.8, *;q=0.5");
/// assert_eq!(languages(header, &["it", "en-GB", "fr"]), ["fr", "en-GB", "it"]);
/// ```
///
/// # Koa
///
/// White space before a parameter hides it: in `en; q=0.5` the weight is 1.
pub fn languages<'o>(header: Option<&str>, offered: &[&'o str]) -> Vec<&'o str> {
    ranked(members(header), offered, Tag::parse)
}

/// The index of the best of the `offered` languages; `None` when none is acceptable.
///
/// # Examples
///
/// ```
/// use koa_core::negotiate::preferred_language;
///
/// assert_eq!(preferred_language(Some("en-US, de;q=0.7"), &["de", "en"]), Some(1));
/// assert_eq!(preferred_language(Some("en-US"), &["en-GB"]), None);
/// ```
pub fn preferred_language(header: Option<&str>, offered: &[&str]) -> Option<usize> {
    preferred(members(header), offered, Tag::parse)
}

/// The languages that `header` accepts, best first.
///
/// # Examples
///
/// ```
/// use koa_core::negotiate::accepted_languages;
///
/// assert_eq!(accepted_languages(Some("en;q=0.8, es, pt")), ["es", "pt", "en"]);
/// assert_eq!(accepted_languages(None), ["*"]);
/// ```
pub fn accepted_languages(header: Option<&str>) -> Vec<&str> {
    accepted(members(header).map(|member| (member.tag.full, member.quality)))
}

/// A language tag, and what stands before its first hyphen.
#[derive(Clone, Copy)]
struct Tag<'t> {
    full: &'t str,
    prefix: &'t str,
}

impl<'t> Tag<'t> {
    fn new(full: &'t str) -> Option<Self> {
        let (prefix, suffix) = full.split_once('-').map_or((full, None), |(prefix, suffix)| (prefix, Some(suffix)));
        (!prefix.is_empty() && suffix != Some("")).then_some(Self { full, prefix })
    }

    fn parse(offer: &'t str) -> Option<Self> {
        Self::new(name_and_parameters(offer)?.0)
    }
}

struct LanguageRange<'h> {
    tag: Tag<'h>,
    quality: f64,
}

impl<'h> LanguageRange<'h> {
    fn parse(member: &'h str) -> Option<Self> {
        let (name, parameters) = name_and_parameters(js::trim(member))?;
        Some(Self { tag: Tag::new(name)?, quality: last_weight(parameters) })
    }
}

impl Range for LanguageRange<'_> {
    type Offer<'o> = Tag<'o>;

    fn quality(&self) -> f64 {
        self.quality
    }

    fn specificity(&self, offer: &Tag<'_>) -> Option<u8> {
        if same_name(self.tag.full, offer.full) {
            Some(4)
        } else if same_name(self.tag.prefix, offer.full) {
            Some(2)
        } else if same_name(self.tag.full, offer.prefix) {
            Some(1)
        } else {
            (self.tag.full == "*").then_some(0)
        }
    }
}

fn members(header: Option<&str>) -> impl Iterator<Item = LanguageRange<'_>> + Clone {
    header.unwrap_or("*").split(',').filter_map(LanguageRange::parse)
}

/// The value of the last parameter `q`, 1 without one.
fn last_weight(parameters: &str) -> f64 {
    parameters
        .rsplit(';')
        .map(|parameter| parameter.split('='))
        .find_map(|mut parts| (parts.next() == Some("q")).then(|| quality(parts.next().unwrap_or(""))))
        .unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_stands_for_its_regions() {
        assert_eq!(languages(Some("zh"), &["zh-Hant-TW"]), ["zh-Hant-TW"]);
        assert_eq!(languages(Some("en;q=0, *"), &["en-US", "es"]), ["es"]);
    }

    #[test]
    fn a_region_is_served_by_its_language_but_not_by_a_sister() {
        assert_eq!(languages(Some("en-US"), &["en"]), ["en"]);
        assert!(languages(Some("en-US"), &["en-GB"]).is_empty());
    }

    #[test]
    fn the_whole_tag_weighs_more_than_its_language() {
        assert_eq!(languages(Some("en;q=0.9, en-US;q=0.1"), &["en-US", "en"]), ["en", "en-US"]);
    }

    #[test]
    fn the_last_weight_counts_unless_a_space_hides_it() {
        assert_eq!(accepted_languages(Some("a;q=0.9;q=0.1, b;q=0.5")), ["b", "a"]);
        assert_eq!(accepted_languages(Some("a; q=0.1, b;q=0.5")), ["a", "b"]);
    }

    #[test]
    fn a_tag_with_an_empty_part_is_skipped() {
        assert!(accepted_languages(Some("en-, -us, , -")).is_empty());
        assert!(languages(Some("*"), &["en-", "", "a b"]).is_empty());
    }
}
