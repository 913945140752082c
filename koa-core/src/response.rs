//! The response as middleware sees and shapes it (Koa's `response.js`).
//!
//! Nothing here touches a socket: the head is written after the onion, so no setter ever comes too
//! late. Text that a header cannot carry is remembered as an error, and the request ends as a 500,
//! as it does in Koa, whose setters throw.

use alloc::borrow::Cow;
use alloc::string::String;

use crate::body::Kind;
use crate::{
    Body, Error, HeaderMap, HeaderName, HeaderValue, Result, StatusCode, header, html, mime, respond, type_is,
};

mod conditional;
mod disposition;

// Constants are checked when they are compiled, literals in a call each time.
const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const PLAIN: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
const OCTETS: HeaderValue = HeaderValue::from_static("application/octet-stream");
const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// The response of a [`Context`](crate::Context).
///
/// # Examples
///
/// ```
/// use koa_core::{Response, StatusCode};
///
/// let mut response = Response::default();
/// assert_eq!(response.status(), StatusCode::NOT_FOUND);
/// response.set_body("<p>hi</p>");
/// assert_eq!(response.status(), StatusCode::OK);
/// assert_eq!(response.content_type(), "text/html");
/// assert_eq!(response.content_length(), Some(9));
/// ```
#[derive(Debug)]
pub struct Response {
    status: StatusCode,
    is_explicit: bool,
    is_explicitly_empty: bool,
    is_sealed: bool,
    reason: Option<Cow<'static, str>>,
    headers: HeaderMap,
    body: Body,
    error: Option<Error>,
}

impl Default for Response {
    fn default() -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            is_explicit: false,
            is_explicitly_empty: false,
            is_sealed: false,
            reason: None,
            headers: HeaderMap::new(),
            body: Body::empty(),
            error: None,
        }
    }
}

impl Response {
    /// The status; 404 until something sets it.
    ///
    /// ```
    /// assert_eq!(koa_core::test::context("GET /").status(), koa_core::StatusCode::NOT_FOUND);
    /// ```
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Sets the status, and the reason phrase back to the table's.
    ///
    /// 204, 205 and 304 have no body: an earlier one is dropped, with the headers that describe it.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.set_body("hi").set_status(koa_core::StatusCode::NO_CONTENT);
    /// assert!(ctx.body().is_empty());
    /// assert_eq!(ctx.content_type(), "");
    /// ```
    ///
    /// # Koa
    ///
    /// `response.status = code`. Any number may be one there, and is checked when it is set.
    pub fn set_status(&mut self, status: StatusCode) -> &mut Self {
        self.status = status;
        self.is_explicit = true;
        self.reason = None;
        if status.is_empty() && self.has_content() {
            self.clear_body();
        }
        self
    }

