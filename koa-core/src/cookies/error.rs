//! Why a cookie cannot be sent, or a signature not be made.

use core::fmt;

/// A cookie that cannot be sent, or keys that cannot sign; the text is Koa's.
///
/// It is the program's mistake, so `?` makes it a 500 whose text the client does not see.
///
/// # Examples
///
/// ```
/// use koa_core::Cookie;
///
/// let error = Cookie::new("name", "two; values").to_header(None).unwrap_err();
/// assert_eq!(error.to_string(), "argument value is invalid");
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CookieError {
    message: &'static str,
}

impl CookieError {
    pub(super) const NAME: Self = Self { message: "argument name is invalid" };
    pub(super) const VALUE: Self = Self { message: "argument value is invalid" };
    pub(super) const PATH: Self = Self { message: "option path is invalid" };
    pub(super) const DOMAIN: Self = Self { message: "option domain is invalid" };
    pub(super) const PRIORITY: Self = Self { message: "option priority is invalid" };
    pub(super) const SAME_SITE: Self = Self { message: "option sameSite is invalid" };
    pub(super) const UNENCRYPTED: Self = Self { message: "Cannot send secure cookie over unencrypted connection" };

    pub(super) const fn new(message: &'static str) -> Self {
        Self { message }
    }
}

impl fmt::Display for CookieError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message)
    }
}

/// The message, for a boxed error brings this along wherever it goes.
impl fmt::Debug for CookieError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl core::error::Error for CookieError {}
