//! Properties of freshness.

use koa_core::fresh::{Preconditions, Validators, is_fresh};
use proptest::option::of;
use proptest::prelude::*;

const EARLY: &str = "Fri, 31 Dec 1999 23:59:59 GMT";
const LATE: &str = "Sat, 01 Jan 2000 00:00:00 GMT";

fn tags() -> impl Strategy<Value = String> {
    r#"((W/)?"[ab]?"|\*|,| ){0,6}"#
}

fn date() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just(EARLY), Just(LATE), Just("garbage"), Just("")]
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(texts in prop::array::uniform5(of(".*"))) {
        let [if_none_match, if_modified_since, cache_control, etag, last_modified] = texts.each_ref().map(Option::as_deref);
        let request = Preconditions { if_none_match, if_modified_since, cache_control };
        let fresh = is_fresh(request, Validators { etag, last_modified });
        let conditions = [if_none_match, if_modified_since];
        prop_assert!(!fresh || conditions.iter().flatten().any(|text| !text.is_empty()));
    }

    #[test]
    fn two_preconditions_hold_when_each_does(
        tags in tags(), since in date(), etag in of(tags()), modified in of(date()),
    ) {
        let response = Validators { etag: etag.as_deref(), last_modified: modified };
        let by_tag = Preconditions { if_none_match: Some(&tags), ..Preconditions::default() };
        let by_date = Preconditions { if_modified_since: Some(since), ..Preconditions::default() };
        let both = Preconditions { if_none_match: Some(&tags), ..by_date };
        if !tags.is_empty() && !since.is_empty() {
            prop_assert_eq!(is_fresh(both, response), is_fresh(by_tag, response) && is_fresh(by_date, response));
        }
    }

    #[test]
    fn a_tag_in_the_list_is_fresh_in_strong_and_weak_form(before in tags(), after in tags(), tag in r#""[a-z]{0,4}""#) {
        for item in [tag.clone(), format!("W/{tag}")] {
            let list = format!("{before},{item},{after}");
            let request = Preconditions { if_none_match: Some(&list), ..Preconditions::default() };
            for etag in [tag.clone(), format!("W/{tag}")] {
                let response = Validators { etag: Some(&etag), last_modified: None };
                prop_assert!(is_fresh(request, response));
            }
        }
    }

    #[test]
    fn no_cache_is_never_fresh(tags in tags(), etag in tags(), before in "[a-z]{0,4}", space in "[ \t]{0,2}") {
        let cache_control = format!("{before},{space}no-cache{space}");
        let request = Preconditions { if_none_match: Some(&tags), if_modified_since: None, cache_control: Some(&cache_control) };
        let response = Validators { etag: Some(&etag), last_modified: None };
        prop_assert!(!is_fresh(request, response));
    }
}
