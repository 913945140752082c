//! The one error that travels up the onion (Koa's `ctx.throw`, http-errors).
//!
//! It says which status the client deserves and whether the client may read the message. It does
//! not implement [`core::error::Error`], so that `?` turns every error that does into a 500 whose
//! text stays inside.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::{String, ToString};
use core::fmt;

use crate::{HeaderMap, HeaderName, HeaderValue, State, StatusCode};

mod result;

pub use result::{Result, ResultExt};

/// What an error has come from.
type Source = Box<dyn core::error::Error + Send + Sync>;

/// An error on its way to the client.
///
/// # Examples
///
/// ```
/// use koa_core::{Error, Result, StatusCode};
///
/// fn age(text: &str) -> Result<u8> {
///     Ok(text.parse::<u8>()?)
/// }
///
/// let error = age("old").unwrap_err();
/// assert_eq!(error.status(), StatusCode::INTERNAL_SERVER_ERROR);
/// assert!(!error.is_exposed());
///
/// let error = Error::new(403, "members only");
/// assert!(error.is_exposed());
/// assert_eq!(error.to_string(), "members only");
/// ```
///
/// # Koa
///
/// An HttpError of http-errors 2. Its own properties are typed here: [`Error::with`] and
/// [`Error::get`].
pub struct Error(Box<Inner>);

struct Inner {
    status: StatusCode,
    expose: bool,
    header_sent: bool,
    is_http: bool,
    message: Cow<'static, str>,
    headers: HeaderMap,
    properties: State,
    source: Option<Source>,
}

impl Error {
    /// An error with a message, which the client sees when `status` is below 500.
    ///
    /// A number that is neither in the table of status codes nor from 400 to 599 becomes 500.
    ///
    /// ```
    /// use koa_core::Error;
    ///
    /// assert_eq!(Error::new(404, "no such page").status(), 404);
    /// assert_eq!(Error::new(700, "no such status").status(), 500);
    /// ```
    pub fn new(status: u16, message: impl Into<Cow<'static, str>>) -> Self {
        Self::with_message(status, message.into())
    }

    /// Once for all kinds of messages.
    fn with_message(status: u16, message: Cow<'static, str>) -> Self {
        let status = acceptable(status);
        Self(Box::new(Inner {
            status,
            expose: status.as_u16() < 500,
            header_sent: false,
            is_http: true,
            message,
            headers: HeaderMap::new(),
            properties: State::default(),
            source: None,
        }))
    }

    /// An error whose message is the reason phrase of `status`.
    ///
    /// ```
    /// assert_eq!(koa_core::Error::status_only(404).to_string(), "Not Found");
    /// ```
    pub fn status_only(status: u16) -> Self {
        Self::new(status, class_of(acceptable(status)).reason().unwrap_or_default())
    }

    /// The status the client is to get.
    ///
    /// ```
    /// assert_eq!(koa_core::Error::new(403, "no").status(), koa_core::StatusCode::FORBIDDEN);
    /// ```
    ///
    /// # Koa
    ///
    /// `err.status`, which has a second name there, `statusCode`, that may differ.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// Changes the status and, with it, whether the message is exposed.
    ///
    /// ```
    /// use koa_core::{Error, StatusCode};
    ///
    /// let mut error = Error::new(500, "busy");
    /// error.set_status(StatusCode::TOO_MANY_REQUESTS);
    /// assert!(error.is_exposed());
    /// ```
    pub fn set_status(&mut self, status: StatusCode) -> &mut Self {
        self.0.status = status;
        self.0.expose = status.as_u16() < 500;
        self
    }

    /// The message, for the log and, when exposed, for the client.
    ///
    /// ```
    /// assert_eq!(koa_core::Error::new(403, "no").message(), "no");
    /// ```
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Changes the message.
    ///
    /// ```
    /// let mut error = koa_core::Error::new(403, "no");
    /// assert_eq!(error.set_message("not today").message(), "not today");
    /// ```
    pub fn set_message(&mut self, message: impl Into<Cow<'static, str>>) -> &mut Self {
        self.0.message = message.into();
        self
    }

    /// Whether the client may read the message; by default below 500.
    ///
    /// ```
    /// use koa_core::Error;
    ///
    /// assert!(Error::new(404, "gone").is_exposed());
    /// assert!(!Error::new(503, "the disk is full").is_exposed());
    /// ```
    ///
    /// # Koa
    ///
    /// `err.expose`.
    pub fn is_exposed(&self) -> bool {
        self.0.expose
    }

    /// Says whether the client may read the message.
    ///
    /// ```
    /// assert!(koa_core::Error::new(503, "come back at noon").with_expose(true).is_exposed());
    /// ```
    #[must_use]
    pub fn with_expose(mut self, expose: bool) -> Self {
        self.set_expose(expose);
        self
    }

    /// Says whether the client may read the message.
    ///
    /// ```
    /// let mut error = koa_core::Error::new(404, "no row in table users");
    /// assert!(!error.set_expose(false).is_exposed());
    /// ```
    pub fn set_expose(&mut self, expose: bool) -> &mut Self {
        self.0.expose = expose;
        self
    }