    /// The reason phrase: the one that was set, or the table's.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// assert_eq!(ctx.reason(), Some("Not Found"));
    /// ```
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref().filter(|reason| !reason.is_empty()).or(self.status.reason())
    }

    /// Sets the reason phrase, which HTTP/1 sends after the status.
    ///
    /// An empty one is the table's. A phrase that a status line cannot carry makes the request end
    /// as a 500.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// assert_eq!(ctx.set_reason("Nowhere").reason(), Some("Nowhere"));
    /// ```
    ///
    /// # Koa
    ///
    /// `response.message = text`.
    pub fn set_reason(&mut self, reason: impl Into<Cow<'static, str>>) -> &mut Self {
        let reason = reason.into();
        self.keep(HeaderValue::new(reason.as_ref()).map(drop));
        self.reason = Some(reason);
        self
    }

    /// The body.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// assert_eq!(ctx.set_body("hi").body().as_text(), Some("hi"));
    /// ```
    pub fn body(&self) -> &Body {
        &self.body
    }

    /// Sets the body, and from its kind what nobody set before: the status 200, the type, the
    /// length.
    ///
    /// Text is `text/html` when it begins with `<`, else `text/plain`; bytes and streams are
    /// `application/octet-stream`; JSON is `application/json` unless the type says JSON already. An
    /// empty [`Body`] is [`clear_body`](Self::clear_body).
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.set_body("<p>hi</p>");
    /// assert_eq!((ctx.status().as_u16(), ctx.content_type(), ctx.content_length()), (200, "text/html", Some(9)));
    /// ```
    pub fn set_body(&mut self, body: impl Into<Body>) -> &mut Self {
        let body = body.into();
        if body.is_empty() {
            return self.clear_body();
        }
        if !self.is_explicit {
            self.set_status(StatusCode::OK);
        }
        let was_set = !self.body.is_empty();
        match body.kind() {
            Kind::Text(text) => {
                self.describe(if is_html(text) { HTML } else { PLAIN }, text.len());
            }
            Kind::Bytes(bytes) => {
                self.describe(OCTETS, bytes.len());
            }
            Kind::Json(_) => {
                self.headers.remove(header::CONTENT_LENGTH);
                if !mime::is_json(self.content_type()) {
                    self.headers.insert(header::CONTENT_TYPE, JSON);
                }
            }
            Kind::Stream(stream) => {
                if was_set {
                    self.headers.remove(header::CONTENT_LENGTH);
                }
                self.default_type(OCTETS);
                if let Some(length) = stream.length() {
                    self.set_content_length(length);
                }
            }
            Kind::Empty => {}
        }
        self.replace_body(body);
        self
    }

    /// Sets the body to `value` as JSON.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.set_json(&[1, 2]).unwrap();
    /// assert_eq!(ctx.content_type(), "application/json");
    /// assert_eq!(ctx.body().as_bytes(), Some(&b"[1,2]"[..]));
    /// ```
    ///
    /// # Errors
    ///
    /// A 500 when `value` cannot be serialised; the response stays as it was.
    ///
    /// # Koa
    ///
    /// `ctx.body = object`. There, serialising waits for the last step; here, what is sent is the
    /// value as it was when it was set.
    #[cfg(feature = "json")]
    pub fn set_json(&mut self, value: &(impl serde::Serialize + ?Sized)) -> Result<&mut Self> {
        let body = Body::json(value)?;
        Ok(self.set_body(body))
    }

    /// Says that there is no content: 204 unless the status is 205 or 304, and no headers that
    /// describe a body.
    ///
    /// A status that is set afterwards stands, with an empty body. When the type is exactly
    /// `application/json`, the content is the text `null`.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.set_body("hi").clear_body();
    /// assert_eq!(ctx.status(), 204);
    /// ```
    ///
    /// # Koa
    ///
    /// `ctx.body = null`.
    pub fn clear_body(&mut self) -> &mut Self {
        if !self.status.is_empty() {
            if self.content_type() == "application/json" {
                self.replace_body(Body::json_text(&b"null"[..]));
                self.headers.remove(header::CONTENT_LENGTH);
                return self;
            }
            self.set_status(StatusCode::NO_CONTENT);
        }
        self.is_explicitly_empty = true;
        self.headers.remove(header::CONTENT_TYPE);
        self.headers.remove(header::CONTENT_LENGTH);
        self.headers.remove(header::TRANSFER_ENCODING);
        self.body = Body::empty();
        self
    }

    /// Takes the body out, to send it changed: status and type stay, the length goes.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.set_body("hello");
    /// let text = ctx.response.take_body();
    /// ctx.set_body(text.as_text().unwrap().to_uppercase());
    /// assert_eq!(ctx.body().as_text(), Some("HELLO"));
    /// assert_eq!(ctx.content_length(), Some(5));
    /// ```
    pub fn take_body(&mut self) -> Body {
        self.headers.remove(header::CONTENT_LENGTH);
        core::mem::take(&mut self.body)
    }

    /// The type without its parameters; empty when there is none.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// assert_eq!(ctx.set_body("hi").content_type(), "text/plain");
    /// ```
    ///
    /// # Koa
    ///
    /// `response.type`.
    pub fn content_type(&self) -> &str {
        crate::content_type::essence(self.header(header::CONTENT_TYPE).unwrap_or_default())
    }

    /// The first of `types` that the response's type matches, as
    /// [`Request::match_content_type`](crate::Request::match_content_type).
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.set_body("<p>hi</p>");
    /// assert_eq!(ctx.response.match_content_type(&["json", "html"]).as_deref(), Some("html"));
    /// ```
    ///
    /// # Koa
    ///
    /// `response.is(...types)`.
    #[doc(alias = "is")]
    pub fn match_content_type<'a>(&'a self, types: &[&'a str]) -> Option<Cow<'a, str>> {
        type_is::is(Some(self.content_type()), type_is::asked(types), mime::lookup)
    }

    /// Sets Content-Type from a type or a file extension, with the charset that belongs to it; an
    /// unknown extension removes the header.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.set_content_type("html");
    /// assert_eq!(ctx.response.header("content-type"), Some("text/html; charset=utf-8"));
    /// ctx.set_content_type("image/png");
    /// assert_eq!(ctx.response.header("content-type"), Some("image/png"));
    /// ```
    ///
    /// # Koa
    ///
    /// `response.type = type`.
    pub fn set_content_type(&mut self, content_type: &str) -> &mut Self {
        match mime::content_type(content_type) {
            None => {
                self.headers.remove(header::CONTENT_TYPE);
            }
            Some(value) => self.set_text(header::CONTENT_TYPE, value),
        }
        self
    }

    /// The length: of the header when there is one, else of the body when it is known.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// assert_eq!(ctx.content_length(), None);
    /// assert_eq!(ctx.set_body("hi").content_length(), Some(2));
    /// ```
    ///
    /// # Koa
    ///
    /// `response.length`.
    pub fn content_length(&self) -> Option<u64> {
        match self.header(header::CONTENT_LENGTH) {
            Some(value) => Some(crate::content_type::parse_int(value).unwrap_or(0)),
            None if self.is_falsy() => None,
            None => respond::known_length(self.body.kind()),
        }
    }

    /// Sets Content-Length, unless there is a Transfer-Encoding.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// assert_eq!(ctx.set_content_length(5).content_length(), Some(5));
    /// ```
    ///
    /// # Koa
    ///
    /// `response.length = n`. A length that is not the body's ends as a 500 here and is sent there.
    pub fn set_content_length(&mut self, length: u64) -> &mut Self {
        if !self.headers.contains(header::TRANSFER_ENCODING) {
            self.set_length(length);
        }
        self
    }

    /// The first value of a header as text.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.set_header("x-a", "1");
    /// assert_eq!(ctx.response.header("X-A"), Some("1"));
    /// ```
    ///
    /// # Koa
    ///
    /// `response.get(field)`.
    pub fn header(&self, name: impl AsRef<str>) -> Option<&str> {
        self.headers.get_str(name)
    }

    /// Every header.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.set_header("x-a", "1");
    /// assert_eq!(ctx.response.headers().len(), 1);
    /// ```
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Every header, to change them.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.response.headers_mut().insert("x-a", "1");
    /// assert!(ctx.has_header("x-a"));
    /// ```
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        &mut self.headers
    }

    /// Whether a header is set.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// assert!(!ctx.has_header("x-a"));
    /// assert!(ctx.set_header("x-a", "1").has_header("X-A"));
    /// ```
    pub fn has_header(&self, name: impl AsRef<str>) -> bool {
        self.headers.contains(name)
    }

    /// Sets a header to one value.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.set_header("x-a", "1").set_header("x-a", 2);
    /// assert_eq!(ctx.response.header("x-a"), Some("2"));
    /// ```
    ///
    /// # Panics
    ///
    /// When a literal is not a valid name or value; text of run time goes to
    /// [`try_set_header`](Self::try_set_header).
    ///
    /// # Koa
    ///
    /// `response.set(field, value)`.
    pub fn set_header(&mut self, name: impl Into<HeaderName>, value: impl Into<HeaderValue>) -> &mut Self {
        self.headers.insert(name, value);
        self
    }

    /// Sets a header from text.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// assert!(ctx.try_set_header("x-a", format!("{}", 1 + 1)).is_ok());
    /// assert!(ctx.try_set_header("x-a", "two\r\nlines").is_err());
    /// assert_eq!(ctx.response.header("x-a"), Some("2"));
    /// ```
    ///
    /// # Errors
    ///
    /// A 500 when the name is not a token, or the value holds what a header cannot carry.
    pub fn try_set_header<'v>(&mut self, name: &str, value: impl Into<Cow<'v, str>>) -> Result<&mut Self> {
        let value = HeaderValue::new(value).map_err(|error| error.of(name))?;
        self.headers.insert(HeaderName::new(name)?, value);
        Ok(self)
    }

    /// Adds a value to a header.
    ///
    /// A second Content-Type or Content-Length makes the request end as a 500.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.append_header("link", "</a>").append_header("link", "</b>");
    /// assert_eq!(ctx.response.headers().get_all("link").count(), 2);
    /// ```
    ///
    /// # Panics
    ///
    /// As [`set_header`](Self::set_header).
    ///
    /// # Koa
    ///
    /// `response.append(field, value)`.
    pub fn append_header(&mut self, name: impl Into<HeaderName>, value: impl Into<HeaderValue>) -> &mut Self {
        let appended = self.append(name.into(), value.into());
        self.keep(appended);
        self
    }

    /// Adds a value to a header from text.
    ///
    /// # Errors
    ///
    /// As [`try_set_header`](Self::try_set_header); and for a second Content-Type or Content-Length.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.set_content_type("html");
    /// assert!(ctx.try_append_header("content-type", "text/plain").is_err());
    /// assert!(ctx.response.try_append_header("link", "</a>").is_ok());
    /// ```
    pub fn try_append_header<'v>(&mut self, name: &str, value: impl Into<Cow<'v, str>>) -> Result<&mut Self> {
        let value = HeaderValue::new(value).map_err(|error| error.of(name))?;
        self.append(HeaderName::new(name)?, value)?;
        Ok(self)
    }

    /// Removes a header.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.set_header("x-a", "1").remove_header("X-A");
    /// assert!(!ctx.has_header("x-a"));
    /// ```
    pub fn remove_header(&mut self, name: impl AsRef<str>) -> &mut Self {
        self.headers.remove(name);
        self
    }

    /// Whether the response has been given to the adapter.
    ///
    /// ```
    /// use koa_core::{App, Request};
    ///
    /// let app = App::new();
    /// let mut ctx = app.context(Request::default());
    /// assert!(!ctx.is_header_sent());
    /// app.finish(&mut ctx, Ok(()));
    /// assert!(ctx.is_header_sent());
    /// ```
    ///
    /// # Koa
    ///
    /// `response.headerSent`. The head is sent after the onion, so it is false in every middleware.
    pub fn is_header_sent(&self) -> bool {
        self.is_sealed
    }

    /// Whether changes still reach the client.
    ///
    /// ```
    /// assert!(koa_core::test::context("GET /").is_writable());
    /// ```
    pub fn is_writable(&self) -> bool {
        !self.is_sealed
    }

    /// Takes the error that a setter could not report: text that a header cannot carry.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.set_reason("two\nlines");
    /// assert!(ctx.response.take_error().is_some());
    /// assert!(ctx.response.take_error().is_none());
    /// ```
    pub fn take_error(&mut self) -> Option<Error> {
        self.error.take()
    }

    /// Forgets everything; keeps the memory.
    pub(crate) fn clear(&mut self) {
        let Self { status, is_explicit, is_explicitly_empty, is_sealed, reason, headers, body, error } = self;
        *status = StatusCode::NOT_FOUND;
        *is_explicit = false;
        *is_explicitly_empty = false;
        *is_sealed = false;
        *reason = None;
        headers.clear();
        *body = Body::empty();
        *error = None;
    }

    pub(crate) fn is_explicitly_empty(&self) -> bool {
        self.is_explicitly_empty
    }

    pub(crate) fn replace_body(&mut self, body: Body) {
        self.body = body;
    }

    pub(crate) fn drop_body(&mut self) {
        self.body = Body::empty();
    }

    /// Takes the body to send it; the head stays as it is. For adapters, after
    /// [`App::finish`](crate::App::finish).
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.set_body("hi");
    /// assert_eq!(ctx.response.take_sendable_body().as_text(), Some("hi"));
    /// assert_eq!(ctx.response.header("content-length"), Some("2"));
    /// ```
    pub fn take_sendable_body(&mut self) -> Body {
        core::mem::take(&mut self.body)
    }

    pub(crate) fn seal(&mut self) {
        self.is_sealed = true;
    }

    /// Writes Content-Length when the body has one and nobody chose another framing.
    pub(crate) fn settle_length(&mut self) {
        if let Some(length) = respond::known_length(self.body.kind())
            && !self.headers.contains(header::CONTENT_LENGTH)
        {
            self.set_content_length(length);
        }
    }

    /// Whether there is a body that is not an empty text.
    fn has_content(&self) -> bool {
        match self.body.kind() {
            Kind::Empty => false,
            Kind::Text(text) => !text.is_empty(),
            _ => !self.is_falsy(),
        }
    }

    /// Whether the body is a JSON value that counts as none in Koa until it is sent: false and 0.
    fn is_falsy(&self) -> bool {
        matches!(self.body.kind(), Kind::Json(text) if matches!(&text[..], b"false" | b"0"))
    }

    fn append(&mut self, name: HeaderName, value: HeaderValue) -> Result {
        if self.headers.get(&name).is_some_and(|earlier| earlier.as_bytes().is_empty()) {
            self.headers.remove(&name);
        }
        let is_single = name == header::CONTENT_TYPE || name == header::CONTENT_LENGTH;
        if is_single && self.headers.contains(&name) {
            return Err(Error::new(500, [name.as_str(), " must contain exactly one value"].concat()));
        }
        self.headers.append(name, value);
        Ok(())
    }

    #[inline]
    fn describe(&mut self, content_type: HeaderValue, length: usize) {
        if self.headers.is_empty() {
            // Nothing needs be looked for.
            self.headers.append(header::CONTENT_TYPE, content_type);
            self.headers.append_number(header::CONTENT_LENGTH, length as u64);
        } else {
            self.default_type(content_type);
            self.set_content_length(length as u64);
        }
    }

    fn default_type(&mut self, content_type: HeaderValue) {
        if !self.headers.contains(header::CONTENT_TYPE) {
            self.headers.insert(header::CONTENT_TYPE, content_type);
        }
    }

    fn set_length(&mut self, length: u64) {
        self.headers.insert_number(header::CONTENT_LENGTH, length);
    }

    pub(crate) fn set_text<'v>(&mut self, name: HeaderName, value: impl Into<Cow<'v, str>>) {
        let value = HeaderValue::new(value);
        if let Ok(value) = &value {
            self.headers.insert(name, value);
        }
        self.keep(value.map(drop));
    }

    pub(crate) fn keep<E: Into<Error>>(&mut self, outcome: core::result::Result<(), E>) {
        if let Err(error) = outcome {
            self.error.get_or_insert_with(|| error.into());
        }
    }
}

/// The first byte tells of nearly every text; what may be white space needs the characters.
fn is_html(text: &[u8]) -> bool {
    match text.first() {
        Some(first) if first.is_ascii_graphic() => *first == b'<',
        _ => core::str::from_utf8(text).is_ok_and(html::looks_like_html),
    }
}

impl From<Cow<'static, str>> for Body {
    fn from(text: Cow<'static, str>) -> Self {
        match text {
            Cow::Borrowed(text) => Self::from(text),
            Cow::Owned(text) => Self::from(text),
        }
    }
}

impl From<&String> for Body {
    fn from(text: &String) -> Self {
        Self::from(text.clone())
    }
}
