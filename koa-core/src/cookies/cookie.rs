//! One cookie with its attributes, and the Set-Cookie line that it becomes (RFC 6265 §4.1).

use alloc::borrow::Cow;
use alloc::string::String;
use core::time::Duration;

use super::attribute::{Priority, SameSite};
use super::error::CookieError;
use super::grammar;
use crate::date;

/// A cookie for [`CookiesMut::set`](super::CookiesMut::set).
///
/// # Examples
///
/// ```
/// use koa_core::{Cookie, SameSite};
///
/// let cookie = Cookie::new("id", "7").path("/admin").same_site(SameSite::Strict);
/// assert_eq!(cookie.to_header(None).unwrap(), "id=7; path=/admin; samesite=strict; httponly");
/// ```
///
/// # Koa
///
/// The arguments of `ctx.cookies.set(name, value, options)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cookie<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) value: Cow<'a, str>,
    path: Cow<'a, str>,
    domain: Cow<'a, str>,
    expires: Option<i64>,
    max_age: Duration,
    priority: Option<Priority>,
    same_site: Option<SameSite>,
    pub(super) secure: Option<bool>,
    http_only: bool,
    partitioned: bool,
    pub(super) overwrite: bool,
    pub(super) signed: Option<bool>,
}

impl<'a> Cookie<'a> {
    /// A cookie for the whole site that scripts cannot read and that lives as long as the browser.
    ///
    /// An empty value makes it a [`removal`](Self::removal).
    ///
    /// ```
    /// use koa_core::Cookie;
    ///
    /// let cookie = Cookie::new("id", "7");
    /// assert_eq!(cookie.to_header(None).unwrap(), "id=7; path=/; httponly");
    /// ```
    pub fn new(name: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, str>>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
            path: Cow::Borrowed("/"),
            domain: Cow::Borrowed(""),
            expires: None,
            max_age: Duration::ZERO,
            priority: None,
            same_site: None,
            secure: None,
            http_only: true,
            partitioned: false,
            overwrite: false,
            signed: None,
        }
    }

    /// Asks the client to forget a cookie. Path and domain must be those it was set with.
    ///
    /// ```
    /// use koa_core::Cookie;
    ///
    /// let cookie = Cookie::removal("id");
    /// assert_eq!(cookie.to_header(None).unwrap(), "id=; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; httponly");
    /// ```
    pub fn removal(name: impl Into<Cow<'a, str>>) -> Self {
        Self::new(name, "")
    }

    /// Where the client sends it: to this path and those below; `/` unless set.
    ///
    /// ```
    /// use koa_core::Cookie;
    ///
    /// let cookie = Cookie::new("id", "7").path("/admin");
    /// assert_eq!(cookie.to_header(None).unwrap(), "id=7; path=/admin; httponly");
    /// ```
    #[must_use]
    pub fn path(mut self, path: impl Into<Cow<'a, str>>) -> Self {
        self.path = path.into();
        self
    }

    /// Leaves the path to the client, which takes the directory of the request's.
    ///
    /// ```
    /// use koa_core::Cookie;
    ///
    /// let cookie = Cookie::new("id", "7").without_path();
    /// assert_eq!(cookie.to_header(None).unwrap(), "id=7; httponly");
    /// ```
    #[must_use]
    pub fn without_path(self) -> Self {
        self.path("")
    }

    /// The host whose subdomains get it too; without one, only this host does.
    ///
    /// ```
    /// use koa_core::Cookie;
    ///
    /// let cookie = Cookie::new("id", "7").domain("example.com");
    /// assert_eq!(cookie.to_header(None).unwrap(), "id=7; path=/; domain=example.com; httponly");
    /// ```
    #[must_use]
    pub fn domain(mut self, domain: impl Into<Cow<'a, str>>) -> Self {
        self.domain = domain.into();
        self
    }

    /// How long the client keeps it; zero, which is the default, is until the browser closes.
    ///
    /// It is sent as a date, `expires`, from the application's clock; without a clock as `max-age`
    /// in seconds, rounded up.
    ///
    /// ```
    /// use core::time::Duration;
    /// use koa_core::Cookie;
    ///
    /// let cookie = Cookie::new("id", "7").max_age(Duration::from_secs(60));
    /// let line = cookie.to_header(Some(0)).unwrap();
    /// assert_eq!(line, "id=7; path=/; expires=Thu, 01 Jan 1970 00:01:00 GMT; httponly");
    /// assert_eq!(cookie.to_header(None).unwrap(), "id=7; path=/; max-age=60; httponly");
    /// ```
    ///
    /// # Koa
    ///
    /// `maxAge`, which is a number of milliseconds and always sent as a date. A negative one is
    /// [`expires`](Self::expires) with a date in the past.
    #[must_use]
    pub fn max_age(mut self, age: Duration) -> Self {
        self.max_age = age;
        self
    }

    /// Until when the client keeps it, in milliseconds since 1970; [`max_age`](Self::max_age) goes
    /// before it.
    ///
    /// ```
    /// use koa_core::Cookie;
    ///
    /// let cookie = Cookie::new("id", "7").expires(0);
    /// assert_eq!(cookie.to_header(None).unwrap(), "id=7; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; httponly");
    /// ```
    #[must_use]
    pub fn expires(mut self, milliseconds: i64) -> Self {
        self.expires = Some(milliseconds);
        self
    }

    /// Whether the client sends it over encrypted connections only. Unless set, so it is when the
    /// request came over one.
    ///
    /// ```
    /// use koa_core::Cookie;
    ///
    /// let cookie = Cookie::new("id", "7").secure(true);
    /// assert_eq!(cookie.to_header(None).unwrap(), "id=7; path=/; secure; httponly");
    /// ```
    #[must_use]
    pub fn secure(mut self, secure: bool) -> Self {
        self.secure = Some(secure);
        self
    }

    /// Whether it is hidden from scripts; true unless set.
    ///
    /// ```
    /// use koa_core::Cookie;
    ///
    /// let cookie = Cookie::new("id", "7").http_only(false);
    /// assert_eq!(cookie.to_header(None).unwrap(), "id=7; path=/");
    /// ```
    #[must_use]
    pub fn http_only(mut self, http_only: bool) -> Self {
        self.http_only = http_only;
        self
    }

    /// Whether the client sends it with requests that other sites start.
    ///
    /// ```
    /// use koa_core::Cookie;
    ///
    /// let cookie = Cookie::new("id", "7").same_site(koa_core::SameSite::Strict);
    /// assert_eq!(cookie.to_header(None).unwrap(), "id=7; path=/; samesite=strict; httponly");
    /// ```
    #[must_use]
    pub fn same_site(mut self, same_site: SameSite) -> Self {
        self.same_site = Some(same_site);
        self
    }

    /// Which cookies the client drops last when it has too many.
    ///
    /// ```
    /// use koa_core::Cookie;
    ///
    /// let cookie = Cookie::new("id", "7").priority(koa_core::cookies::Priority::Low);
    /// assert_eq!(cookie.to_header(None).unwrap(), "id=7; path=/; priority=low; httponly");
    /// ```
    #[must_use]
    pub fn priority(mut self, priority: Priority) -> Self {
        self.priority = Some(priority);
        self
    }

    /// Whether an embedded page has one per site that embeds it (CHIPS).
    ///
    /// ```
    /// use koa_core::Cookie;
    ///
    /// let cookie = Cookie::new("id", "7").partitioned(true);
    /// assert_eq!(cookie.to_header(None).unwrap(), "id=7; path=/; httponly; partitioned");
    /// ```
    #[must_use]
    pub fn partitioned(mut self, partitioned: bool) -> Self {
        self.partitioned = partitioned;
        self
    }

    /// Whether it replaces cookies of the same name that were set on this response before, whatever
    /// their path and domain.
    ///
    /// ```
    /// use koa_core::Cookie;
    ///
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.cookies_mut().set(("id", "1")).unwrap().set(Cookie::new("id", "2").overwrite(true)).unwrap();
    /// assert_eq!(ctx.response.headers().get_all("set-cookie").count(), 1);
    /// ```
    #[must_use]
    pub fn overwrite(mut self, overwrite: bool) -> Self {
        self.overwrite = overwrite;
        self
    }

    /// Whether a cookie `name.sig` with a signature goes with it; unless set, one does when the
    /// application has keys.
    ///
    /// ```
    /// use koa_core::Cookie;
    ///
    /// let mut ctx = koa_core::test::context("GET /");
    /// let error = ctx.cookies_mut().set(Cookie::new("id", "7").signed(true)).unwrap_err();
    /// assert_eq!(error.status(), 500); // There are no keys to sign with.
    /// ```
    #[must_use]
    pub fn signed(mut self, signed: bool) -> Self {
        self.signed = Some(signed);
        self
    }

    /// The Set-Cookie line, `now` being the milliseconds since 1970 if there is a clock. A cookie
    /// that does not say whether it is secure is not.
    ///
    /// ```
    /// use koa_core::Cookie;
    ///
    /// assert_eq!(Cookie::new("id", "7").to_header(None).unwrap(), "id=7; path=/; httponly");
    /// assert!(Cookie::new("i;d", "7").to_header(None).is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// When name, value, path or domain hold what they may not.
    pub fn to_header(&self, now: Option<i64>) -> Result<String, CookieError> {
        self.validate()?;
        Ok([&self.name, "=", &self.value, &self.attributes(false, now)].concat())
    }

    pub(super) fn validate(&self) -> Result<(), CookieError> {
        let checks = [
            (grammar::is_name(&self.name), CookieError::NAME),
            (grammar::is_value(&self.value), CookieError::VALUE),
            (grammar::is_path(&self.path), CookieError::PATH),
            (self.domain.is_empty() || grammar::is_domain(&self.domain), CookieError::DOMAIN),
        ];
        checks.into_iter().try_for_each(|(is_valid, error)| if is_valid { Ok(()) } else { Err(error) })
    }

    /// What follows `name=value` in the line.
    pub(super) fn attributes(&self, is_encrypted: bool, now: Option<i64>) -> String {
        let mut text = String::new();
        push(&mut text, "; path=", &self.path);
        self.push_lifetime(&mut text, now);
        push(&mut text, "; domain=", &self.domain);
        push(&mut text, "; priority=", self.priority.map_or("", Priority::as_str));
        push(&mut text, "; samesite=", self.same_site.map_or("", SameSite::as_str));
        let flags = [
            (self.secure.unwrap_or(is_encrypted), "; secure"),
            (self.http_only, "; httponly"),
            (self.partitioned, "; partitioned"),
        ];
        text.extend(flags.into_iter().filter_map(|(is_set, flag)| is_set.then_some(flag)));
        text
    }

    fn push_lifetime(&self, text: &mut String, now: Option<i64>) {
        let is_removal = self.value.is_empty();
        if is_removal || self.max_age.is_zero() {
            let expires = if is_removal { Some(0) } else { self.expires };
            push_expires(text, expires);
        } else if let Some(now) = now {
            let age = i64::try_from(self.max_age.as_millis()).unwrap_or(i64::MAX);
            push_expires(text, Some(now.saturating_add(age)));
        } else {
            let seconds = self.max_age.as_secs().saturating_add(u64::from(self.max_age.subsec_nanos() > 0));
            push(text, "; max-age=", itoa::Buffer::new().format(seconds));
        }
    }
}