    /// Adds a header to the answer that the error becomes.
    ///
    /// Content-Type and Content-Length are not taken from an error: they belong to its text.
    ///
    /// ```
    /// use koa_core::{App, Error, test};
    ///
    /// let app = App::new().with(async |_, _| Err(Error::new(429, "slow down").with_header("retry-after", "60")));
    /// assert_eq!(test::get("/").send(&app).header("retry-after"), Some("60"));
    /// ```
    ///
    /// # Koa
    ///
    /// `err.headers`.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<HeaderName>, value: impl Into<HeaderValue>) -> Self {
        self.0.headers.append(name, value);
        self
    }

    /// The headers of the answer that the error becomes.
    ///
    /// ```
    /// let error = koa_core::Error::new(405, "read only").with_header("allow", "GET");
    /// assert_eq!(error.headers().get_str("allow"), Some("GET"));
    /// ```
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The headers of the answer that the error becomes, to change them.
    ///
    /// ```
    /// let mut error = koa_core::Error::new(405, "read only");
    /// error.headers_mut().insert("allow", "GET");
    /// assert!(error.headers().contains("Allow"));
    /// ```
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        &mut self.0.headers
    }

    /// Attaches a value for whoever catches the error.
    ///
    /// ```
    /// #[derive(PartialEq, Debug)]
    /// struct Retries(u8);
    ///
    /// let error = koa_core::Error::new(503, "busy").with(Retries(3));
    /// assert_eq!(error.get(), Some(&Retries(3)));
    /// ```
    #[must_use]
    pub fn with<T: Send + Sync + 'static>(mut self, property: T) -> Self {
        self.0.properties.insert(property);
        self
    }

    /// The attached value of type `T`.
    ///
    /// ```
    /// let error = koa_core::Error::new(503, "busy").with(3_u8);
    /// assert_eq!(error.get::<u8>(), Some(&3));
    /// assert_eq!(error.get::<u16>(), None);
    /// ```
    pub fn get<T: 'static>(&self) -> Option<&T> {
        self.0.properties.get()
    }

    /// Names the error that caused this one.
    ///
    /// ```
    /// let error = koa_core::Error::new(502, "no answer").with_source("connection refused");
    /// assert_eq!(error.source().unwrap().to_string(), "connection refused");
    /// ```
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Source>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// The error that caused this one.
    ///
    /// ```
    /// let cause = "x".parse::<u8>().unwrap_err();
    /// let error = koa_core::Error::from(cause.clone());
    /// assert_eq!(error.source().unwrap().downcast_ref(), Some(&cause));
    /// ```
    pub fn source(&self) -> Option<&(dyn core::error::Error + Send + Sync + 'static)> {
        self.0.source.as_deref()
    }

    /// Whether it came too late for an answer: the head had been sent, the connection was aborted.
    ///
    /// ```
    /// assert!(!koa_core::Error::new(500, "before the head").is_header_sent());
    /// ```
    pub fn is_header_sent(&self) -> bool {
        self.0.header_sent
    }

    /// Marks an error of a body that failed after the head had been sent; for adapters.
    ///
    /// ```
    /// let mut error = koa_core::Error::new(500, "the file ended early");
    /// assert!(error.set_header_sent().is_header_sent());
    /// ```
    pub fn set_header_sent(&mut self) -> &mut Self {
        self.0.header_sent = true;
        self
    }

    /// The name of its class: `NotFoundError`, `ImATeapotError`, and `Error` when `?` made it.
    ///
    /// ```
    /// assert_eq!(koa_core::Error::status_only(404).name(), "NotFoundError");
    /// ```
    ///
    /// # Koa
    ///
    /// `err.name`.
    pub fn name(&self) -> String {
        let class = class_of(self.0.status);
        if !self.0.is_http || class.as_u16() < 400 {
            return "Error".into();
        }
        let words = class.reason().unwrap_or_default().split(|c: char| !c.is_ascii_alphanumeric() && c != '\'');
        let mut name: String = words.flat_map(capitalized).filter(|c| *c != '\'').collect();
        if !name.ends_with("Error") {
            name.push_str("Error");
        }
        name
    }
}

fn capitalized(word: &str) -> impl Iterator<Item = char> + '_ {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters)
}

/// What http-errors accepts as a status; anything else is a 500.
fn acceptable(status: u16) -> StatusCode {
    match StatusCode::new(status) {
        Ok(code) if code.reason().is_some() || (400..600).contains(&status) => code,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The code itself when the table has it, else the first of its hundred.
fn class_of(status: StatusCode) -> StatusCode {
    match status.reason() {
        Some(_) => status,
        None => acceptable(status.as_u16() / 100 * 100),
    }
}

impl<E: core::error::Error + Send + Sync + 'static> From<E> for Error {
    fn from(source: E) -> Self {
        let mut error = Self::new(500, source.to_string()).with_source(source);
        error.0.is_http = false;
        error
    }
}

/// An error with nothing to say but its status.
impl From<StatusCode> for Error {
    fn from(status: StatusCode) -> Self {
        Self::status_only(status.as_u16())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("status", &self.0.status)
            .field("message", &self.0.message)
            .field("expose", &self.0.expose)
            .field("source", &self.0.source)
            .finish()
    }
}
