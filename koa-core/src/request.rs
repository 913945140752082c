//! The request as middleware sees it (Koa's `request.js`): method, target, headers, body.
//!
//! The adapter fills it in; nothing here knows of sockets. What a proxy in front may have changed
//! lies in `origin`, what the headers say about content in `content`, reading the body in `reading`.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;
use core::net::SocketAddr;

use crate::query::Query;
use crate::settings::Settings;
use crate::sync::Arc;
use crate::{Body, HeaderMap, HeaderValue, Method, Version, header, url};

mod charset;
mod content;
mod origin;
mod proxied;
mod reading;

/// The request of a [`Context`](crate::Context).
///
/// # Examples
///
/// ```
/// use koa_core::{Method, Request};
///
/// let mut request = Request::new(Method::GET, "/users?page=2");
/// assert_eq!(request.path(), "/users");
/// assert_eq!(request.query().first("page"), Some("2"));
///
/// request.set_path("/people");
/// assert_eq!(request.url(), "/people?page=2");
/// assert_eq!(request.original_url(), "/users?page=2");
/// ```
#[derive(Default)]
pub struct Request {
    method: Method,
    original_url: String,
    url: Option<String>,
    /// The pieces of a url that is not in origin-form, which those of others are slices of.
    target: Option<Box<url::Target<'static>>>,
    path_length: usize,
    version: Version,
    headers: HeaderMap,
    body: Body,
    peer: Option<SocketAddr>,
    authority: Option<String>,
    is_encrypted: bool,
    ip: Option<String>,
    settings: Option<Arc<Settings>>,
}

impl Request {
    /// A request for `url`, the target as it stands in the request line.
    ///
    /// ```
    /// use koa_core::{Method, Request};
    ///
    /// let request = Request::new(Method::POST, "/users");
    /// assert_eq!((request.method(), request.path()), (&Method::POST, "/users"));
    /// ```
    pub fn new(method: Method, url: impl Into<String>) -> Self {
        let mut request = Self { method, original_url: url.into(), ..Self::default() };
        request.parse_url();
        request
    }

    /// The method.
    ///
    /// ```
    /// use koa_core::{Method, Request};
    ///
    /// assert_eq!(Request::new(Method::PUT, "/").method(), &Method::PUT);
    /// ```
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Changes the method.
    ///
    /// ```
    /// use koa_core::{Method, Request};
    ///
    /// let mut request = Request::new(Method::POST, "/");
    /// assert_eq!(request.set_method(Method::DELETE).method(), &Method::DELETE);
    /// ```
    pub fn set_method(&mut self, method: Method) -> &mut Self {
        self.method = method;
        self
    }

    /// The target, with what middleware changed in it.
    ///
    /// ```
    /// use koa_core::{Method, Request};
    ///
    /// assert_eq!(Request::new(Method::GET, "/a?b=c").url(), "/a?b=c");
    /// ```
    ///
    /// # Koa
    ///
    /// `request.url`: not an absolute URL, unless the client sent one.
    pub fn url(&self) -> &str {
        self.url.as_deref().unwrap_or(&self.original_url)
    }

    /// Replaces the target; [`original_url`](Self::original_url) stays.
    ///
    /// ```
    /// use koa_core::{Method, Request};
    ///
    /// let mut request = Request::new(Method::GET, "/old?x");
    /// assert_eq!(request.set_url("/new").path(), "/new");
    /// assert_eq!(request.original_url(), "/old?x");
    /// ```
    pub fn set_url(&mut self, url: impl Into<String>) -> &mut Self {
        self.url = Some(url.into());
        self.parse_url();
        self
    }

    /// The target as the client sent it.
    ///
    /// ```
    /// use koa_core::{Method, Request};
    ///
    /// assert_eq!(Request::new(Method::GET, "/a?b=c").original_url(), "/a?b=c");
    /// ```
    pub fn original_url(&self) -> &str {
        &self.original_url
    }

    /// The path, not decoded; empty when the target has none.
    ///
    /// ```
    /// use koa_core::{Method, Request};
    ///
    /// assert_eq!(Request::new(Method::GET, "/caf%C3%A9?x").path(), "/caf%C3%A9");
    /// ```
    ///
    /// # Koa
    ///
    /// `request.path`, which is undefined or null when the target has none.
    pub fn path(&self) -> &str {
        match &self.target {
            Some(target) => target.pathname.as_deref().unwrap_or_default(),
            // It is a length of this url, so the empty text is never returned.
            None => self.url().get(..self.path_length).unwrap_or_default(),
        }
    }