fn push_expires(text: &mut String, expires: Option<i64>) {
    if let Some(expires) = expires {
        push(text, "; expires=", date::format(expires).as_str());
    }
}

/// Appends an attribute, unless it is empty.
fn push(text: &mut String, attribute: &str, value: &str) {
    if !value.is_empty() {
        text.push_str(attribute);
        text.push_str(value);
    }
}

/// A cookie with the default attributes that is never signed: Koa's call without options.
impl<'a, N: Into<Cow<'a, str>>, V: Into<Cow<'a, str>>> From<(N, V)> for Cookie<'a> {
    fn from((name, value): (N, V)) -> Self {
        Self::new(name, value).signed(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_attribute_has_its_place() {
        let cookie = Cookie::new("foo", "bar")
            .partitioned(true)
            .secure(true)
            .same_site(SameSite::None)
            .priority(Priority::Low)
            .domain("d.com")
            .expires(1_000_000_000_000)
            .path("/p");
        assert_eq!(
            cookie.to_header(None).unwrap(),
            "foo=bar; path=/p; expires=Sun, 09 Sep 2001 01:46:40 GMT; domain=d.com; priority=low; \
             samesite=none; secure; httponly; partitioned"
        );
        assert_eq!(Cookie::new("a", "b").without_path().http_only(false).to_header(None).unwrap(), "a=b");
    }

    #[test]
    fn a_removal_expires_in_1970_whatever_lifetime_it_has() {
        let cookie = Cookie::removal("a").max_age(Duration::MAX).expires(1);
        assert_eq!(cookie.to_header(Some(0)).unwrap(), "a=; path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; httponly");
        assert_eq!(cookie.to_header(None), cookie.to_header(Some(0)));
    }

    #[test]
    fn max_age_goes_before_expires_and_never_overflows() {
        let cookie = Cookie::new("a", "b").expires(0).max_age(Duration::from_millis(1500));
        let line = cookie.to_header(Some(500)).unwrap();
        assert_eq!(line, "a=b; path=/; expires=Thu, 01 Jan 1970 00:00:02 GMT; httponly");
        assert_eq!(cookie.to_header(None).unwrap(), "a=b; path=/; max-age=2; httponly");
        let forever = Cookie::new("a", "b").max_age(Duration::MAX);
        assert!(forever.to_header(Some(i64::MAX)).is_ok() && forever.to_header(None).is_ok());
    }

    #[test]
    fn the_first_thing_wrong_is_named() {
        let text = |cookie: Cookie<'_>| cookie.to_header(None).unwrap_err();
        assert_eq!(text(Cookie::new("", ";").path(";")), CookieError::NAME);
        assert_eq!(text(Cookie::new("a", ";").path(";")), CookieError::VALUE);
        assert_eq!(text(Cookie::new("a", "b").path(";").domain("-")), CookieError::PATH);
        assert_eq!(text(Cookie::new("a", "b").domain("-")), CookieError::DOMAIN);
    }
}
