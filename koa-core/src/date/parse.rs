//! Reads dates: the three forms of HTTP, and what people write instead.
//!
//! A date is read in one pass over its words and numbers, whose order hardly matters: IMF-fixdate, RFC 850,
//! asctime and most of what mail and JavaScript produce are then one form. ISO 8601 is another.

use super::{MAX_MILLISECONDS, MONTHS, days_from_civil};

/// Reads a date into milliseconds since 1970; `None` when the text is none or is out of range.
///
/// All three forms of RFC 9110 §5.6.7 are read, ISO 8601, numeric offsets and the zone names of RFC 822,
/// one-digit days, months in full, `month/day/year`. The weekday is not compared with the date, a day that
/// the month does not have falls into the next, and without a zone the time is UTC. A year of one or two
/// digits is between 1950 and 2049.
///
/// # Examples
///
/// ```
/// use koa_core::date::parse_http_date;
///
/// let expected = Some(784_111_777_000);
/// assert_eq!(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), expected);
/// assert_eq!(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT"), expected);
/// assert_eq!(parse_http_date("Sun Nov  6 08:49:37 1994"), expected);
/// assert_eq!(parse_http_date("1994-11-06T10:49:37+02:00"), expected);
/// assert_eq!(parse_http_date("tomorrow"), None);
/// ```
///
/// # Koa
///
/// `ctx.fresh` and `ctx.lastModified` read dates with JavaScript's `Date.parse`, which accepts more (times of
/// twelve hours, remarks in parentheses, dates without a year) and takes the server's zone where none is
/// given. To it "0", which clients send to be sure of an answer, is the year 2000; here it is no date.
#[must_use]
pub fn parse_http_date(text: &str) -> Option<i64> {
    let text = text.trim().as_bytes();
    iso(text).or_else(|| words_and_numbers(text))
}

/// `YYYY[-MM[-DD]][Thh:mm[:ss[.fraction]][zone]]`, the year also with a sign and six digits.
fn iso(text: &[u8]) -> Option<i64> {
    let mut input = Input { rest: text };
    let year = match input.sign() {
        Some(sign) => sign * i64::from(input.digits(6)?),
        None => i64::from(input.digits(4)?),
    };
    let month = if input.skip(b'-') { input.digits(2)? } else { 1 };
    let day = if input.skip(b'-') { input.digits(2)? } else { 1 };
    let mut time = 0;
    let mut offset = 0;
    if input.skip(b'T') {
        let hour = input.digits(2)?;
        time = input.time(hour)?;
        offset = if input.rest.is_empty() || input.skip(b'Z') { 0 } else { input.offset()? };
    }
    if !input.rest.is_empty() {
        return None;
    }
    moment(year, month, day, time - offset)
}

/// Anything else: an optional weekday, then day, month and year, a time and a zone.
fn words_and_numbers(text: &[u8]) -> Option<i64> {
    let mut input = Input { rest: text };
    let mut date = Date::default();
    let mut time = None;
    let mut offset = None;
    while let Some(&byte) = input.rest.first() {
        if byte.is_ascii_digit() {
            let number = input.number();
            if input.rest.first() == Some(&b':') && time.is_none() {
                time = Some(input.time(number.value)?);
            } else {
                date.push(number)?;
                input.skip(b'-');
            }
        } else if byte.is_ascii_alphabetic() {
            let word = input.word();
            if let Some(month) = month(word) {
                date.month = Some(month);
                input.skip(b'-');
            } else if date.length > 0 || time.is_some() {
                offset = Some(zone(word)?);
            }
        } else if matches!(byte, b'+' | b'-') && (time.is_some() || offset.is_some()) {
            offset = Some(input.offset()?);
        } else if matches!(byte, b'+' | b'-') && date.length > 0 {
            return None;
        } else {
            input.rest = input.rest.get(1..)?;
        }
    }
    let (year, month, day) = date.resolve()?;
    moment(year, month, day, time.unwrap_or(0) - offset.unwrap_or(0))
}

/// The numbers of a date in the order they were met, and the month if it had a name.
#[derive(Default)]
struct Date {
    numbers: [Number; 3],
    length: usize,
    month: Option<u32>,
}

#[derive(Clone, Copy, Default)]
struct Number {
    value: u32,
    digits: usize,
}

impl Date {
    fn push(&mut self, number: Number) -> Option<()> {
        *self.numbers.get_mut(self.length)? = number;
        self.length += 1;
        Some(())
    }

    /// Decides which number is which: what cannot be a day is the year.
    fn resolve(&self) -> Option<(i64, u32, u32)> {
        let [first, second, third] = self.numbers;
        let year_first = !(1..=31).contains(&first.value);
        let (year, month, day) = match (self.month, self.length) {
            (Some(month), 2) if year_first => (first, month, second),
            (Some(month), 2) => (second, month, first),
            (None, 3) if year_first => (first, second.value, third),
            (None, 3) => (third, first.value, second),
            _ => return None,
        };
        Some((year.as_year(), month, day.value))
    }
}

