//! What happens to an error that nobody listens to (Koa's `app.onerror`).

use alloc::string::String;
use core::fmt::Write as _;

use crate::settings::Settings;
use crate::{Error, StatusCode, log, platform};

/// Writes `error` to stderr and to the log, unless the client got to see it anyway.
pub(crate) fn default(error: &Error, settings: &Settings) {
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
    let mut cause = error.source().and_then(core::error::Error::source);
    while let Some(error) = cause {
        let _ = write!(report, "\n  caused by: {error}");
        cause = error.source();
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
}
