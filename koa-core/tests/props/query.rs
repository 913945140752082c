//! Query strings: parsed, grouped and serialised.

use koa_core::query::{Query, parse, stringify};
use proptest::prelude::*;

type Pairs = Vec<(String, String)>;

fn pairs() -> impl Strategy<Value = Pairs> {
    let text = || prop_oneof!["[ab]", "[a-z&=+%# ]{0,6}", "\\PC{0,4}", any::<String>()];
    proptest::collection::vec((text(), text()), 0..12)
}

fn owned(query: &str) -> Pairs {
    parse(query).map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

proptest! {
    #[test]
    fn any_text_can_be_parsed(text in any::<String>()) {
        let query = Query::parse(&text);
        prop_assert_eq!(query.len(), parse(&text).count());
    }

    #[test]
    fn pairs_survive_being_sent(pairs in pairs()) {
        prop_assert_eq!(owned(&stringify(as_refs(&pairs))), pairs);
    }

    #[test]
    fn a_query_string_holds_nothing_that_ends_it(pairs in pairs()) {
        let text = stringify(as_refs(&pairs));
        let is_safe = |byte: u8| byte.is_ascii_alphanumeric() || b"*-._+%&=".contains(&byte);
        prop_assert!(text.bytes().all(is_safe), "{}", text);
    }

    #[test]
    fn every_name_has_its_values_in_the_order_sent(pairs in pairs()) {
        let text = stringify(as_refs(&pairs));
        let query = Query::parse(&text);
        for (name, _) in &pairs {
            let values = pairs.iter().filter(|(n, _)| n == name).map(|(_, value)| &**value);
            prop_assert!(query.all(name).eq(values.clone()));
            prop_assert_eq!(query.first(name), values.clone().next());
        }
    }

    #[test]
    fn names_come_in_the_order_of_their_first_occurrence(pairs in pairs()) {
        let mut names: Vec<&str> = Vec::new();
        for (name, _) in &pairs {
            if !names.contains(&&**name) {
                names.push(name);
            }
        }
        let text = stringify(as_refs(&pairs));
        let query = Query::parse(&text);
        prop_assert!(query.groups().map(|(name, _)| name).eq(names));
        prop_assert_eq!(query.groups().map(|(_, values)| values.len()).sum::<usize>(), pairs.len());
    }

    #[test]
    fn a_number_is_read_back(number in any::<i64>()) {
        let text = stringify([("n", number.to_string())]);
        prop_assert_eq!(Query::parse(&text).get::<i64>("n"), Ok(Some(number)));
    }
}

fn as_refs(pairs: &Pairs) -> Vec<(&str, &str)> {
    pairs.iter().map(|(name, value)| (&**name, &**value)).collect()
}
