//! What one connection may cost: sizes and times.

use core::time::Duration;

mod invalid;

pub use invalid::InvalidLimits;

/// Sizes and times that a connection is held to.
///
/// # Examples
///
/// ```
/// use koa_http1::Limits;
/// use std::time::Duration;
///
/// let limits = Limits { body_bytes: 16 << 20, idle: Duration::from_secs(60), ..Limits::default() };
/// assert_eq!(limits.headers, 100);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// The bytes of all chunk extensions and trailers of a body together; over it 400. 8 KiB.
    pub chunk_bytes: usize,
    /// The unread body that is read away, so that the connection can go on. 64 KiB.
    pub drained_bytes: u64,
    /// The bytes that are read at first, and that a connection keeps; it takes more memory only while
    /// a head or a body needs it. 2 KiB.
    pub read_bytes: usize,
    /// The bytes of a long body that are read at once, while somebody waits for them. 64 KiB.
    pub piece_bytes: usize,
    /// The bytes of answers that are collected before they are written. 128 KiB.
    pub write_bytes: usize,
    /// The time from the first byte of a head to its last, and from the opening of a connection to
    /// the end of its first head; then 408. 10 seconds.
    pub head: Duration,
    /// How long a connection may wait for its next request; then it is closed. 15 seconds.
    pub idle: Duration,
    /// How long a connection may wait for its next request while others wait for a connection, which is
    /// [`Stage::Crowded`](crate::Stage::Crowded). 200 milliseconds.
    pub grace: Duration,
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
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head_bytes: 16 << 10,
            headers: 100,
            uri_bytes: 8 << 10,
            body_bytes: 1 << 20,
            chunk_bytes: 8 << 10,
            drained_bytes: 64 << 10,
            read_bytes: 2 << 10,
            piece_bytes: 64 << 10,
            write_bytes: 128 << 10,
            head: Duration::from_secs(10),
            idle: Duration::from_secs(15),
            grace: Duration::from_millis(200),
            body_pause: Duration::from_secs(10),
            body_rate: 256,
            write_pause: Duration::from_secs(30),
            half_closed: Duration::from_secs(1),
        }
    }
}

impl Limits {
    /// Checks that a connection can be served with these limits; adapters do, when a server starts.
    ///
    /// ```
    /// use koa_http1::Limits;
    ///
    /// assert!(Limits::default().check().is_ok());
    /// let error = Limits { head_bytes: 0, ..Limits::default() }.check().unwrap_err();
    /// assert_eq!(error.to_string(), "Limits::head_bytes must be at least 64");
    /// ```
    ///
    /// # Errors
    ///
    /// The first that cannot work, by its name.
    pub fn check(&self) -> Result<(), InvalidLimits> {
        InvalidLimits::unless_at_least("head_bytes", self.head_bytes, 64)?;
        InvalidLimits::unless_at_most("head_bytes", self.head_bytes, 1 << 20)?;
        InvalidLimits::unless_at_least("headers", self.headers, 1)?;
        InvalidLimits::unless_at_most("headers", self.headers, 10_000)?;
        InvalidLimits::unless_at_least("uri_bytes", self.uri_bytes, 1)?;
        InvalidLimits::unless_at_least("read_bytes", self.read_bytes, 64)?;
        InvalidLimits::unless_some_time("head", self.head)?;
        InvalidLimits::unless_some_time("idle", self.idle)?;
        InvalidLimits::unless_time("grace", self.grace)?;
        InvalidLimits::unless_some_time("body_pause", self.body_pause)?;
        InvalidLimits::unless_some_time("write_pause", self.write_pause)?;
        InvalidLimits::unless_time("half_closed", self.half_closed)
    }
}
