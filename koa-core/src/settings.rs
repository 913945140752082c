//! An application's settings, shared by all its contexts (Koa's properties of `app`).

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::any::{Any, TypeId};

use crate::HeaderName;
use crate::sync::Arc;

/// Milliseconds since 1970-01-01T00:00:00Z.
pub type Clock = fn() -> i64;

/// What [`App`](crate::App)'s builder methods set and [`Context::settings`](crate::Context::settings) shows.
#[derive(Clone)]
pub struct Settings {
    pub(crate) env: Cow<'static, str>,
    pub(crate) proxy: bool,
    pub(crate) subdomain_offset: usize,
    pub(crate) proxy_ip_header: HeaderName,
    pub(crate) max_ips_count: usize,
    #[cfg(feature = "signed-cookies")]
    pub(crate) keys: crate::cookies::Keys,
    pub(crate) silent: bool,
    pub(crate) clock: Option<Clock>,
    extensions: Vec<(TypeId, Arc<dyn Any + Send + Sync>)>,
}

impl Settings {
    /// The environment's name: "development" unless set.
    pub fn env(&self) -> &str {
        &self.env
    }

    /// Whether proxy headers are trusted.
    pub fn proxy(&self) -> bool {
        self.proxy
    }

    /// How many labels of the host's end are not subdomains.
    pub fn subdomain_offset(&self) -> usize {
        self.subdomain_offset
    }

    /// The header that names the client's address behind a proxy.
    pub fn proxy_ip_header(&self) -> &HeaderName {
        &self.proxy_ip_header
    }

    /// How many addresses are taken from the end of that header; 0 is all.
    pub fn max_ips_count(&self) -> usize {
        self.max_ips_count
    }

    /// The keys that sign cookies, when there are any.
    #[cfg(feature = "signed-cookies")]
    pub fn keys(&self) -> Option<&crate::Keygrip> {
        self.keys.keygrip().ok().flatten()
    }

    /// Whether the default error report is off.
    pub fn silent(&self) -> bool {
        self.silent
    }

    /// Milliseconds since 1970, when the app has a clock.
    pub fn now(&self) -> Option<i64> {
        self.clock.map(|clock| clock())
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

impl Default for Settings {
    fn default() -> Self {
        Self {
            env: crate::platform::env(),
            proxy: false,
            subdomain_offset: 2,
            proxy_ip_header: crate::header::X_FORWARDED_FOR,
            max_ips_count: 0,
            #[cfg(feature = "signed-cookies")]
            keys: Default::default(),
            silent: false,
            clock: crate::platform::CLOCK,
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
