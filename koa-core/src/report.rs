//! What happens to an error that nobody listens to (Koa's `app.onerror`).

use alloc::string::{String, ToString};
use core::fmt::Write as _;

use crate::settings::Settings;
use crate::{Error, StatusCode, log, platform};

/// Writes `error` to stderr and to the log, unless the client got to see it anyway.
pub(crate) fn default(error: &Error, settings: &Settings) {
    if !platform::HAS_STDERR && !log::IS_ON {
        // Where nobody would read it, it is not even part of the program.
        return;
    }
    if error.status() == StatusCode::NOT_FOUND || error.is_exposed() || settings.silent() {
        return;
    }
    let report = text(error);
    platform::stderr(&report);
    log::error(&report);
}

/// The message and its causes, indented by two spaces, between two empty lines.
fn text(error: &Error) -> String {
    let mut report = String::new();
    for line in error.message().lines() {
        let _ = write!(report, "\n  {line}"); // Writing to a string cannot fail.
    }
    let mut cause: Option<&dyn core::error::Error> = error.source().map(|source| source as _);
    while let Some(source) = cause {
        let text = source.to_string();
        // What `?` made an error of is its message already.
        if text != error.message() {
            for (number, line) in text.lines().enumerate() {
                let _ = write!(report, "\n  {}{line}", if number == 0 { "caused by: " } else { "" });
            }
        }
        cause = source.source();
    }
    report.push('\n');
    report
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_indented() {
        assert_eq!(text(&Error::new(500, "one\ntwo")), "\n  one\n  two\n");
    }

    #[test]
    fn the_cause_is_told_unless_the_message_is_its_text() {
        let cause = "x".parse::<u8>().unwrap_err();
        let error = Error::new(500, "bad settings").with_source(cause.clone());
        assert_eq!(text(&error), "\n  bad settings\n  caused by: invalid digit found in string\n");
        assert_eq!(text(&Error::from(cause)), "\n  invalid digit found in string\n");
    }

    #[test]
    fn every_line_of_a_cause_is_indented() {
        let error = Error::new(500, "bad settings").with_source("one\ntwo");
        assert_eq!(text(&error), "\n  bad settings\n  caused by: one\n  two\n");
    }
}
