//! Dates: what is read is in range, and what is written is read as the same moment.

#![no_main]

use koa_core::date::{MAX_MILLISECONDS, format, parse_http_date};
use libfuzzer_sys::fuzz_target;

/// The first moments of the years 0 and 10000, between which HTTP's dates are.
const WRITABLE: core::ops::Range<i64> = -62_167_219_200_000..253_402_300_800_000;

fuzz_target!(|input: &[u8]| {
    if let Some(moment) = core::str::from_utf8(input).ok().and_then(parse_http_date) {
        assert!(moment.abs() <= MAX_MILLISECONDS);
        check(moment);
    }
    if let Some(bytes) = input.first_chunk() {
        check(i64::from_le_bytes(*bytes));
    }
});

fn check(moment: i64) {
    let text = format(moment);
    assert!(text.as_str().ends_with(" GMT") && text.as_bytes().is_ascii());
    if WRITABLE.contains(&moment) {
        assert_eq!(text.as_bytes().len(), 29);
        assert_eq!(parse_http_date(text.as_str()), Some(moment.div_euclid(1000) * 1000), "{text}");
    }
}
