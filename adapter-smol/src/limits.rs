//! What one client may cost: sizes and times, on by default.
//!
//! A raw port is met by clients that are slow, broken or hostile. Koa leaves them to Node's
//! settings; here they are one struct, and a setting that cannot work is an error at start-up.

use std::io;
use std::time::Duration;

use koa_http1::InvalidLimits;

/// Sizes and times that every connection is held to.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use koa_smol::Limits;
///
/// let limits = Limits { body_bytes: 16 << 20, idle: Duration::from_secs(60), ..Limits::default() };
/// assert!(limits.check().is_ok());
///
/// let limits = Limits { connections: 0, ..Limits::default() };
/// assert_eq!(limits.check().unwrap_err().to_string(), "Limits::connections must be at least 1");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The bytes of a request's head: request line and header fields; over it 431. 16 KiB.
    pub head_bytes: usize,
    /// The header fields of a request; over it 431. 100.
    pub headers: usize,
    /// The bytes of a request's target; over it 414. 8 KiB.
    pub uri_bytes: usize,
    /// The bytes of a request's body; over it 413. 1 MiB.
    ///
    /// A route that takes uploads raises it for its request:
    /// `ctx.request.body_mut().set_limit(Some(1 << 30))`.
    pub body_bytes: u64,
    /// The time from the first byte of a head to its last, and from the opening of a connection to
    /// the end of its first head; then 408. 10 seconds.
    pub head: Duration,
    /// How long a connection may wait for its next request; then it is closed. 15 seconds.
    pub idle: Duration,
    /// How long a body may pause: the time a handler waits for the next piece; then 408. 10 seconds.
    pub body_pause: Duration,
    /// The bytes per second that a body must come with, beyond [`body_pause`](Self::body_pause) of
    /// waiting in all; 0 is no such rule. 256.
    pub body_rate: u32,
    /// How long a client may take no byte of an answer; then the connection is closed. 30 seconds.
    pub write_pause: Duration,
    /// How long a request may run on when the client has closed its side. It may wait for the answer,
    /// though most have left, and the two look alike. 1 second.
    pub half_closed: Duration,
    /// The time for a TLS handshake. 10 seconds.
    pub handshake: Duration,
    /// The connections that may be open; further ones wait in the backlog of the socket. 10,000.
    pub connections: usize,
    /// The time that running requests get when the server shuts down. 30 seconds.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head_bytes: 16 << 10,
            headers: 100,
            uri_bytes: 8 << 10,
            body_bytes: 1 << 20,
            head: Duration::from_secs(10),
            idle: Duration::from_secs(15),
            body_pause: Duration::from_secs(10),
            body_rate: 256,
            write_pause: Duration::from_secs(30),
            half_closed: Duration::from_secs(1),
            handshake: Duration::from_secs(10),
            connections: 10_000,
            drain: Duration::from_secs(30),
        }
    }
}

impl Limits {
    /// Checks that a server can work with these limits; [`Server::serve`](crate::Server::serve) does.
    ///
    /// ```
    /// use koa_smol::Limits;
    ///
    /// assert!(Limits::default().check().is_ok());
    /// assert!(Limits { head_bytes: 0, ..Limits::default() }.check().is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// The first setting that cannot work, by its name.
    pub fn check(&self) -> io::Result<()> {
        self.engine().check()?;
        InvalidLimits::unless_at_least("connections", self.connections, 1)?;
        InvalidLimits::unless_some_time("handshake", self.handshake)?;
        InvalidLimits::unless_time("drain", self.drain)?;
        Ok(())
    }

    /// What of them the engine keeps.
    pub(crate) fn engine(&self) -> koa_http1::Limits {
        koa_http1::Limits {
            head_bytes: self.head_bytes,
            headers: self.headers,
            uri_bytes: self.uri_bytes,
            body_bytes: self.body_bytes,
            head: self.head,
            idle: self.idle,
            body_pause: self.body_pause,
            body_rate: self.body_rate,
            write_pause: self.write_pause,
            half_closed: self.half_closed,
            ..koa_http1::Limits::default()
        }
    }
}
