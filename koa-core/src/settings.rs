//! An application's settings, shared by all its contexts (Koa's properties of `app`).

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::any::{Any, TypeId};

use crate::date::{self, HttpDate};
use crate::sync::Arc;
use crate::{HeaderName, TrustedProxies};

/// Milliseconds since 1970-01-01T00:00:00Z.
pub type Clock = fn() -> i64;

/// What [`App`](crate::App)'s builder methods set and [`Context::settings`](crate::Context::settings) shows.
///
/// ```
/// let app = koa_core::App::new().proxy(true).env("test");
/// assert_eq!((app.settings().proxy(), app.settings().env()), (true, "test"));
/// ```
#[derive(Clone)]
pub struct Settings {
    pub(crate) env: Cow<'static, str>,
    pub(crate) proxy: bool,
    pub(crate) trusted_proxies: Option<TrustedProxies>,
    pub(crate) subdomain_offset: usize,
    pub(crate) proxy_ip_header: HeaderName,
    pub(crate) max_ips_count: usize,
    #[cfg(feature = "signed-cookies")]
    pub(crate) keys: crate::cookies::Keys,
    pub(crate) silent: bool,
    pub(crate) clock: Option<InstalledClock>,
    extensions: Vec<(TypeId, Arc<dyn Any + Send + Sync>)>,
}

impl Settings {
    /// The environment's name: "development" unless set.
    ///
    /// ```
    /// assert_eq!(koa_core::App::new().env("test").settings().env(), "test");
    /// ```
    pub fn env(&self) -> &str {
        &self.env
    }

    /// Whether proxy headers are trusted, all of them.
    ///
    /// ```
    /// assert!(!koa_core::App::new().settings().proxy());
    /// ```
    pub fn proxy(&self) -> bool {
        self.proxy
    }

    /// The proxies that are trusted instead, when they are chosen.
    ///
    /// ```
    /// use koa_core::{App, TrustedProxies};
    ///
    /// let app = App::new().trust_proxies(TrustedProxies::hops(1));
    /// assert_eq!(app.settings().trusted_proxies(), Some(&TrustedProxies::hops(1)));
    /// ```
    pub fn trusted_proxies(&self) -> Option<&TrustedProxies> {
        self.trusted_proxies.as_ref()
    }

    /// How many labels of the host's end are not subdomains.
    ///
    /// ```
    /// assert_eq!(koa_core::App::new().subdomain_offset(3).settings().subdomain_offset(), 3);
    /// ```
    pub fn subdomain_offset(&self) -> usize {
        self.subdomain_offset
    }

    /// The header that names the client's address behind a proxy.
    ///
    /// ```
    /// assert_eq!(koa_core::App::new().settings().proxy_ip_header(), &"x-forwarded-for");
    /// ```
    pub fn proxy_ip_header(&self) -> &HeaderName {
        &self.proxy_ip_header
    }

    /// How many addresses are taken from the end of that header; 0 is all.
    ///
    /// ```
    /// assert_eq!(koa_core::App::new().max_ips_count(1).settings().max_ips_count(), 1);
    /// ```
    pub fn max_ips_count(&self) -> usize {
        self.max_ips_count
    }

    /// The keys that sign cookies, when there are any.
    ///
    /// ```
    /// assert!(koa_core::App::new().settings().keys().is_none());
    /// assert!(koa_core::App::new().keys(["secret"]).settings().keys().is_some());
    /// ```
    #[cfg(feature = "signed-cookies")]
    pub fn keys(&self) -> Option<&crate::Keygrip> {
        self.keys.keygrip().ok().flatten()
    }

    /// Whether the default error report is off.
    ///
    /// ```
    /// assert!(!koa_core::App::new().settings().silent());
    /// ```
    pub fn silent(&self) -> bool {
        self.silent
    }

    /// Milliseconds since 1970, when the app has a clock; since the start, when that is all that it knows.
    ///
    /// ```
    /// assert_eq!(koa_core::App::new().clock(|| 1_000).settings().now(), Some(1_000));
    /// ```
    pub fn now(&self) -> Option<i64> {
        self.clock.map(|clock| (clock.now)())
    }

    /// [`now`](Self::now), and the same as a date in a field value's form, when the app's clock knows the date.
    ///
    /// ```
    /// let (now, date) = koa_core::App::new().clock(|| 1_000).settings().date().unwrap();
    /// assert_eq!((now, date.as_str()), (1_000, "Thu, 01 Jan 1970 00:00:01 GMT"));
    /// assert!(koa_core::App::new().uptime(|| 1_000).settings().date().is_none());
    /// ```
    pub fn date(&self) -> Option<(i64, HttpDate)> {
        let format = self.clock?.format?;
        let now = self.now()?;
        Some((now, format(now)))
    }

    /// [`now`](Self::now), when it is since 1970.
    pub(crate) fn since_1970(&self) -> Option<i64> {
        self.now().filter(|_| self.clock.is_some_and(|clock| clock.format.is_some()))
    }

    pub(crate) fn extend<T: Send + Sync + 'static>(&mut self, value: T) {
        let value = Arc::from(Box::new(value) as Box<dyn Any + Send + Sync>);
        self.extensions.retain(|(id, _)| *id != TypeId::of::<T>());
        self.extensions.push((TypeId::of::<T>(), value));
    }

    pub(crate) fn extension<T: 'static>(&self) -> Option<&T> {
        let (_, value) = self.extensions.iter().find(|(id, _)| *id == TypeId::of::<T>())?;
        value.downcast_ref()
    }
}

/// A clock, with what its times are written by, if they are dates: a program without them has no use for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InstalledClock {
    now: Clock,
    format: Option<fn(i64) -> HttpDate>,
}

impl InstalledClock {
    /// One that knows the date.
    pub(crate) fn dated(now: Clock) -> Self {
        Self { now, format: Some(date::format) }
    }

    /// One that counts from its start.
    pub(crate) fn undated(now: Clock) -> Self {
        Self { now, format: None }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            env: crate::platform::env(),
            proxy: false,
            trusted_proxies: None,
            subdomain_offset: 2,
            proxy_ip_header: crate::header::X_FORWARDED_FOR,
            max_ips_count: 0,
            #[cfg(feature = "signed-cookies")]
            keys: Default::default(),
            silent: false,
            clock: crate::platform::CLOCK.map(InstalledClock::dated),
            extensions: Vec::new(),
        }
    }
}

impl core::fmt::Debug for Settings {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Settings")
            .field("subdomain_offset", &self.subdomain_offset)
            .field("proxy", &self.proxy)
            .field("env", &self.env)
            .finish_non_exhaustive()
    }
}
