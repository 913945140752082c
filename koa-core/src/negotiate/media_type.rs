//! `Accept` (RFC 9110 §12.5.1).
//!
//! Media ranges carry parameters: those before `q` narrow the range, and those after it mean
//! nothing. Commas and semicolons within double quotes separate nothing. A missing field accepts any
//! type, an empty one none.

use alloc::collections::BinaryHeap;
use alloc::vec::Vec;
use core::cmp::Ordering;

use super::item::{folded, name_and_parameters, quality, same_name};
use super::{Range, accepted, preferred, ranked};
use crate::js;

/// The acceptable of the `offered` media types, best first.
///
/// # Examples
///
/// ```
/// use koa_core::negotiate::media_types;
///
/// let header = Some("text/*;q=0.5, application/json, text/html;level=1");
/// let offered = ["text/html", "application/json", "image/png"];
/// assert_eq!(media_types(header, &offered), ["application/json", "text/html"]);
/// ```
pub fn media_types<'o>(header: Option<&str>, offered: &[&'o str]) -> Vec<&'o str> {
    ranked(members(header), offered, MediaType::parse)
}

/// The index of the best of the `offered` media types; `None` when none is acceptable.
///
/// # Examples
///
/// ```
/// use koa_core::negotiate::preferred_media_type;
///
/// let offered = ["application/json", "text/html"];
/// assert_eq!(preferred_media_type(Some("text/html, */*;q=0.8"), &offered), Some(1));
/// assert_eq!(preferred_media_type(Some("image/*"), &offered), None);
/// ```
pub fn preferred_media_type(header: Option<&str>, offered: &[&str]) -> Option<usize> {
    preferred(members(header), offered, MediaType::parse)
}

/// The media ranges that `header` accepts, best first, without their parameters.
///
/// # Examples
///
/// ```
/// use koa_core::negotiate::accepted_media_types;
///
/// assert_eq!(accepted_media_types(Some("text/*;q=0.5, a/b;x=1")), ["a/b", "text/*"]);
/// assert_eq!(accepted_media_types(None), ["*/*"]);
/// ```
pub fn accepted_media_types(header: Option<&str>) -> Vec<&str> {
    accepted(members(header).map(|member| (member.name, member.quality)))
}

/// The best of `offered`, which are media types or file extensions.
///
/// What has no `/` is turned into a type by `lookup`, and left out when unknown to it. The winner
/// is returned as it was offered.
///
/// # Examples
///
/// ```
/// use koa_core::negotiate::accepts;
///
/// let lookup = |extension: &str| match extension {
///     "json" => Some("application/json"),
///     "html" => Some("text/html"),
///     _ => None,
/// };
/// let header = Some("text/html, */*;q=0.1");
/// assert_eq!(accepts(header, &["json", "html"], lookup), Some("html"));
/// assert_eq!(accepts(header, &["unknown", "image/png"], lookup), Some("image/png"));
/// assert_eq!(accepts(Some("audio/*"), &["json"], lookup), None);
/// assert_eq!(accepts(None, &["unknown"], lookup), Some("unknown"));
/// ```
///
/// # Koa
///
/// `ctx.accepts(...types)`. As there, a missing or empty field takes the first offer, whatever it is.
pub fn accepts<'o>(
    header: Option<&str>,
    offered: &[&'o str],
    lookup: impl Fn(&str) -> Option<&'static str>,
) -> Option<&'o str> {
    if header.is_none_or(str::is_empty) {
        return offered.first().copied();
    }
    let parse = |offer: &'o str| match offer.contains('/') {
        true => MediaType::parse(offer),
        false => lookup(offer).and_then(MediaType::parse),
    };
    preferred(members(header), offered, parse).map(|index| offered[index])
}

/// An offer; its parameters are read when a range asks for them.
#[derive(Clone, Copy)]
struct MediaType<'o> {
    kind: &'o str,
    subtype: &'o str,
    parameters: &'o str,
}

