//! Validators: ETag and Last-Modified, and Vary, which caches read beside them.

use alloc::borrow::Cow;

use super::Response;
use crate::{HeaderValue, date, header, vary};

impl Response {
    /// The ETag header.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// assert_eq!(ctx.set_etag("v1").etag(), Some("\"v1\""));
    /// ```
    pub fn etag(&self) -> Option<&str> {
        self.header(header::ETAG)
    }

    /// Sets ETag; a text without quotes is put into quotes.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.set_etag("v1");
    /// assert_eq!(ctx.etag(), Some("\"v1\""));
    /// ctx.set_etag("W/\"v1\"");
    /// assert_eq!(ctx.etag(), Some("W/\"v1\""));
    /// ```
    ///
    /// # Koa
    ///
    /// `response.etag = text` (RFC 9110 §8.8.3).
    pub fn set_etag(&mut self, etag: &str) -> &mut Self {
        let is_quoted = etag.starts_with('"') || etag.starts_with("W/\"");
        let value = if is_quoted { Cow::Borrowed(etag) } else { Cow::Owned(["\"", etag, "\""].concat()) };
        self.set_text(header::ETAG, value);
        self
    }

    /// Last-Modified in milliseconds since 1970.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// assert_eq!(ctx.set_last_modified(1_234).last_modified(), Some(1_000));
    /// ```
    pub fn last_modified(&self) -> Option<i64> {
        date::parse_http_date(self.header(header::LAST_MODIFIED)?)
    }

    /// Sets Last-Modified from milliseconds since 1970; a header has whole seconds.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.set_last_modified(0);
    /// assert_eq!(ctx.response.header("last-modified"), Some("Thu, 01 Jan 1970 00:00:00 GMT"));
    /// ```
    ///
    /// # Koa
    ///
    /// `response.lastModified = date`, which takes text too and sends `Invalid Date` for what is none.
    pub fn set_last_modified(&mut self, milliseconds: i64) -> &mut Self {
        self.set_text(header::LAST_MODIFIED, date::format(milliseconds).as_str());
        self
    }

    /// Adds names to Vary that it lacks: one, or several with commas between them.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.vary("Accept").vary("accept, Origin");
    /// assert_eq!(ctx.response.header("vary"), Some("Accept, Origin"));
    /// ```
    ///
    /// Text that is not a list of header names makes the request end as a 500.
    pub fn vary(&mut self, field: impl AsRef<str>) -> &mut Self {
        let varies = vary::append(&self.combined_vary(), field.as_ref());
        self.set_vary(varies)
    }

    /// Adds each of `fields` to Vary, as [`vary`](Self::vary); an element is one name.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.response.vary_all(&["Accept", "Origin"]);
    /// assert_eq!(ctx.response.header("vary"), Some("Accept, Origin"));
    /// ```
    pub fn vary_all(&mut self, fields: &[&str]) -> &mut Self {
        let varies = vary::append_all(&self.combined_vary(), fields);
        if fields.is_empty() {
            return self;
        }
        self.set_vary(varies)
    }

    fn set_vary(&mut self, varies: Result<alloc::string::String, vary::InvalidFieldName>) -> &mut Self {
        match varies {
            Ok(varies) => self.set_text(header::VARY, varies),
            Err(invalid) => self.keep(Err(invalid)),
        }
        self
    }

    fn combined_vary(&self) -> Cow<'_, str> {
        let mut values = self.headers().get_all("vary").map(HeaderValue::decode);
        let first = values.next().unwrap_or_default();
        values.fold(first, |all, value| Cow::Owned([&all, ", ", &value].concat()))
    }
}
