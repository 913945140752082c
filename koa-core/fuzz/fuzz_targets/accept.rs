//! The four negotiations: what is accepted of a list is what is accepted of each offer alone.

#![no_main]

use koa_core::negotiate as n;
use koa_core_fuzz::{fields, rest};
use libfuzzer_sys::fuzz_target;

type All = for<'o> fn(Option<&str>, &[&'o str]) -> Vec<&'o str>;
type Best = fn(Option<&str>, &[&str]) -> Option<usize>;
type Listed = for<'h> fn(Option<&'h str>) -> Vec<&'h str>;

const FIELDS: [(All, Best, Listed); 4] = [
    (n::media_types, n::preferred_media_type, n::accepted_media_types),
    (n::encodings, n::preferred_encoding, n::accepted_encodings),
    (n::languages, n::preferred_language, n::accepted_languages),
    (n::charsets, n::preferred_charset, n::accepted_charsets),
];

fuzz_target!(|input: &str| {
    let [header] = fields(input);
    let offered = rest(input);
    for (all, best, listed) in FIELDS {
        check(header, &offered, all, best);
        for name in listed(Some(header)) {
            assert!(name == "identity" || header.contains(name), "{name:?} is not of {header:?}");
        }
    }
    let accepted = n::accepts(Some(header), &offered, koa_core::mime::lookup_negotiated);
    assert!(accepted.is_none_or(|accepted| offered.contains(&accepted)));
});

fn check(header: &str, offered: &[&str], all: All, best: Best) {
    let ranked = all(Some(header), offered);
    assert_eq!(best(Some(header), offered).map(|index| offered[index]), ranked.first().copied());
    let alone = |offer: &&&str| !all(Some(header), &[**offer]).is_empty();
    assert_eq!(offered.iter().filter(alone).count(), ranked.len(), "{header:?} {offered:?} {ranked:?}");
    for pair in ranked.windows(2) {
        assert_eq!(all(Some(header), pair), pair, "{header:?} {offered:?} {ranked:?}");
    }
}
