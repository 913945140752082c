//! The Date of answers (RFC 9110 §6.6.1), formatted once a second.

use core::time::Duration;

use koa_core::Settings;
use koa_core::date::HttpDate;

/// The text of the present second.
#[derive(Debug, Default)]
pub(crate) struct Date {
    text: Option<HttpDate>,
    /// When the next second begins, by the connection's time.
    until: Duration,
}

impl Date {
    /// The date at `now`, by the application's clock; `None` without one.
    pub(crate) fn at(&mut self, now: Duration, settings: &Settings) -> Option<HttpDate> {
        if now >= self.until {
            let (milliseconds, text) = settings.date()?;
            let rest = 1000 - milliseconds.rem_euclid(1000).unsigned_abs();
            self.until = now.saturating_add(Duration::from_millis(rest));
            self.text = Some(text);
        }
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use koa_core::App;

    #[test]
    fn it_changes_with_the_second_and_is_kept_until_then() {
        let mut date = Date::default();
        let text = |date: Option<HttpDate>| alloc::string::String::from(date.unwrap().as_str());
        let (early, late) = (App::new().clock(|| 400), App::new().clock(|| 1400));
        assert_eq!(text(date.at(Duration::ZERO, early.settings())), "Thu, 01 Jan 1970 00:00:00 GMT");
        let before = Duration::from_millis(599);
        assert_eq!(text(date.at(before, late.settings())), "Thu, 01 Jan 1970 00:00:00 GMT");
        let after = Duration::from_millis(600);
        assert_eq!(text(date.at(after, late.settings())), "Thu, 01 Jan 1970 00:00:01 GMT");
    }

    #[test]
    fn a_clock_that_counts_from_its_start_gives_none() {
        assert!(Date::default().at(Duration::ZERO, App::new().uptime(|| 400).settings()).is_none());
    }
}
