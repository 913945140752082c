//! Dates, written and read.

use koa_core::date::{self, MAX_MILLISECONDS, parse_http_date};
use proptest::prelude::*;

/// Seconds from the year 0 to the last day there is.
const SECONDS: core::ops::RangeInclusive<i64> = -62_167_219_200..=MAX_MILLISECONDS / 1000;

proptest! {
    #[test]
    fn what_is_written_is_read_back(seconds in SECONDS) {
        prop_assert_eq!(parse_http_date(date::format(seconds * 1000).as_str()), Some(seconds * 1000));
    }

    #[test]
    fn any_moment_is_written(milliseconds in any::<i64>()) {
        let date = date::format(milliseconds);
        prop_assert!(date.as_str().ends_with(" GMT"));
        prop_assert_eq!(date.to_string(), date.as_str());
    }

    #[test]
    fn http_has_29_characters_for_a_date(seconds in 0..253_402_300_800i64) {
        prop_assert_eq!(date::format(seconds * 1000).as_bytes().len(), 29);
    }

    #[test]
    fn any_text_is_answered(text in ".*") {
        let _ = parse_http_date(&text);
    }

    #[test]
    fn whatever_resembles_a_date_is_answered_within_the_range(
        words in prop::collection::vec("[0-9]{1,12}|[-+:. ,TZ]|Nov|GMT|EST|Sun, 06 Nov 1994|08:49:37", 0..12),
    ) {
        if let Some(moment) = parse_http_date(&words.concat()) {
            prop_assert!((-MAX_MILLISECONDS..=MAX_MILLISECONDS).contains(&moment));
        }
    }
}
