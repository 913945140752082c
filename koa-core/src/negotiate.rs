//! Content negotiation (RFC 9110 §12): which offer a client likes best.
//!
//! Four request fields speak of preferences: `Accept`, `Accept-Encoding`, `Accept-Language` and
//! `Accept-Charset`. Each has a file of its own that knows how a member of its list reads and how
//! well an offer fits it; the ranking, which is the same for all, is here. For every field there
//! are three functions: all acceptable offers in order, the index of the best one without
//! allocating, and what the field itself lists, in order.
//!
//! The rules, in order of weight: for each offer the member that names it most specifically counts,
//! then the one with the higher weight, then the later one. Offers with a weight above 0 are
//! acceptable, and come by weight, then by specificity, then by place in the field, then as offered.
//!
//! # Koa
//!
//! accepts 1.3.8 and negotiator 0.6.3, which are more lenient than RFC 9110: members that do not
//! parse are skipped, and a weight is whatever number its text begins with.

mod charset;
mod encoding;
mod item;
mod language;
mod media_type;

use alloc::vec::Vec;
use core::array;
use core::cmp::Ordering;

pub use charset::{accepted_charsets, charsets, preferred_charset};
pub use encoding::{accepted_encodings, encodings, preferred_encoding};
pub use language::{accepted_languages, languages, preferred_language};
pub use media_type::{accepted_media_types, accepts, media_types, preferred_media_type};

/// One member of a field's list.
trait Range {
    /// An offer as this kind of member compares it.
    type Offer<'o>;

    /// The weight, 1 unless said otherwise; may be NaN.
    fn quality(&self) -> f64;

    /// How precisely this member names `offer`, `None` when it does not.
    fn specificity(&self, offer: &Self::Offer<'_>) -> Option<u8>;
}

/// How an offer fares: the member of the field that decides over it.
#[derive(Clone, Copy)]
struct Standing {
    quality: f64,
    specificity: u8,
    /// Place of the member in the field, from 1; 0 as long as none fits.
    position: usize,
    /// Place of the offer in the list of offers.
    offer: usize,
}

impl Standing {
    fn is_acceptable(&self) -> bool {
        self.quality > 0.0
    }

    /// Whether `rival`, a standing of the same offer, decides instead. A NaN weight equals any other.
    fn yields_to(&self, rival: &Self) -> bool {
        self.specificity
            .cmp(&rival.specificity)
            .then(self.quality.partial_cmp(&rival.quality).unwrap_or(Ordering::Equal))
            .then(self.position.cmp(&rival.position))
            .is_lt()
    }

    /// The order of acceptable offers, best first. Their weights are above 0, hence never NaN.
    fn rank(&self, other: &Self) -> Ordering {
        other
            .quality
            .total_cmp(&self.quality)
            .then(other.specificity.cmp(&self.specificity))
            .then(self.position.cmp(&other.position))
            .then(self.offer.cmp(&other.offer))
    }
}

/// Offers judged in one pass over the field, so that their standings need no heap.
const BATCH: usize = 8;

/// The acceptable of `offered`, best first.
fn ranked<'o, R: Range>(
    ranges: impl Iterator<Item = R> + Clone,
    offered: &[&'o str],
    parse: impl Fn(&'o str) -> Option<R::Offer<'o>>,
) -> Vec<&'o str> {
    let mut standings: Vec<Standing> = acceptable(ranges, offered, parse).collect();
    standings.sort_unstable_by(Standing::rank);
    standings.iter().map(|standing| offered[standing.offer]).collect()
}

/// The index of the best of `offered`.
fn preferred<'o, R: Range>(
    ranges: impl Iterator<Item = R> + Clone,
    offered: &[&'o str],
    parse: impl Fn(&'o str) -> Option<R::Offer<'o>>,
) -> Option<usize> {
    acceptable(ranges, offered, parse).min_by(Standing::rank).map(|standing| standing.offer)
}

/// The acceptable members of a field by weight, then in its own order.
fn accepted<'h>(members: impl Iterator<Item = (&'h str, f64)>) -> Vec<&'h str> {
    let mut accepted: Vec<(usize, &str, f64)> = members
        .enumerate()
        .filter(|(_, (_, quality))| *quality > 0.0)
        .map(|(position, (text, quality))| (position, text, quality))
        .collect();
    accepted.sort_unstable_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
    accepted.into_iter().map(|(_, text, _)| text).collect()
}