impl Number {
    fn as_year(self) -> i64 {
        i64::from(self.value)
            + match self.value {
                0..50 if self.digits < 3 => 2000,
                50..100 if self.digits < 3 => 1900,
                _ => 0,
            }
    }
}

/// What is left to read.
struct Input<'a> {
    rest: &'a [u8],
}

impl<'a> Input<'a> {
    fn skip(&mut self, byte: u8) -> bool {
        let rest = self.rest.strip_prefix(&[byte]);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn sign(&mut self) -> Option<i64> {
        if self.skip(b'+') { Some(1) } else { self.skip(b'-').then_some(-1) }
    }

    fn take_while(&mut self, belongs: fn(&u8) -> bool) -> &'a [u8] {
        let end = self.rest.iter().position(|byte| !belongs(byte)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    fn word(&mut self) -> &'a [u8] {
        self.take_while(u8::is_ascii_alphabetic)
    }

    /// A number of any length; what exceeds the range of years is out of range all the same.
    fn number(&mut self) -> Number {
        let digits = self.take_while(u8::is_ascii_digit);
        let value =
            digits.iter().fold(0u32, |value, digit| value.saturating_mul(10).saturating_add(u32::from(digit - b'0')));
        Number { value, digits: digits.len() }
    }

    /// A number of exactly so many digits.
    fn digits(&mut self, count: usize) -> Option<u32> {
        let number = self.number();
        (number.digits == count).then_some(number.value)
    }

    /// `:mm[:ss[.fraction]]` after the hour, in milliseconds.
    fn time(&mut self, hour: u32) -> Option<i64> {
        self.skip(b':');
        let minute = self.number();
        let second = if self.skip(b':') { self.number() } else { Number { value: 0, digits: 1 } };
        let mut milliseconds = 0;
        if self.skip(b'.') {
            let fraction = self.take_while(u8::is_ascii_digit);
            let digit = |index| fraction.get(index).map_or(0, |digit| i64::from(digit - b'0'));
            milliseconds = digit(0) * 100 + digit(1) * 10 + digit(2);
        }
        let complete = minute.digits > 0 && second.digits > 0;
        let in_day = hour < 24 || (hour, minute.value, second.value, milliseconds) == (24, 0, 0, 0);
        let seconds = i64::from(hour.min(24) * 60 + minute.value.min(60)) * 60 + i64::from(second.value);
        (complete && in_day && minute.value < 60 && second.value < 60).then_some(seconds * 1000 + milliseconds)
    }

    /// `±hh`, `±hhmm` or `±hh:mm` in milliseconds.
    fn offset(&mut self) -> Option<i64> {
        let sign = self.sign()?;
        let number = self.number();
        let (hours, minutes) = match number.digits {
            1 | 2 if self.skip(b':') => (number.value, self.digits(2)?),
            1 | 2 => (number.value, 0),
            3 | 4 => (number.value / 100, number.value % 100),
            _ => return None,
        };
        (hours < 24 && minutes < 60).then_some(sign * i64::from(hours * 60 + minutes) * 60_000)
    }
}

/// The month whose name begins as `word` does.
fn month(word: &[u8]) -> Option<u32> {
    let start = word.get(..3)?;
    let position = MONTHS.chunks_exact(3).position(|name| name.eq_ignore_ascii_case(start))?;
    u32::try_from(position + 1).ok()
}

/// The offset of a named zone (RFC 822 §5.1), in milliseconds.
fn zone(word: &[u8]) -> Option<i64> {
    const HOUR: i64 = 3_600_000;
    if [&b"GMT"[..], b"UTC", b"UT", b"Z"].iter().any(|name| word.eq_ignore_ascii_case(name)) {
        return Some(0);
    }
    let [region, kind, b't' | b'T'] = word else {
        return None;
    };
    let zones_west = b"ECMP".iter().position(|letter| letter.eq_ignore_ascii_case(region))? as i64;
    match kind {
        b's' | b'S' => Some((-5 - zones_west) * HOUR),
        b'd' | b'D' => Some((-4 - zones_west) * HOUR),
        _ => None,
    }
}

/// Milliseconds since 1970 of a day and a time in it.
fn moment(year: i64, month: u32, day: u32, time: i64) -> Option<i64> {
    // No year of the range has more digits, and no multiplication overflows.
    let in_range = year.unsigned_abs() < 1_000_000;
    if !in_range || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let moment = days_from_civil(year, month, day) * 86_400_000 + time;
    (-MAX_MILLISECONDS..=MAX_MILLISECONDS).contains(&moment).then_some(moment)
}

#[cfg(test)]
mod tests;
