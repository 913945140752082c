//! Cookies (RFC 6265): what the client sent, and what it is asked to keep (the package `cookies`,
//! Koa's `ctx.cookies`).
//!
//! Reading needs the request alone, writing the response too, hence two types: [`Cookies`] and
//! [`CookiesMut`]. A signed cookie is two: `name`, and `name.sig` with a signature over
//! `name=value`, so that a client cannot change what it was given. Signing needs the cargo feature
//! `signed-cookies`, which a board can do without.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;

use crate::settings::Settings;
use crate::{Context, HeaderValue, Request, Response, Result, header};

mod attribute;
mod cookie;
mod error;
mod grammar;
#[cfg(feature = "signed-cookies")]
mod keygrip;
mod parse;
#[cfg_attr(feature = "signed-cookies", path = "cookies/signed.rs")]
#[cfg_attr(not(feature = "signed-cookies"), path = "cookies/unsigned.rs")]
mod signing;

pub use attribute::{Priority, SameSite};
pub use cookie::Cookie;
pub use error::CookieError;
#[cfg(feature = "signed-cookies")]
pub use keygrip::{Algorithm, Encoding, Keygrip, Keys};
pub use parse::find;

/// The cookies that came with a request; made by [`Request::cookies`] and [`Context::cookies`].
///
/// ```
/// let mut ctx = koa_core::test::context("GET /");
/// ctx.request.headers_mut().insert("cookie", "a=1; b=2");
/// let cookies = ctx.cookies();
/// assert_eq!((cookies.get("a").as_deref(), cookies.get("b").as_deref()), (Some("1"), Some("2")));
/// ```
#[derive(Clone, Copy)]
pub struct Cookies<'a> {
    request: &'a Request,
}

impl<'a> Cookies<'a> {
    /// The value of the first cookie of this name, as the client sent it: nothing is decoded, and
    /// nothing is verified even when the application has keys.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.request.headers_mut().insert("cookie", "theme=dark; lang=en");
    /// assert_eq!(ctx.cookies().get("lang").as_deref(), Some("en"));
    /// assert_eq!(ctx.cookies().get("user"), None);
    /// ```
    ///
    /// # Koa
    ///
    /// `ctx.cookies.get(name)`.
    pub fn get(&self, name: &str) -> Option<Cow<'a, str>> {
        let headers = self.request.headers();
        let mut lines = headers.iter().filter(|(known, _)| **known == header::COOKIE);
        lines.find_map(|(_, line)| match line.decode() {
            Cow::Borrowed(line) => find(line, name).map(Cow::Borrowed),
            Cow::Owned(line) => find(&line, name).map(|value| Cow::Owned(value.into())),
        })
    }
}

impl fmt::Debug for Cookies<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cookies").finish_non_exhaustive()
    }
}

/// The cookies of a request and its response; made by [`Context::cookies_mut`].
///
/// # Examples
///
/// ```
/// use core::time::Duration;
/// use koa_core::{App, Cookie, SameSite, test};
///
/// let app = App::new().clock(|| 1_577_836_800_000).with(async |ctx, _| {
///     let week = Duration::from_secs(7 * 24 * 60 * 60);
///     let cookie = Cookie::new("theme", "dark").max_age(week).same_site(SameSite::Lax);
///     ctx.cookies_mut().set(cookie)?;
///     Ok(())
/// });
/// assert_eq!(
///     test::get("/").send(&app).header("set-cookie"),
///     Some("theme=dark; path=/; expires=Wed, 08 Jan 2020 00:00:00 GMT; samesite=lax; httponly")
/// );
/// ```
pub struct CookiesMut<'a> {
    request: &'a Request,
    response: &'a mut Response,
}

impl CookiesMut<'_> {
    /// As [`Cookies::get`]: what the client sent, not what [`set`](Self::set) adds.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.request.headers_mut().insert("cookie", "theme=dark");
    /// let mut cookies = ctx.cookies_mut();
    /// cookies.set(("theme", "light")).unwrap();
    /// assert_eq!(cookies.get("theme").as_deref(), Some("dark"));
    /// ```
    pub fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        self.request.cookies().get(name)
    }

    /// Asks the client to keep a cookie; an empty value asks it to forget one.
    ///
    /// A [`Cookie`] is signed when it says so, and when it says nothing but the application has
    /// keys: a second cookie `name.sig` with the same attributes goes with it. A plain pair
    /// `("name", "value")` has the default attributes and is never signed.
    ///
    /// # Errors
    ///
    /// A 500 when the cookie has a name, value or attribute that the header cannot carry, is secure
    /// over an unencrypted connection, or is to be signed without keys. Nothing is written then.
    ///
    /// ```
    /// use koa_core::Cookie;
    ///
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.cookies_mut().set(("theme", "dark")).unwrap().set(Cookie::removal("lang")).unwrap();
    /// let lines = ctx.response.headers().get_all("set-cookie");
    /// let lines: Vec<&str> = lines.filter_map(|line| line.to_str()).collect();
    /// assert_eq!(lines[0], "theme=dark; path=/; httponly");
    /// assert_eq!(lines[1], "lang=; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; httponly");
    ///
    /// let error = ctx.cookies_mut().set(Cookie::new("id", "7").secure(true)).unwrap_err();
    /// assert_eq!(error.message(), "Cannot send secure cookie over unencrypted connection");
    /// ```
    ///
    /// # Koa
    ///
    /// `ctx.cookies.set(name, value, options)`; the pair is the call without options.
    pub fn set<'c>(&mut self, cookie: impl Into<Cookie<'c>>) -> Result<&mut Self> {
        let cookie = cookie.into();
        cookie.validate()?;
        let is_encrypted = self.request.is_secure();
        if cookie.secure == Some(true) && !is_encrypted {
            return Err(CookieError::UNENCRYPTED.into());
        }
        let signature = signing::signature(&cookie, self.request)?;
        let now = self.request.settings().and_then(Settings::since_1970);
        let attributes = cookie.attributes(is_encrypted, now);
        self.write(&cookie.name, &cookie.value, &attributes, cookie.overwrite)?;
        if let Some(signature) = signature {
            self.write(&[&cookie.name, ".sig"].concat(), &signature, &attributes, cookie.overwrite)?;
        }
        Ok(self)
    }

    fn write(&mut self, name: &str, value: &str, attributes: &str, overwrite: bool) -> Result {
        let line = HeaderValue::new([name, "=", value, attributes].concat())?;
        if overwrite {
            self.remove_pending(name);
        }
        self.response.headers_mut().append(header::SET_COOKIE, line);
        Ok(())
    }

    /// Takes back what this response asks the client to keep under this name.
    fn remove_pending(&mut self, name: &str) {
        let is_other = |line: &&HeaderValue| {
            let line = line.decode();
            !line.strip_prefix(name).is_some_and(|rest| rest.starts_with('='))
        };
        let headers = self.response.headers_mut();
        let others: Vec<HeaderValue> = headers.get_all("set-cookie").filter(is_other).cloned().collect();
        headers.remove(header::SET_COOKIE);
        headers.extend(others.into_iter().map(|line| (header::SET_COOKIE, line)));
    }
}

