//! Properties of content negotiation, on texts made of what its grammar is made of.

use koa_core::negotiate::*;
use proptest::prelude::*;

/// Text that is close to a field value: names, weights and separators in any order.
fn header() -> impl Strategy<Value = Option<String>> {
    let piece = prop_oneof![
        6 => r"[a-c*]/[a-c*]",
        6 => r"[a-c*](-[a-c])?",
        6 => r";[qx]=[01]?\.?[0-9]?",
        6 => Just(String::from(",")),
        2 => r#"[ ;,="*/q-]"#,
        1 => ".",
    ];
    proptest::option::of(proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat()))
}

fn offers() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec(prop_oneof![r"[a-c]/[a-c](;x=[01])?", r"[a-c](-[a-c])?", ".{0,4}"], 0..20)
}

type Ranked = for<'o> fn(Option<&str>, &[&'o str]) -> Vec<&'o str>;
type Preferred = fn(Option<&str>, &[&str]) -> Option<usize>;
type Accepted = for<'h> fn(Option<&'h str>) -> Vec<&'h str>;

const FIELDS: [(Ranked, Preferred, Accepted); 4] = [
    (media_types, preferred_media_type, accepted_media_types),
    (encodings, preferred_encoding, accepted_encodings),
    (languages, preferred_language, accepted_languages),
    (charsets, preferred_charset, accepted_charsets),
];

/// The places of `ranked` in `offered`, found by address, since offers may repeat.
fn places(offered: &[&str], ranked: &[&str]) -> Vec<usize> {
    let place = |text: &&str| offered.iter().position(|offer| std::ptr::eq(offer.as_ptr(), text.as_ptr()));
    ranked.iter().map(|text| place(text).expect("results are offers")).collect()
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(header in ".*", offer in ".*") {
        for (ranked, preferred, accepted) in FIELDS {
            let found = ranked(Some(&header), &[&offer]);
            prop_assert_eq!(preferred(Some(&header), &[&offer]), (!found.is_empty()).then_some(0));
            accepted(Some(&header));
        }
        accepts(Some(&header), &[&offer], |_| None);
    }

    #[test]
    fn results_are_offers_and_each_comes_at_most_once(header in header(), offers in offers()) {
        // Never empty, so that every offer has an address of its own.
        let offers: Vec<String> = offers.into_iter().filter(|offer| !offer.is_empty()).collect();
        let offered: Vec<&str> = offers.iter().map(String::as_str).collect();
        for (ranked, _, _) in FIELDS {
            let mut places = places(&offered, &ranked(header.as_deref(), &offered));
            let count = places.len();
            places.sort_unstable();
            places.dedup();
            prop_assert_eq!(places.len(), count);
        }
    }

    #[test]
    fn the_preferred_offer_is_the_first_of_the_ranked(header in header(), offers in offers()) {
        let offered: Vec<&str> = offers.iter().map(String::as_str).collect();
        for (ranked, preferred, _) in FIELDS {
            let best = preferred(header.as_deref(), &offered).map(|index| offered[index]);
            prop_assert_eq!(best, ranked(header.as_deref(), &offered).first().copied());
        }
    }

    #[test]
    fn equal_offers_keep_their_order(header in header(), offer in "[a-c]/[a-c]|[a-c](-[a-c])?", count in 1_usize..20) {
        let offers = vec![offer; count];
        let offered: Vec<&str> = offers.iter().map(String::as_str).collect();
        for (ranked, preferred, _) in FIELDS {
            let places = places(&offered, &ranked(header.as_deref(), &offered));
            prop_assert!(places.is_empty() || places.iter().copied().eq(0..count));
            prop_assert_eq!(preferred(header.as_deref(), &offered), places.first().copied());
        }
    }

    #[test]
    fn an_offer_is_acceptable_or_not_whatever_else_is_offered(header in header(), offers in offers()) {
        let offered: Vec<&str> = offers.iter().map(String::as_str).collect();
        for (ranked, preferred, _) in FIELDS {
            let alone = offered.iter().filter(|offer| preferred(header.as_deref(), &[offer]).is_some()).count();
            prop_assert_eq!(ranked(header.as_deref(), &offered).len(), alone);
        }
    }

    #[test]
    fn what_a_field_lists_is_text_of_the_field(header in header()) {
        for (_, _, accepted) in FIELDS {
            for name in accepted(header.as_deref()) {
                let implied = matches!(name, "*" | "*/*" | "identity");
                prop_assert!(implied || header.as_deref().unwrap_or_default().contains(name));
            }
        }
    }

    #[test]
    fn accepts_agrees_with_media_types(header in header(), offers in offers()) {
        let offered: Vec<&str> = offers.iter().map(String::as_str).collect();
        let chosen = accepts(header.as_deref(), &offered, |_| None);
        let expected = match header.as_deref() {
            None | Some("") => offered.first().copied(),
            _ => media_types(header.as_deref(), &offered).first().copied(),
        };
        prop_assert_eq!(chosen, expected);
    }
}