    /// Replaces the path; query and fragment stay.
    ///
    /// ```
    /// use koa_core::{Method, Request};
    ///
    /// let mut request = Request::new(Method::GET, "/a?b=c");
    /// assert_eq!(request.set_path("/what?").url(), "/what%3F?b=c");
    /// ```
    pub fn set_path(&mut self, path: &str) -> &mut Self {
        self.change_url(url::set_path(self.url(), path))
    }

    /// What follows the `?`; empty when there is none.
    ///
    /// ```
    /// use koa_core::{Method, Request};
    ///
    /// assert_eq!(Request::new(Method::GET, "/a?b=c").querystring(), "b=c");
    /// ```
    pub fn querystring(&self) -> &str {
        match &self.target {
            Some(target) => target.querystring(),
            None => self.url().get(self.path_length + 1..).unwrap_or_default(),
        }
    }

    /// Replaces the query by text, with or without a leading `?`; empty text removes it.
    ///
    /// ```
    /// use koa_core::{Method, Request};
    ///
    /// let mut request = Request::new(Method::GET, "/a");
    /// assert_eq!(request.set_querystring("b=c").url(), "/a?b=c");
    /// assert_eq!(request.set_querystring("").url(), "/a");
    /// ```
    pub fn set_querystring(&mut self, querystring: &str) -> &mut Self {
        self.change_url(url::set_querystring(self.url(), querystring))
    }

    /// The query with its `?`; empty when there is none.
    ///
    /// ```
    /// use koa_core::{Method, Request};
    ///
    /// assert_eq!(Request::new(Method::GET, "/a?b=c").search(), "?b=c");
    /// assert_eq!(Request::new(Method::GET, "/a?").search(), "");
    /// ```
    pub fn search(&self) -> &str {
        match (&self.target, self.querystring()) {
            (Some(target), _) => target.search(),
            (None, "") => "",
            (None, _) => &self.url()[self.path_length..],
        }
    }

    /// Replaces the query, as [`set_querystring`](Self::set_querystring).
    ///
    /// ```
    /// use koa_core::{Method, Request};
    ///
    /// let mut request = Request::new(Method::GET, "/a");
    /// assert_eq!(request.set_search("?b=c").url(), "/a?b=c");
    /// ```
    pub fn set_search(&mut self, search: &str) -> &mut Self {
        self.set_querystring(search)
    }

