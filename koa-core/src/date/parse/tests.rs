//! What is read as a date, and as which.

use super::*;

const EXAMPLE: Option<i64> = Some(784_111_777_000);

#[test]
fn one_digit_days_full_names_and_missing_weekdays_are_read() {
    assert_eq!(parse_http_date("Sun, 6 Nov 1994 08:49:37 GMT"), EXAMPLE);
    assert_eq!(parse_http_date("6 November 1994 08:49:37"), EXAMPLE);
    assert_eq!(parse_http_date("  November 6, 1994 08:49:37 UTC "), EXAMPLE);
    assert_eq!(parse_http_date("11/6/1994 08:49:37"), EXAMPLE);
}

#[test]
fn offsets_and_named_zones_are_subtracted() {
    assert_eq!(parse_http_date("Sun, 06 Nov 1994 10:49:37 +0200"), EXAMPLE);
    assert_eq!(parse_http_date("Sun, 06 Nov 1994 10:49:37 GMT+2"), EXAMPLE);
    assert_eq!(parse_http_date("Sun, 06 Nov 1994 03:19:37 -05:30"), EXAMPLE);
    for (zone, hour) in [("EST", 3), ("EDT", 4), ("CST", 2), ("CDT", 3), ("MST", 1), ("MDT", 2), ("pst", 0), ("PDT", 1)]
    {
        let text = alloc::format!("Sun, 06 Nov 1994 0{hour}:49:37 {zone}");
        assert_eq!(parse_http_date(&text), EXAMPLE, "{text}");
    }
}

#[test]
fn iso_8601_is_read_with_and_without_its_later_parts() {
    assert_eq!(parse_http_date("1994-11-06T08:49:37Z"), EXAMPLE);
    assert_eq!(parse_http_date("1994-11-06T08:49:37.1239Z"), EXAMPLE.map(|moment| moment + 123));
    assert_eq!(parse_http_date("+001994-11-06T08:49:37"), EXAMPLE);
    assert_eq!(parse_http_date("1994-11-06 08:49:37"), EXAMPLE);
    assert_eq!(parse_http_date("1994-11-06"), Some(784_080_000_000));
    assert_eq!(parse_http_date("1994-11"), parse_http_date("1994-11-01"));
    assert_eq!(parse_http_date("1994"), parse_http_date("1994-01-01"));
    assert_eq!(parse_http_date("-000001-01-01"), Some(-62_198_755_200_000));
}

#[test]
fn years_of_two_digits_are_between_1950_and_2049() {
    assert_eq!(parse_http_date("Friday, 31-Dec-49 23:59:59 GMT"), Some(2_524_607_999_000));
    assert_eq!(parse_http_date("Sunday, 01-Jan-50 00:00:00 GMT"), Some(-631_152_000_000));
}

#[test]
fn midnight_may_end_a_day_but_nothing_later_may() {
    assert_eq!(parse_http_date("Sat, 05 Nov 1994 24:00:00 GMT"), parse_http_date("1994-11-06"));
    assert_eq!(parse_http_date("Sat, 05 Nov 1994 24:00:01 GMT"), None);
    assert_eq!(parse_http_date("Sat, 05 Nov 1994 23:60:00 GMT"), None);
    assert_eq!(parse_http_date("Sat, 05 Nov 1994 23:59:60 GMT"), None);
}

#[test]
fn days_that_the_month_does_not_have_fall_into_the_next() {
    assert_eq!(parse_http_date("31 Apr 2023"), parse_http_date("1 May 2023"));
    assert_eq!(parse_http_date("32 Apr 2023 2"), None);
    assert_eq!(parse_http_date("2023-13-01"), None);
    assert_eq!(parse_http_date("2023-01-00"), None);
}

#[test]
fn what_is_no_date_is_none() {
    for text in [
        "",
        "0",
        "garbage",
        "784111777",
        "Nov 1994",
        "Sun, 06 Nov 1994 08:49:37 GMT; x",
        "08:49:37",
        "1 2 3 4",
        "1994 -11-06",
    ] {
        assert_eq!(parse_http_date(text), None, "{text}");
    }
}

#[test]
fn dates_beyond_the_range_are_none() {
    assert_eq!(parse_http_date("+275760-09-13"), Some(MAX_MILLISECONDS));
    assert_eq!(parse_http_date("+275760-09-13T00:00:00.001Z"), None);
    assert_eq!(parse_http_date("1 Jan 99999999999999999999"), None);
}
