//! What the headers of a request say about content: its own, and what the client would like.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::Request;
use crate::{content_type, header, mime, negotiate, type_is};

impl Request {
    /// Content-Length in bytes, when the client sent a number.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.request.headers_mut().insert("content-length", "42");
    /// assert_eq!(ctx.request.content_length(), Some(42));
    /// ```
    ///
    /// # Koa
    ///
    /// `request.length`.
    pub fn content_length(&self) -> Option<u64> {
        content_type::parse_int(self.header(header::CONTENT_LENGTH)?)
    }

    /// Content-Type without its parameters; empty when there is none.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.request.headers_mut().insert("content-type", "text/plain; charset=utf-8");
    /// assert_eq!(ctx.request.content_type(), "text/plain");
    /// ```
    ///
    /// # Koa
    ///
    /// `request.type`.
    pub fn content_type(&self) -> Cow<'_, str> {
        match self.combined_header(header::CONTENT_TYPE.as_str()).unwrap_or_default() {
            Cow::Borrowed(value) => Cow::Borrowed(content_type::essence(value)),
            Cow::Owned(value) => Cow::Owned(content_type::essence(&value).into()),
        }
    }

    /// The charset of Content-Type; empty when there is none or the header is malformed.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.request.headers_mut().insert("content-type", "text/plain; charset=latin1");
    /// assert_eq!(ctx.request.charset(), "latin1");
    /// ```
    pub fn charset(&self) -> Cow<'_, str> {
        match self.combined_header(header::CONTENT_TYPE.as_str()).unwrap_or_default() {
            Cow::Borrowed(value) => content_type::charset(value).unwrap_or_default(),
            Cow::Owned(value) => content_type::charset(&value).map(Cow::into_owned).unwrap_or_default().into(),
        }
    }

    /// Whether the request has a body: a Transfer-Encoding, or a numeric Content-Length.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.request.headers_mut().insert("content-length", "0");
    /// assert!(ctx.request.has_body());
    /// ```
    pub fn has_body(&self) -> bool {
        let encoding = self.combined_header("transfer-encoding");
        type_is::has_body(encoding.as_deref(), self.header(header::CONTENT_LENGTH))
    }

    /// The first of `types` that Content-Type matches: types, extensions, `*/*`, `+json`,
    /// `urlencoded`, `multipart`. `None` also when there is no body.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("POST /");
    /// ctx.request.headers_mut().insert("content-type", "application/json; charset=utf-8");
    /// ctx.request.headers_mut().insert("content-length", "2");
    /// assert_eq!(ctx.match_content_type(&["html", "json"]).as_deref(), Some("json"));
    /// ```
    ///
    /// # Koa
    ///
    /// `request.is(...types)`, which tells a missing body (null) from a mismatch (false); here
    /// [`has_body`](Self::has_body) does.
    #[doc(alias = "is")]
    pub fn match_content_type<'a>(&'a self, types: &[&'a str]) -> Option<Cow<'a, str>> {
        if !self.has_body() {
            return None;
        }
        let types = type_is::asked(types);
        type_is::is(self.header(header::CONTENT_TYPE), types, mime::lookup)
    }

    /// The best of the offered types or extensions for the client; `None` when it wants none of
    /// them. Without an Accept header it is the first.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.request.headers_mut().insert("accept", "text/*;q=0.5, application/json");
    /// assert_eq!(ctx.accepts(&["html", "json"]), Some("json"));
    /// assert_eq!(ctx.accepts(&["png"]), None);
    /// ```
    ///
    /// # Koa
    ///
    /// `request.accepts(...types)` (RFC 9110 §12.5.1).
    pub fn accepts<'o>(&self, types: &[&'o str]) -> Option<&'o str> {
        let accept = self.combined_header("accept");
        negotiate::accepts(accept.as_deref(), types, mime::lookup_negotiated)
    }

    /// Every type the client accepts, best first.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.request.headers_mut().insert("accept", "text/*;q=0.5, application/json");
    /// assert_eq!(ctx.request.accepted_types(), ["application/json", "text/*"]);
    /// ```
    ///
    /// # Koa
    ///
    /// `request.accepts()` without arguments.
    pub fn accepted_types(&self) -> Vec<String> {
        let accept = self.combined_header("accept");
        owned(negotiate::accepted_media_types(accept.as_deref()))
    }

    /// The best of the offered content codings for the client.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.request.headers_mut().insert("accept-encoding", "gzip");
    /// assert_eq!(ctx.accepts_encodings(&["br", "gzip"]), Some("gzip"));
    /// ```
    ///
    /// # Koa
    ///
    /// `request.acceptsEncodings(...)` (RFC 9110 §12.5.3).
    pub fn accepts_encodings<'o>(&self, encodings: &[&'o str]) -> Option<&'o str> {
        let accept = self.combined_header("accept-encoding");
        negotiate::preferred_encoding(accept.as_deref(), encodings).map(|best| encodings[best])
    }

    /// Every content coding the client accepts, best first.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.request.headers_mut().insert("accept-encoding", "gzip");
    /// assert_eq!(ctx.request.accepted_encodings(), ["gzip", "identity"]);
    /// ```
    ///
    /// # Koa
    ///
    /// `request.acceptsEncodings()` without arguments.
    pub fn accepted_encodings(&self) -> Vec<String> {
        let accept = self.combined_header("accept-encoding");
        owned(negotiate::accepted_encodings(accept.as_deref()))
    }

    /// The best of the offered charsets for the client.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.request.headers_mut().insert("accept-charset", "utf-8");
    /// assert_eq!(ctx.accepts_charsets(&["latin1", "utf-8"]), Some("utf-8"));
    /// ```
    ///
    /// # Koa
    ///
    /// `request.acceptsCharsets(...)` (RFC 9110 §12.5.2).
    pub fn accepts_charsets<'o>(&self, charsets: &[&'o str]) -> Option<&'o str> {
        let accept = self.combined_header("accept-charset");
        negotiate::preferred_charset(accept.as_deref(), charsets).map(|best| charsets[best])
    }

    /// Every charset the client accepts, best first.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.request.headers_mut().insert("accept-charset", "utf-8, latin1;q=0.1");
    /// assert_eq!(ctx.request.accepted_charsets(), ["utf-8", "latin1"]);
    /// ```
    ///
    /// # Koa
    ///
    /// `request.acceptsCharsets()` without arguments.
    pub fn accepted_charsets(&self) -> Vec<String> {
        let accept = self.combined_header("accept-charset");
        owned(negotiate::accepted_charsets(accept.as_deref()))
    }

    /// The best of the offered languages for the client.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.request.headers_mut().insert("accept-language", "en-GB, de;q=0.5");
    /// assert_eq!(ctx.accepts_languages(&["de", "en"]), Some("en"));
    /// ```
    ///
    /// # Koa
    ///
    /// `request.acceptsLanguages(...)` (RFC 9110 §12.5.4).
    pub fn accepts_languages<'o>(&self, languages: &[&'o str]) -> Option<&'o str> {
        let accept = self.combined_header("accept-language");
        negotiate::preferred_language(accept.as_deref(), languages).map(|best| languages[best])
    }

    /// Every language the client accepts, best first.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.request.headers_mut().insert("accept-language", "en;q=0.8, de");
    /// assert_eq!(ctx.request.accepted_languages(), ["de", "en"]);
    /// ```
    ///
    /// # Koa
    ///
    /// `request.acceptsLanguages()` without arguments.
    pub fn accepted_languages(&self) -> Vec<String> {
        let accept = self.combined_header("accept-language");
        owned(negotiate::accepted_languages(accept.as_deref()))
    }

    /// Whether repeating the request changes nothing more (RFC 9110 §9.2.2).
    ///
    /// ```
    /// assert!(koa_core::test::context("PUT /").is_idempotent());
    /// assert!(!koa_core::test::context("POST /").is_idempotent());
    /// ```
    ///
    /// # Koa
    ///
    /// `request.idempotent`.
    pub fn is_idempotent(&self) -> bool {
        self.method().is_idempotent()
    }
}

fn owned(items: Vec<&str>) -> Vec<String> {
    items.into_iter().map(Into::into).collect()
}
