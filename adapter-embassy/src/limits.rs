//! What one client may cost: sizes and times, on by default, and small.

use core::time::Duration;

use koa_http1::InvalidLimits;

/// Sizes and times that every connection is held to.
///
/// # Examples
///
/// ```
/// use core::time::Duration;
/// use koa_embassy::Limits;
///
/// let limits = Limits { body_bytes: 64 << 10, idle: Duration::from_secs(60), ..Limits::default() };
/// assert!(limits.check().is_ok());
///
/// let limits = Limits { headers: 0, ..Limits::default() };
/// assert_eq!(limits.check().unwrap_err().to_string(), "Limits::headers must be at least 1");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The bytes of a request's head: request line and header fields; over it 431. 4 KiB.
    pub head_bytes: usize,
    /// The header fields of a request; over it 431. 64.
    pub headers: usize,
    /// The bytes of a request's target; over it 414. 1 KiB.
    pub uri_bytes: usize,
    /// The bytes of a request's body; over it 413. 16 KiB.
    ///
    /// A route that reads piece by piece raises it for its request:
    /// `ctx.request.body_mut().set_limit(Some(1 << 30))`.
    pub body_bytes: u64,
    /// The bytes that are read at once, and that a connection keeps; it takes more memory only while a
    /// head or a body needs it. 512.
    pub read_bytes: usize,
    /// The bytes of answers that are collected before they are written; as many as the socket can take at
    /// once are best. 1 KiB.
    pub write_bytes: usize,
    /// The time from the first byte of a head to its last, and from the opening of a connection to
    /// the end of its first head; then 408. 5 seconds.
    pub head: Duration,
    /// How long a connection may wait for its next request; then it is closed. 15 seconds.
    pub idle: Duration,
    /// How long it may while other clients wait for a connection. 200 milliseconds.
    pub grace: Duration,
    /// How long a body may pause: the time a handler waits for the next piece; then 408. 5 seconds.
    pub body_pause: Duration,
    /// The bytes per second that a body must come with, beyond [`body_pause`](Self::body_pause) of
    /// waiting in all; 0 is no such rule. 256.
    pub body_rate: u32,
    /// How long a client may take no byte of an answer; then the connection is closed. 10 seconds.
    pub write_pause: Duration,
    /// How long a request may run on when the client has closed its side. It may wait for the answer,
    /// though most have left, and the two look alike. 1 second.
    pub half_closed: Duration,
    /// How long a socket is kept for the end of its connection: the client takes what is left of the
    /// last answer, and closes its side. 2 seconds.
    pub close: Duration,
    /// The time that running requests get when the server shuts down. 5 seconds.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head_bytes: 4 << 10,
            headers: 64,
            uri_bytes: 1 << 10,
            body_bytes: 16 << 10,
            read_bytes: 512,
            write_bytes: 1 << 10,
            head: Duration::from_secs(5),
            idle: Duration::from_secs(15),
            grace: Duration::from_millis(200),
            body_pause: Duration::from_secs(5),
            body_rate: 256,
            write_pause: Duration::from_secs(10),
            half_closed: Duration::from_secs(1),
            close: Duration::from_secs(2),
            drain: Duration::from_secs(5),
        }
    }
}

impl Limits {
    /// Checks that a server can work with these limits; [`Server::limits`](crate::Server::limits) does.
    ///
    /// ```
    /// use koa_embassy::Limits;
    ///
    /// assert!(Limits::default().check().is_ok());
    /// assert!(Limits { head_bytes: 0, ..Limits::default() }.check().is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// The first setting that cannot work, by its name.
    pub fn check(&self) -> Result<(), InvalidLimits> {
        self.engine().check()?;
        InvalidLimits::unless_some_time("close", self.close)?;
        InvalidLimits::unless_time("drain", self.drain)
    }

    /// What of them the engine keeps.
    pub(crate) fn engine(&self) -> koa_http1::Limits {
        koa_http1::Limits {
            head_bytes: self.head_bytes,
            headers: self.headers,
            uri_bytes: self.uri_bytes,
            body_bytes: self.body_bytes,
            read_bytes: self.read_bytes,
            piece_bytes: self.read_bytes,
            write_bytes: self.write_bytes,
            head: self.head,
            idle: self.idle,
            grace: self.grace,
            body_pause: self.body_pause,
            body_rate: self.body_rate,
            write_pause: self.write_pause,
            half_closed: self.half_closed,
            ..koa_http1::Limits::default()
        }
    }
}