fn acceptable<'o, R: Range>(
    ranges: impl Iterator<Item = R> + Clone,
    offered: &[&'o str],
    parse: impl Fn(&'o str) -> Option<R::Offer<'o>>,
) -> impl Iterator<Item = Standing> {
    offered
        .chunks(BATCH)
        .enumerate()
        .flat_map(move |(batch, offers)| judge(ranges.clone(), batch * BATCH, offers, &parse))
        .filter(Standing::is_acceptable)
}

/// Standings of up to `BATCH` offers, the first of which has the index `first`; the places beyond
/// are left unacceptable.
fn judge<'o, R: Range>(
    ranges: impl Iterator<Item = R>,
    first: usize,
    offered: &[&'o str],
    parse: impl Fn(&'o str) -> Option<R::Offer<'o>>,
) -> [Standing; BATCH] {
    let offers: [_; BATCH] = array::from_fn(|index| offered.get(index).and_then(|text| parse(text)));
    let mut standings: [_; BATCH] =
        array::from_fn(|index| Standing { quality: 0.0, specificity: 0, position: 0, offer: first + index });
    for (position, range) in ranges.enumerate() {
        for (offer, standing) in offers.iter().zip(&mut standings) {
            let Some(specificity) = offer.as_ref().and_then(|offer| range.specificity(offer)) else {
                continue;
            };
            let rival = Standing { quality: range.quality(), specificity, position: position + 1, ..*standing };
            if standing.yields_to(&rival) {
                *standing = rival;
            }
        }
    }
    standings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(quality: f64, specificity: u8, position: usize) -> Standing {
        Standing { quality, specificity, position, offer: 0 }
    }

    #[test]
    fn specificity_decides_over_an_offer_before_weight_and_place() {
        assert!(standing(1.0, 0, 2).yields_to(&standing(0.1, 1, 1)));
        assert!(standing(0.1, 1, 2).yields_to(&standing(0.2, 1, 1)));
        assert!(standing(0.1, 1, 1).yields_to(&standing(0.1, 1, 2)));
        assert!(!standing(0.1, 1, 2).yields_to(&standing(0.1, 1, 1)));
    }

    #[test]
    fn a_weight_that_is_no_number_lets_the_place_decide() {
        assert!(standing(1.0, 1, 1).yields_to(&standing(f64::NAN, 1, 2)));
        assert!(standing(f64::NAN, 1, 1).yields_to(&standing(0.1, 1, 2)));
    }

    #[test]
    fn offers_rank_by_weight_before_specificity_and_place() {
        assert!(standing(0.9, 0, 9).rank(&standing(0.8, 7, 1)).is_lt());
        assert!(standing(0.9, 7, 9).rank(&standing(0.9, 6, 1)).is_lt());
        assert!(standing(0.9, 7, 1).rank(&standing(0.9, 7, 2)).is_lt());
    }

    #[test]
    fn more_offers_than_a_batch_keep_their_order() {
        let offered: Vec<&str> = "a b c d e f g h i j k l m n o p q r s t".split(' ').collect();
        assert_eq!(charsets(None, &offered), offered);
        assert_eq!(preferred_charset(Some("s, t;q=0.5, *;q=0.1"), &offered), Some(18));
        assert_eq!(charsets(Some("s, t;q=0.5, *;q=0.1"), &offered)[..3], ["s", "t", "a"]);
    }
}