impl<'o> MediaType<'o> {
    fn parse(offer: &'o str) -> Option<Self> {
        let (name, parameters) = name_and_parameters(offer)?;
        let (kind, subtype) = split_name(name)?;
        Some(Self { kind, subtype, parameters })
    }

    /// The last value of the parameter `name`, empty without one.
    fn parameter(&self, name: &str) -> &'o str {
        parameters(self.parameters)
            .take_while(|(key, _)| !is_weight(key))
            .filter(|(key, _)| same_name(key, name))
            .last()
            .map_or("", |(_, value)| value)
    }
}

struct MediaRange<'h> {
    /// `kind/subtype`.
    name: &'h str,
    kind: &'h str,
    subtype: &'h str,
    /// Parameters before `q`, each name once.
    parameters: Vec<(&'h str, &'h str)>,
    quality: f64,
}

impl<'h> MediaRange<'h> {
    fn parse(member: &'h str) -> Option<Self> {
        let (name, text) = name_and_parameters(js::trim(member))?;
        let (kind, subtype) = split_name(name)?;
        let mut range = Self { name, kind, subtype, parameters: Vec::new(), quality: 1.0 };
        for (key, value) in parameters(text) {
            if is_weight(key) {
                range.quality = quality(value);
                break;
            }
            range.parameters.push((key, value));
        }
        keep_last_of_each(&mut range.parameters);
        Some(range)
    }
}

impl Range for MediaRange<'_> {
    type Offer<'o> = MediaType<'o>;

    fn quality(&self) -> f64 {
        self.quality
    }

    fn specificity(&self, offer: &MediaType<'_>) -> Option<u8> {
        let kind = part_specificity(self.kind, offer.kind, 4)?;
        let subtype = part_specificity(self.subtype, offer.subtype, 2)?;
        let fits = |(key, value): &(&str, &str)| *value == "*" || same_name(value, offer.parameter(key));
        match self.parameters.iter().all(fits) {
            true => Some(kind + subtype + u8::from(!self.parameters.is_empty())),
            false => None,
        }
    }
}

fn members(header: Option<&str>) -> impl Iterator<Item = MediaRange<'_>> + Clone {
    split_unquoted(header.unwrap_or("*/*"), ',').filter_map(MediaRange::parse)
}

fn part_specificity(range: &str, offer: &str, exact: u8) -> Option<u8> {
    match same_name(range, offer) {
        true => Some(exact),
        false => (range == "*").then_some(0),
    }
}

fn split_name(name: &str) -> Option<(&str, &str)> {
    name.split_once('/').filter(|(kind, subtype)| !kind.is_empty() && !subtype.is_empty())
}

fn is_weight(key: &str) -> bool {
    key.eq_ignore_ascii_case("q")
}

/// Names and values; the value is without its quotes, and empty where there is none.
fn parameters(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let text = (!text.is_empty()).then_some(text);
    text.into_iter().flat_map(|text| split_unquoted(text, ';')).map(|parameter| {
        let parameter = js::trim(parameter);
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        (name, unquote(value))
    })
}

fn unquote(value: &str) -> &str {
    match value.strip_prefix('"') {
        Some("") => "",
        Some(rest) => rest.strip_suffix('"').unwrap_or(value),
        None => value,
    }
}

/// Drops parameters whose name comes again later.
fn keep_last_of_each<'h>(parameters: &mut Vec<(&'h str, &'h str)>) {
    if parameters.len() > 1 {
        // In a heap: the sorts of slices are several KiB of code.
        let sorted = BinaryHeap::from_iter(parameters.drain(..).map(Parameter)).into_sorted_vec();
        parameters.extend(sorted.into_iter().map(|Parameter(parameter)| parameter));
        // The first of equal names is kept, which is the one that came last.
        parameters.dedup_by(|a, b| same_name(a.0, b.0));
    }
}

