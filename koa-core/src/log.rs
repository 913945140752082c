//! The `log` facade when the feature is on, nothing when it is off.

pub(crate) const IS_ON: bool = cfg!(feature = "log");

#[cfg(feature = "log")]
pub(crate) fn error(report: &str) {
    log::error!("{}", report.trim());
}

#[cfg(not(feature = "log"))]
pub(crate) fn error(_: &str) {}