    /// The query, decoded.
    ///
    /// ```
    /// use koa_core::{Method, Request};
    ///
    /// assert_eq!(Request::new(Method::GET, "/?q=a+b").query().first("q"), Some("a b"));
    /// ```
    ///
    /// # Koa
    ///
    /// `request.query`: a name that occurs several times is an array there.
    pub fn query(&self) -> Query<'_> {
        Query::parse(self.querystring())
    }

    /// Replaces the query by names and values.
    ///
    /// ```
    /// use koa_core::{Method, Request};
    ///
    /// let mut request = Request::new(Method::GET, "/");
    /// assert_eq!(request.set_query([("q", "a b")]).url(), "/?q=a+b");
    /// ```
    pub fn set_query<N: AsRef<str>, V: AsRef<str>>(&mut self, pairs: impl IntoIterator<Item = (N, V)>) -> &mut Self {
        self.change_url(url::set_query(self.url(), pairs))
    }

    /// The HTTP version.
    ///
    /// ```
    /// assert_eq!(koa_core::Request::default().version(), koa_core::Version::HTTP_11);
    /// ```
    pub fn version(&self) -> Version {
        self.version
    }

    /// Sets the HTTP version; for adapters and tests.
    ///
    /// ```
    /// use koa_core::{Request, Version};
    ///
    /// assert_eq!(Request::default().set_version(Version::HTTP_2).version(), Version::HTTP_2);
    /// ```
    pub fn set_version(&mut self, version: Version) -> &mut Self {
        self.version = version;
        self
    }

    /// Every header.
    ///
    /// ```
    /// assert!(koa_core::Request::default().headers().is_empty());
    /// ```
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Every header, to change them.
    ///
    /// ```
    /// let mut request = koa_core::Request::default();
    /// request.headers_mut().insert("host", "example.com");
    /// assert_eq!(request.host(), "example.com");
    /// ```
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        &mut self.headers
    }

    /// The first value of a header as text; `referrer` and `referer` are one name.
    ///
    /// A header that came several times has more values: [`combined_header`](Self::combined_header).
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.request.headers_mut().insert("referer", "/from");
    /// assert_eq!(ctx.header("Referrer"), Some("/from"));
    /// assert_eq!(ctx.header("x-none"), None);
    /// ```
    ///
    /// # Koa
    ///
    /// `request.get(field)`; an absent header is `None`, not an empty text.
    pub fn header(&self, name: impl AsRef<str>) -> Option<&str> {
        let name = name.as_ref();
        if header::REFERER.is(name) || header::REFERRER.is(name) {
            let referrer = self.headers.get_str(header::REFERRER).filter(|value| !value.is_empty());
            return referrer.or_else(|| self.headers.get_str(header::REFERER));
        }
        self.headers.get_str(name)
    }

    /// All values of a header as one text, in ISO-8859-1: cookies joined by `"; "`, others by
    /// `", "`; of headers that can only come once, the first.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.request.headers_mut().append("accept", "text/html");
    /// ctx.request.headers_mut().append("accept", "*/*");
    /// assert_eq!(ctx.request.combined_header("accept").as_deref(), Some("text/html, */*"));
    /// ```
    pub fn combined_header(&self, name: &str) -> Option<Cow<'_, str>> {
        combine(name, self.headers.iter().filter(|(known, _)| known.is(name)).map(|(_, value)| value))
    }

    /// The body, to read it piece by piece.
    ///
    /// ```
    /// use koa_core::{Request, test::block_on};
    ///
    /// let mut request = Request::default();
    /// request.set_body("hello");
    /// assert_eq!(block_on(request.body_mut().chunk()).unwrap().unwrap(), "hello");
    /// ```
    pub fn body_mut(&mut self) -> &mut Body {
        &mut self.body
    }

    /// Takes the body out, to read it while the context is lent elsewhere.
    ///
    /// ```
    /// use koa_core::{Request, test::block_on};
    ///
    /// let mut request = Request::default();
    /// request.set_body("hello");
    /// assert_eq!(request.take_body().as_text(), Some("hello"));
    /// assert!(request.body_mut().is_empty());
    /// ```
    pub fn take_body(&mut self) -> Body {
        core::mem::take(&mut self.body)
    }

    /// Sets the body; for adapters, tests, and middleware that decodes it.
    ///
    /// ```
    /// use koa_core::{Request, test::block_on};
    ///
    /// let mut request = Request::default();
    /// request.set_body("hello");
    /// assert_eq!(block_on(request.text()).unwrap(), "hello");
    /// ```
    pub fn set_body(&mut self, body: impl Into<Body>) -> &mut Self {
        self.body = body.into();
        self
    }

    /// Forgets everything but the application's settings; keeps the memory.
    pub(crate) fn clear(&mut self) {
        // Field by field: building another request to move it here would cost more than all of them.
        let Self {
            method,
            original_url,
            url,
            target,
            path_length,
            version,
            headers,
            body,
            peer,
            authority,
            is_encrypted,
            ip,
            settings: _,
        } = self;
        *method = Method::default();
        original_url.clear();
        *url = None;
        *target = None;
        *path_length = 0;
        *version = Version::default();
        headers.clear();
        *body = Body::empty();
        *peer = None;
        *authority = None;
        *is_encrypted = false;
        *ip = None;
    }

    /// Sets the target as the client sent it, reusing memory; for adapters that keep contexts.
    ///
    /// ```
    /// let mut request = koa_core::Request::default();
    /// assert_eq!(request.set_original_url("/a?b").path(), "/a");
    /// assert_eq!(request.original_url(), "/a?b");
    /// ```
    pub fn set_original_url(&mut self, url: &str) -> &mut Self {
        self.original_url.clear();
        self.original_url.push_str(url);
        self.url = None;
        self.parse_url();
        self
    }

    pub(crate) fn set_settings(&mut self, settings: Arc<Settings>) {
        self.settings = Some(settings);
    }

    pub(crate) fn settings(&self) -> Option<&Settings> {
        self.settings.as_deref()
    }

    fn change_url(&mut self, url: Option<String>) -> &mut Self {
        if let Some(url) = url {
            self.set_url(url);
        }
        self
    }

    fn parse_url(&mut self) {
        match url::origin_form(self.url()) {
            Some(length) => {
                self.path_length = length;
                self.target = None;
            }
            None => self.target = Some(Box::new(url::other_form(self.url()))),
        }
    }
}

/// The values of a header as one text: see [`Request::combined_header`].
pub(crate) fn combine<'v>(name: &str, mut values: impl Iterator<Item = &'v HeaderValue>) -> Option<Cow<'v, str>> {
    let first = values.next()?.decode();
    if header::SINGLE.iter().any(|single| single.eq_ignore_ascii_case(name)) {
        return Some(first);
    }
    let separator = if header::COOKIE.is(name) { "; " } else { ", " };
    Some(values.fold(first, |mut all, value| {
        let text = all.to_mut();
        text.push_str(separator);
        text.push_str(&value.decode());
        all
    }))
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("url", &self.url())
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}
