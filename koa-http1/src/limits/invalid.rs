//! What a limit must be to work.

use core::fmt;
use core::time::Duration;

/// A limit that cannot work, by its name. With the feature `std` it becomes an `io::Error` by `?`.
///
/// ```
/// use koa_http1::Limits;
///
/// let error = Limits { head: Default::default(), ..Limits::default() }.check().unwrap_err();
/// assert_eq!(error.to_string(), "Limits::head must be longer than zero");
/// ```
///
/// Its functions are the rules, for limits that only an adapter has:
///
/// ```
/// use koa_http1::InvalidLimits;
/// use std::time::Duration;
///
/// assert!(InvalidLimits::unless_at_least("connections", 1, 1).is_ok());
/// assert!(InvalidLimits::unless_at_most("connections", 1 << 20, 1 << 16).is_err());
/// assert!(InvalidLimits::unless_time("drain", Duration::ZERO).is_ok());
/// assert!(InvalidLimits::unless_time("drain", Duration::MAX).is_err());
/// assert!(InvalidLimits::unless_some_time("handshake", Duration::ZERO).is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidLimits {
    name: &'static str,
    rule: Rule,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rule {
    AtLeast(usize),
    AtMost(usize),
    LongerThanZero,
    AtMostAYear,
}

/// The longest time that every timer takes: a year.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

impl InvalidLimits {
    /// A size or a count that must be `least` or more.
    ///
    /// # Errors
    ///
    /// When it is not.
    pub fn unless_at_least(name: &'static str, value: usize, least: usize) -> Result<(), Self> {
        if value < least { Err(Self { name, rule: Rule::AtLeast(least) }) } else { Ok(()) }
    }

    /// A size or a count that must be `most` or less.
    ///
    /// # Errors
    ///
    /// When it is not.
    pub fn unless_at_most(name: &'static str, value: usize, most: usize) -> Result<(), Self> {
        if value > most { Err(Self { name, rule: Rule::AtMost(most) }) } else { Ok(()) }
    }

    /// A time that timers take.
    ///
    /// # Errors
    ///
    /// When it is longer than a year.
    pub fn unless_time(name: &'static str, time: Duration) -> Result<(), Self> {
        if time > LONGEST { Err(Self { name, rule: Rule::AtMostAYear }) } else { Ok(()) }
    }

    /// A time in which something is to happen.
    ///
    /// # Errors
    ///
    /// When it is zero, or longer than a year.
    pub fn unless_some_time(name: &'static str, time: Duration) -> Result<(), Self> {
        if time.is_zero() {
            return Err(Self { name, rule: Rule::LongerThanZero });
        }
        Self::unless_time(name, time)
    }
}

impl fmt::Display for InvalidLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Limits::{} must be ", self.name)?;
        match self.rule {
            Rule::AtLeast(least) => write!(f, "at least {least}"),
            Rule::AtMost(most) => write!(f, "at most {most}"),
            Rule::LongerThanZero => f.write_str("longer than zero"),
            Rule::AtMostAYear => f.write_str("at most a year"),
        }
    }
}

impl core::error::Error for InvalidLimits {}

#[cfg(feature = "std")]
impl From<InvalidLimits> for std::io::Error {
    fn from(invalid: InvalidLimits) -> Self {
        Self::new(std::io::ErrorKind::InvalidInput, invalid)
    }
}