/// Name and value, ordered by the name; of equal names the one that came later is the first.
struct Parameter<'h>((&'h str, &'h str));

impl Ord for Parameter<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let (name, other) = (self.0.0, other.0.0);
        // All are parts of one text, so the later one has the higher address.
        folded(name).cmp(folded(other)).then_with(|| other.as_ptr().cmp(&name.as_ptr()))
    }
}

impl PartialOrd for Parameter<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Parameter<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Parameter<'_> {}

/// Splits at every `separator` outside double quotes.
fn split_unquoted(text: &str, separator: char) -> impl Iterator<Item = &str> + Clone {
    let mut quoted = false;
    text.split(move |c| {
        quoted ^= c == '"';
        c == separator && !quoted
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_with_parameters_names_only_offers_that_have_them() {
        assert_eq!(media_types(Some("a/b;x=1"), &["a/b", "a/b;x=2", "a/b;X=1"]), ["a/b;X=1"]);
        assert_eq!(media_types(Some("a/b;x=*"), &["a/b;x=2"]), ["a/b;x=2"]);
        assert_eq!(media_types(Some("a/b"), &["a/b;x=2"]), ["a/b;x=2"]);
        assert_eq!(media_types(Some("a/b;x"), &["a/b"]), ["a/b"]);
    }

    #[test]
    fn the_last_of_equal_parameters_counts() {
        assert_eq!(media_types(Some("a/b;x=1;y=3;X=2"), &["a/b;x=2;y=3", "a/b;x=1;y=3"]), ["a/b;x=2;y=3"]);
        assert_eq!(media_types(Some("a/b;x=2"), &["a/b;x=1;x=2"]), ["a/b;x=1;x=2"]);
    }

    #[test]
    fn nothing_after_the_weight_matters() {
        assert_eq!(media_types(Some("a/b;q=0.5;x=1;q=0"), &["a/b"]), ["a/b"]);
        assert!(media_types(Some("a/b;x=1"), &["a/b;q=1;x=1"]).is_empty());
    }

    #[test]
    fn separators_within_quotes_are_text() {
        assert_eq!(accepted_media_types(Some("a/b;x=\"1,2;q=0\", c/d")), ["a/b", "c/d"]);
        assert_eq!(media_types(Some("a/b;x=\"1;2\""), &["a/b;x=\"1;2\""]), ["a/b;x=\"1;2\""]);
        assert_eq!(accepted_media_types(Some("a/b;x=\"1, c/d")), ["a/b"]);
    }

    #[test]
    fn quotes_around_a_value_are_dropped_when_there_are_two() {
        assert_eq!(["\"a\"", "\"\"", "\"", "\"a", "a\"", "a"].map(unquote), ["a", "", "", "\"a", "a\"", "a"]);
    }

    #[test]
    fn a_subtype_may_hold_a_slash_and_a_kind_may_be_a_star() {
        assert_eq!(accepted_media_types(Some("a/b/c, a, /b, a/, a /b, a/ b")), ["a/b/c"]);
        assert_eq!(media_types(Some("*/b"), &["a/c", "a/b"]), ["a/b"]);
    }

    #[test]
    fn the_most_specific_range_decides_over_an_offer() {
        assert_eq!(media_types(Some("text/*, text/html;q=0"), &["text/html", "text/plain"]), ["text/plain"]);
        assert_eq!(media_types(Some("a/*;q=0.5, a/b;q=0.1"), &["a/b", "a/c"]), ["a/c", "a/b"]);
    }

    #[test]
    fn accepts_takes_the_first_offer_without_a_field_and_nothing_without_offers() {
        let none = |_: &str| None;
        assert_eq!(accepts(Some(""), &["x", "y"], none), Some("x"));
        assert_eq!(accepts(None, &[], none), None);
        assert_eq!(accepts(Some("*/*"), &["x"], none), None);
    }
}
