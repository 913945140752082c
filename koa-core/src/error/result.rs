//! `Result`, and the two words that give a plain failure a status.

use alloc::borrow::Cow;

use super::Error;

/// What a middleware returns.
pub type Result<T = ()> = core::result::Result<T, Error>;

/// Gives `Option`s and `Result`s a status on their way up.
///
/// # Examples
///
/// ```
/// use koa_core::{Result, ResultExt, StatusCode};
///
/// fn find(id: &str) -> Result<u32> {
///     let id: u32 = id.parse().or_throw(400, "the id must be a number")?;
///     Some(id).filter(|id| *id < 10).or_status(404)
/// }
///
/// assert_eq!(find("7").unwrap(), 7);
/// assert_eq!(find("x").unwrap_err().message(), "the id must be a number");
/// assert_eq!(find("70").unwrap_err().status(), StatusCode::NOT_FOUND);
/// ```
pub trait ResultExt<T> {
    /// Fails with `status` and its reason phrase; the cause stays as the source.
    ///
    /// ```
    /// use koa_core::ResultExt;
    ///
    /// let error = None::<u8>.or_status(404).unwrap_err();
    /// assert_eq!((error.status().as_u16(), error.message()), (404, "Not Found"));
    /// ```
    ///
    /// # Errors
    ///
    /// When there is no value.
    fn or_status(self, status: u16) -> Result<T>;

    /// Fails with `status` and `message`; the cause stays as the source.
    ///
    /// ```
    /// use koa_core::ResultExt;
    ///
    /// let error = "x".parse::<u8>().or_throw(400, "not a number").unwrap_err();
    /// assert_eq!(error.message(), "not a number");
    /// assert!(error.source().is_some());
    /// ```
    ///
    /// # Errors
    ///
    /// When there is no value.
    fn or_throw(self, status: u16, message: impl Into<Cow<'static, str>>) -> Result<T>;
}

impl<T> ResultExt<T> for Option<T> {
    fn or_status(self, status: u16) -> Result<T> {
        self.ok_or_else(|| Error::status_only(status))
    }

    fn or_throw(self, status: u16, message: impl Into<Cow<'static, str>>) -> Result<T> {
        self.ok_or_else(|| Error::new(status, message))
    }
}

impl<T, E: core::error::Error + Send + Sync + 'static> ResultExt<T> for core::result::Result<T, E> {
    fn or_status(self, status: u16) -> Result<T> {
        self.map_err(|source| Error::status_only(status).with_source(source))
    }

    fn or_throw(self, status: u16, message: impl Into<Cow<'static, str>>) -> Result<T> {
        self.map_err(|source| Error::new(status, message).with_source(source))
    }
}
