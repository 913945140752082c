//! The `log` facade when the feature is on, nothing when it is off.

#[cfg(feature = "log")]
pub(crate) fn error(report: &str) {
    log::error!("{}", report.trim());
}

#[cfg(not(feature = "log"))]
pub(crate) fn error(_: &str) {}