impl fmt::Debug for CookiesMut<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CookiesMut").finish_non_exhaustive()
    }
}

impl Request {
    /// The cookies that the client sent.
    ///
    /// ```
    /// use koa_core::{Method, Request};
    ///
    /// let mut request = Request::new(Method::GET, "/");
    /// request.headers_mut().insert("cookie", "theme=dark");
    /// assert_eq!(request.cookies().get("theme").as_deref(), Some("dark"));
    /// ```
    pub fn cookies(&self) -> Cookies<'_> {
        Cookies { request: self }
    }
}

impl Context {
    /// The cookies that the client sent; [`cookies_mut`](Self::cookies_mut) sets some.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.request.headers_mut().insert("cookie", "theme=dark");
    /// assert_eq!(ctx.cookies().get("theme").as_deref(), Some("dark"));
    /// ```
    pub fn cookies(&self) -> Cookies<'_> {
        self.request.cookies()
    }

    /// The cookies that the client sent, and those it is asked to keep.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.cookies_mut().set(("theme", "dark")).unwrap();
    /// assert_eq!(ctx.response.header("set-cookie"), Some("theme=dark; path=/; httponly"));
    /// ```
    ///
    /// # Koa
    ///
    /// `ctx.cookies`.
    pub fn cookies_mut(&mut self) -> CookiesMut<'_> {
        CookiesMut { request: &self.request, response: &mut self.response }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test;

    fn lines(ctx: &Context) -> Vec<&str> {
        ctx.response.headers().get_all("set-cookie").filter_map(HeaderValue::to_str).collect()
    }

    #[test]
    fn a_cookie_is_found_in_any_of_several_headers() {
        let mut ctx = test::context("GET /");
        ctx.request.headers_mut().append("cookie", "a=1");
        ctx.request.headers_mut().append("cookie", "b=2; a=3");
        assert_eq!(ctx.cookies().get("a").as_deref(), Some("1"));
        assert_eq!(ctx.cookies_mut().get("b").as_deref(), Some("2"));
    }

    #[test]
    fn bytes_beyond_ascii_are_read_as_iso_8859_1() {
        let mut ctx = test::context("GET /");
        ctx.request.headers_mut().append("cookie", HeaderValue::new("a=\u{e9}; \u{e9}=b").unwrap());
        assert_eq!(ctx.cookies().get("a").as_deref(), Some("\u{e9}"));
        assert_eq!(ctx.cookies().get("\u{e9}").as_deref(), Some("b"));
    }

    #[test]
    fn overwrite_takes_back_the_same_name_whatever_its_path() {
        let mut ctx = test::context("GET /");
        let mut cookies = ctx.cookies_mut();
        cookies.set(Cookie::new("a", "1").path("/x")).unwrap();
        cookies.set(("ab", "2")).unwrap();
        cookies.set(Cookie::new("a", "3").overwrite(true)).unwrap();
        assert_eq!(lines(&ctx), ["ab=2; path=/; httponly", "a=3; path=/; httponly"]);
    }

    #[test]
    fn an_encrypted_connection_makes_cookies_secure_unless_they_say_no() {
        let mut ctx = test::context("GET /");
        ctx.request.set_encrypted(true);
        let mut cookies = ctx.cookies_mut();
        cookies.set(("a", "1")).unwrap().set(Cookie::new("b", "2").secure(false)).unwrap();
        assert_eq!(lines(&ctx), ["a=1; path=/; secure; httponly", "b=2; path=/; httponly"]);
    }

    #[test]
    fn a_cookie_that_fails_writes_nothing() {
        let mut ctx = test::context("GET /");
        assert!(ctx.cookies_mut().set(("a;b", "1")).is_err());
        assert!(ctx.cookies_mut().set(Cookie::new("a", "1").signed(true)).is_err());
        assert!(lines(&ctx).is_empty());
    }
}
