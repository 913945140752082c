//! Who asked whom: host, protocol and addresses, the part of a request that proxies change.
//!
//! Forwarded headers are read only when the application trusts them; else anybody could claim any
//! address.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::net::SocketAddr;

use super::Request;
use crate::{TrustedProxies, Version, header, host, whatwg};

impl Request {
    /// The host with its port, as the client or a trusted proxy names it; empty when nobody does.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.request.headers_mut().insert("host", "example.com:8080");
    /// assert_eq!(ctx.host(), "example.com:8080");
    /// ```
    pub fn host(&self) -> Cow<'_, str> {
        let forwarded = match self.trusted_proxies() {
            Some(proxies) => self.believed_host(proxies),
            None => self.forwarded(header::X_FORWARDED_HOST.as_str()),
        };
        let authority = self.authority.as_deref().filter(|_| self.version >= Version::HTTP_2);
        let named = forwarded
            .or(authority.filter(|authority| !authority.is_empty()).map(Cow::Borrowed))
            .or_else(|| self.combined_header(header::HOST.as_str()));
        match named {
            None => Cow::Borrowed(""),
            Some(Cow::Borrowed(named)) => host::host(named),
            Some(Cow::Owned(named)) => Cow::Owned(host::host(&named).into_owned()),
        }
    }

    /// The host without its port; empty when it is malformed.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.request.headers_mut().insert("host", "example.com:8080");
    /// assert_eq!(ctx.hostname(), "example.com");
    /// ```
    pub fn hostname(&self) -> Cow<'_, str> {
        match self.host() {
            Cow::Borrowed(named) => host::hostname(named),
            Cow::Owned(named) => Cow::Owned(host::hostname(&named).into_owned()),
        }
    }

    /// The labels of the host name from the right, without the last ones that
    /// [`App::subdomain_offset`](crate::App::subdomain_offset) leaves out.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.request.headers_mut().insert("host", "tobi.ferrets.example.com");
    /// assert_eq!(ctx.subdomains(), ["ferrets", "tobi"]);
    /// ```
    pub fn subdomains(&self) -> Vec<String> {
        let offset = self.settings().map_or(2, |settings| settings.subdomain_offset);
        let hostname = self.hostname();
        host::subdomains(&hostname, offset).into_iter().map(Into::into).collect()
    }

    /// The Origin header; `None` when it is absent or empty.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.request.headers_mut().insert("origin", "https://example.com");
    /// assert_eq!(ctx.origin(), Some("https://example.com"));
    /// ```
    ///
    /// # Koa
    ///
    /// `request.origin` of Koa 3; in Koa 2 it was protocol and host.
    pub fn origin(&self) -> Option<&str> {
        self.header(header::ORIGIN).filter(|origin| !origin.is_empty())
    }

    /// `http` or `https`, or with [`App::proxy`](crate::App::proxy) whatever the proxy says.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// assert_eq!(ctx.protocol(), "http");
    /// ctx.request.set_encrypted(true);
    /// assert_eq!(ctx.protocol(), "https");
    /// ```
    pub fn protocol(&self) -> Cow<'_, str> {
        if self.is_encrypted {
            return Cow::Borrowed("https");
        }
        if let Some(proxies) = self.trusted_proxies() {
            return Cow::Borrowed(if self.is_believed_secure(proxies) { "https" } else { "http" });
        }
        let Some(forwarded) = self.forwarded(header::X_FORWARDED_PROTO.as_str()) else {
            return Cow::Borrowed("http");
        };
        let first = host::items(&forwarded).next().unwrap_or_default();
        match first.to_ascii_lowercase().as_str() {
            "https" => Cow::Borrowed("https"),
            "http" => Cow::Borrowed("http"),
            other => Cow::Owned(other.into()),
        }
    }

    /// Whether the client's connection is encrypted.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.request.set_encrypted(true);
    /// assert!(ctx.is_secure());
    /// ```
    ///
    /// # Koa
    ///
    /// `request.secure`.
    pub fn is_secure(&self) -> bool {
        self.protocol() == "https"
    }

    /// Protocol and host, without a path: what links to this server begin with.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /users");
    /// ctx.request.headers_mut().insert("host", "example.com:8080");
    /// assert_eq!(ctx.request.base_url(), "http://example.com:8080");
    /// ```
    ///
    /// # Koa
    ///
    /// `request.origin` of Koa 2; that of Koa 3 is the Origin header, and [`origin`](Self::origin) here.
    pub fn base_url(&self) -> String {
        [&self.protocol(), "://", &self.host()].concat()
    }

    /// The full URL of the original target.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /a?b");
    /// ctx.request.headers_mut().insert("host", "example.com");
    /// assert_eq!(ctx.href(), "http://example.com/a?b");
    /// ```
    pub fn href(&self) -> String {
        if is_absolute(self.original_url()) {
            return self.original_url().into();
        }
        [&self.protocol(), "://", &self.host(), self.original_url()].concat()
    }

    /// [`href`](Self::href), parsed; `None` when it is not a URL, and without the feature `url`.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.request.headers_mut().insert("host", "EXAMPLE.com");
    /// let host = ctx.parsed_url().map(|url| url.host().to_owned());
    /// assert_eq!(host.as_deref(), cfg!(feature = "url").then_some("example.com"));
    /// ```
    ///
    /// # Koa
    ///
    /// `request.URL`.
    #[doc(alias = "URL")]
    pub fn parsed_url(&self) -> Option<whatwg::Url> {
        whatwg::parse(&self.href())
    }

    /// The address of the client: the first one that a trusted proxy names, else the peer's.
    /// Empty when there is none, as over a Unix socket, or when a proxy of
    /// [`App::trust_proxies`](crate::App::trust_proxies) hides it.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.request.set_peer(Some(([192, 0, 2, 7], 443).into()));
    /// assert_eq!(ctx.ip(), "192.0.2.7");
    /// ```
    pub fn ip(&self) -> Cow<'_, str> {
        if let Some(ip) = &self.ip {
            return Cow::Borrowed(ip);
        }
        if let Some(proxies) = self.trusted_proxies() {
            return self.believed_client(proxies).map_or(Cow::Borrowed(""), |ip| Cow::Owned(ip.to_string()));
        }
        let forwarded = self.ips().into_iter().next().filter(|ip| !ip.is_empty());
        match (forwarded, self.peer) {
            (Some(ip), _) => Cow::Owned(ip),
            (None, Some(peer)) => Cow::Owned(peer.ip().to_string()),
            (None, None) => Cow::Borrowed(""),
        }
    }

    /// Replaces the address of the client.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.request.set_ip("192.0.2.7");
    /// assert_eq!(ctx.ip(), "192.0.2.7");
    /// ```
    pub fn set_ip(&mut self, ip: impl Into<String>) -> &mut Self {
        self.ip = Some(ip.into());
        self
    }

    /// The addresses that trusted proxies name, the client's first; empty without a trusted proxy.
    ///
    /// ```
    /// use koa_core::{App, test};
    ///
    /// let app = App::new().proxy(true).with(async |ctx, _| {
    ///     assert_eq!(ctx.ips(), ["192.0.2.7", "10.0.0.1"]);
    ///     Ok(())
    /// });
    /// test::get("/").header("x-forwarded-for", "192.0.2.7, 10.0.0.1").send(&app);
    /// ```
    pub fn ips(&self) -> Vec<String> {
        let Some(settings) = self.settings() else { return Vec::new() };
        if let Some(proxies) = &settings.trusted_proxies {
            return self.believed_ips(proxies);
        }
        let Some(forwarded) = self.forwarded(settings.proxy_ip_header.as_str()) else { return Vec::new() };
        let ips: Vec<&str> = host::items(&forwarded).collect();
        let skipped = match settings.max_ips_count {
            0 => 0,
            count => ips.len().saturating_sub(count),
        };
        ips.into_iter().skip(skipped).map(Into::into).collect()
    }

    /// The address of the other end of the connection.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// assert_eq!(ctx.request.peer().unwrap().to_string(), "127.0.0.1:50000");
    /// ```
    pub fn peer(&self) -> Option<SocketAddr> {
        self.peer
    }

    /// Sets the address of the other end; for adapters and tests.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.request.set_peer(None);
    /// assert_eq!(ctx.ip(), "");
    /// ```
    pub fn set_peer(&mut self, peer: Option<SocketAddr>) -> &mut Self {
        self.peer = peer;
        self
    }

    /// Says that the connection itself is encrypted; for adapters and tests.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// assert!(ctx.request.set_encrypted(true).is_secure());
    /// ```
    pub fn set_encrypted(&mut self, is_encrypted: bool) -> &mut Self {
        self.is_encrypted = is_encrypted;
        self
    }

    /// Sets `:authority` of HTTP/2; for adapters and tests.
    ///
    /// ```
    /// use koa_core::{Request, Version};
    ///
    /// let mut request = Request::default();
    /// request.set_version(Version::HTTP_2).set_authority("example.com");
    /// assert_eq!(request.host(), "example.com");
    /// ```
    pub fn set_authority(&mut self, authority: impl Into<String>) -> &mut Self {
        self.authority = Some(authority.into());
        self
    }

    fn trusted_proxies(&self) -> Option<&TrustedProxies> {
        self.settings()?.trusted_proxies.as_ref()
    }

    /// A header that only counts behind a trusted proxy, and only when it is not empty.
    fn forwarded(&self, name: &str) -> Option<Cow<'_, str>> {
        if !self.settings().is_some_and(|settings| settings.proxy) {
            return None;
        }
        self.combined_header(name).filter(|value| !value.is_empty())
    }
}

fn is_absolute(url: &str) -> bool {
    ["http://", "https://"]
        .into_iter()
        .any(|scheme| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}
