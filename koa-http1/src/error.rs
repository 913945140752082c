//! What is wrong with a message: whose fault it is, and which status it deserves.

use core::fmt;

use koa_core::StatusCode;

/// A message that cannot be received, or sent.
///
/// # Examples
///
/// ```
/// use koa_core::Request;
/// use koa_http1::{Connection, Event, Limits};
///
/// let mut connection = Connection::new(Limits::default(), Default::default());
/// connection.handle_input(b"GET / HTTP/1.1\r\n\r\n");
/// let Event::Failed(error) = connection.poll_event(&mut Request::default()) else { panic!() };
/// assert_eq!(error.status(), 400);
/// assert!(error.is_client_fault());
/// assert_eq!(error.to_string(), "a request must have exactly one Host");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    status: u16,
    message: &'static str,
}

impl Error {
    pub(crate) const fn new(status: u16, message: &'static str) -> Self {
        Self { status, message }
    }

    pub(crate) const fn malformed(message: &'static str) -> Self {
        Self::new(400, message)
    }

    /// The status of the answer to it.
    ///
    /// ```
    /// # use koa_core::Request;
    /// # use koa_http1::{Connection, Event, Limits};
    /// let mut connection = Connection::new(Limits::default(), Default::default());
    /// connection.handle_input(b"GET / HTTP/3.0\r\nHost: a\r\n\r\n");
    /// let Event::Failed(error) = connection.poll_event(&mut Request::default()) else { panic!() };
    /// assert_eq!(error.status(), 505);
    /// ```
    #[must_use]
    pub fn status(&self) -> StatusCode {
        // Only statuses of this crate get here, and all of them are valid.
        StatusCode::new(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Whether the client broke the protocol or a limit, and not the application.
    ///
    /// ```
    /// # use koa_core::{Request, Response};
    /// # use koa_http1::{Connection, Limits};
    /// let mut connection = Connection::new(Limits::default(), Default::default());
    /// let mut request = Request::default();
    /// connection.handle_input(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    /// connection.poll_event(&mut request);
    /// let mut response = Response::default();
    /// response.set_body("hello").set_header("content-length", "six");
    /// assert!(!connection.respond(&response, &request, None).unwrap_err().is_client_fault());
    /// ```
    #[must_use]
    pub fn is_client_fault(&self) -> bool {
        self.status != 500
    }

    /// The error as the application sees it.
    pub(crate) fn into_koa(self) -> koa_core::Error {
        koa_core::Error::new(self.status, self.message)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message)
    }
}

impl core::error::Error for Error {}
