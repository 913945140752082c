//! HTTP dates (RFC 9110 §5.6.7): `Date`, `Last-Modified`, `Expires` and the conditions on them.
//!
//! A moment is a number of milliseconds since 1970-01-01T00:00:00Z, as in JavaScript, because that is what
//! Koa's users pass around and what a clock on any runtime can give. Writing needs neither `core::fmt` nor
//! an allocation. Counterpart of `Date.prototype.toUTCString` and `Date.parse`.

mod parse;

use core::fmt;

pub use parse::parse_http_date;

/// How far from 1970 a date may be, in milliseconds: 100,000,000 days, as in JavaScript.
///
/// ```
/// use koa_core::date::{MAX_MILLISECONDS, format};
///
/// assert_eq!(format(i64::MAX).as_str(), format(MAX_MILLISECONDS).as_str());
/// ```
pub const MAX_MILLISECONDS: i64 = 8_640_000_000_000_000;

const SECONDS_PER_DAY: i64 = 86_400;
const MONTHS: &[u8; 36] = b"JanFebMarAprMayJunJulAugSepOctNovDec";
const WEEKDAYS: &[u8; 21] = b"SunMonTueWedThuFriSat";

/// The text of a date, in a field value's form.
///
/// # Examples
///
/// ```
/// let date = koa_core::date::format(0);
/// assert_eq!(date.as_str(), "Thu, 01 Jan 1970 00:00:00 GMT");
/// assert_eq!(date.as_bytes().len(), 29);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct HttpDate {
    text: [u8; 32],
    length: usize,
}

/// Writes an IMF-fixdate; fractions of a second are dropped.
///
/// Beyond the years 0 to 9999, which HTTP does not have, the year takes more digits or a sign. Beyond
/// [`MAX_MILLISECONDS`] either way it stays there.
///
/// # Examples
///
/// ```
/// use koa_core::date;
///
/// assert_eq!(date::format(784_111_777_999).as_str(), "Sun, 06 Nov 1994 08:49:37 GMT");
/// ```
#[must_use]
pub fn format(milliseconds: i64) -> HttpDate {
    let seconds = milliseconds.clamp(-MAX_MILLISECONDS, MAX_MILLISECONDS).div_euclid(1000);
    let days = seconds.div_euclid(SECONDS_PER_DAY);
    let (year, month, day) = civil_from_days(days);
    // Both remainders are smaller than their divisors, so the conversions keep their values.
    let time = seconds.rem_euclid(SECONDS_PER_DAY) as u32;
    let weekday = (days + 4).rem_euclid(7) as usize;

    let mut date = HttpDate { text: [0; 32], length: 0 };
    date.push(name(WEEKDAYS, weekday));
    date.push(b", ");
    date.push_digits(day, 10);
    date.push(b" ");
    date.push(name(MONTHS, month as usize - 1));
    date.push(if year < 0 { b" -" } else { b" " });
    date.push_digits(
        year.unsigned_abs(),
        match year.unsigned_abs() {
            0..10_000 => 1000,
            10_000..100_000 => 10_000,
            _ => 100_000,
        },
    );
    for (separator, number) in [(b" ", time / 3600), (b":", time / 60 % 60), (b":", time % 60)] {
        date.push(separator);
        date.push_digits(number, 10);
    }
    date.push(b" GMT");
    date
}

impl HttpDate {
    /// The text: 29 characters for the years 0 to 9999.
    ///
    /// ```
    /// assert_eq!(koa_core::date::format(0).as_str(), "Thu, 01 Jan 1970 00:00:00 GMT");
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    /// The text as bytes, all of them ASCII.
    ///
    /// ```
    /// assert!(koa_core::date::format(0).as_bytes().starts_with(b"Thu"));
    /// ```
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.text.get(..self.length).unwrap_or_default()
    }

    fn push(&mut self, bytes: &[u8]) {
        let end = self.length + bytes.len();
        if let Some(place) = self.text.get_mut(self.length..end) {
            place.copy_from_slice(bytes);
            self.length = end;
        }
    }

    /// Appends a number from the digit of weight `unit` downwards.
    fn push_digits(&mut self, number: u32, mut unit: u32) {
        while unit > 0 {
            self.push(&[b'0' + (number / unit % 10) as u8]);
            unit /= 10;
        }
    }
}

impl AsRef<str> for HttpDate {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for HttpDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for HttpDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

/// The three letters at `index` of a list of such names.
fn name(names: &[u8], index: usize) -> &[u8] {
    names.get(index * 3..index * 3 + 3).unwrap_or_default()
}

// Both conversions count years from March, so that the leap day is a year's last, and eras of 400 years
// (146,097 days) from 0000-03-01, which is 719,468 days before 1970-01-01.

/// Year, month (1 to 12) and day (1 to 31) of a day counted from 1970-01-01.
fn civil_from_days(days: i64) -> (i32, u32, u32) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097) as i32;
    let day_of_era = days.rem_euclid(146_097) as u32;
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let (month, year_after) = if month_from_march < 10 { (month_from_march + 3, 0) } else { (month_from_march - 9, 1) };
    (era * 400 + year_of_era as i32 + year_after, month, day)
}

/// The day counted from 1970-01-01 of a year, a month (1 to 12) and a day, which may exceed the month.
fn days_from_civil(year: i64, month: u32, day: u32) -> i64 {
    let (month_from_march, year) = if month > 2 { (month - 3, year) } else { (month + 9, year - 1) };
    let year_of_era = year.rem_euclid(400);
    let day_of_year = i64::from((153 * month_from_march + 2) / 5 + day) - 1;
    year.div_euclid(400) * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_beyond_four_digits_and_before_zero_are_written_as_javascript_does() {
        assert_eq!(format(-62_198_755_200_000).as_str(), "Fri, 01 Jan -0001 00:00:00 GMT");
        assert_eq!(format(-62_167_219_200_000).as_str(), "Sat, 01 Jan 0000 00:00:00 GMT");
        assert_eq!(format(MAX_MILLISECONDS).as_str(), "Sat, 13 Sep 275760 00:00:00 GMT");
        assert_eq!(format(-MAX_MILLISECONDS).as_str(), "Tue, 20 Apr -271821 00:00:00 GMT");
    }

    #[test]
    fn five_digit_years_take_five_digits() {
        assert_eq!(format(253_402_300_800_000).as_str(), "Sat, 01 Jan 10000 00:00:00 GMT");
    }

    #[test]
    fn moments_out_of_range_are_written_as_the_last_in_range() {
        assert_eq!(format(i64::MAX), format(MAX_MILLISECONDS));
        assert_eq!(format(i64::MIN), format(-MAX_MILLISECONDS));
    }

    #[test]
    fn a_fraction_before_1970_belongs_to_the_second_before() {
        assert_eq!(format(-1).as_str(), "Wed, 31 Dec 1969 23:59:59 GMT");
    }

    #[test]
    fn the_day_count_and_the_calendar_are_inverse_over_two_eras() {
        for days in -150_000..150_000 {
            let (year, month, day) = civil_from_days(days);
            assert_eq!(days_from_civil(i64::from(year), month, day), days);
        }
    }
}
