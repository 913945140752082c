//! Without an operating system there is nothing to ask.

use alloc::borrow::Cow;

use crate::settings::Clock;

pub(crate) const CLOCK: Option<Clock> = None;

pub(crate) fn env() -> Cow<'static, str> {
    "development".into()
}

pub(crate) const HAS_STDERR: bool = false;

pub(crate) fn stderr(_: &str) {}
