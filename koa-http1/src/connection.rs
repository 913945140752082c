//! One connection as a state machine: bytes in, events and bytes out, time as an argument. Every
//! transition is in this file.
//!
//! ```text
//!              head            body's end                       both complete, persistent
//! receive:  Head ──▶ Body ────────────────▶ Complete ──────────────────────────────┐
//!            │  └──────────(no body)──────▶                                          ├─▶ Head, Idle
//!            ▼ error, end, close                                                     │
//!          Closed                                                                    │
//!              respond()        finish()                                             │
//! send:     Idle ──▶ Body ────────────────▶ Complete ──────────────────────────────┘
//!            └─────────▶ Upgraded
//! ```
//!
//! The next request is looked at when the answer to the present one is complete, so answers leave in
//! order and nothing is done for a client that does not read them.

use core::ops::Range;
use core::task::{Context, Poll, Waker};
use core::time::Duration;

use bytes::{Bytes, BytesMut};
use koa_core::date::HttpDate;
use koa_core::{Method, Request, Response, Version};

use crate::chunked::{Decoder, Piece};
use crate::framing::Framing;
use crate::head::{self, Rules, Search};
use crate::input::Input;
use crate::output::{Output, Pieces};
use crate::pace::Pace;
use crate::response::{self, Delimiter};
use crate::{Error, Limits};

const INCOMPLETE: Error = Error::malformed("request aborted");
const SLOW: Error = Error::new(408, "the request takes too long");
const TOO_LONG: Error = Error::new(500, "the body is longer than its Content-Length");
const TOO_SHORT: Error = Error::new(500, "the body is shorter than its Content-Length");

/// The server's side of a connection.
///
/// # Examples
///
/// ```
/// use koa_core::{Request, Response};
/// use koa_http1::{Connection, Event, Limits};
/// use std::time::Duration;
///
/// let mut connection = Connection::new(Limits::default(), Duration::ZERO);
/// connection.handle_input(b"GET /hello HTTP/1.1\r\nHost: example.com\r\n\r\n");
///
/// let mut request = Request::default();
/// assert!(matches!(connection.poll_event(&mut request), Event::Request { .. }));
/// assert_eq!(request.path(), "/hello");
///
/// let mut response = Response::default();
/// response.set_body("hi");
/// connection.respond(&response, &request, None)?;
/// connection.send("hi".into())?;
/// connection.finish()?;
/// assert!(connection.output().starts_with(b"HTTP/1.1 200 OK\r\n"));
/// assert!(connection.output().ends_with(b"\r\n\r\nhi"));
/// # Ok::<_, koa_http1::Error>(())
/// ```
#[derive(Debug)]
pub struct Connection {
    limits: Limits,
    is_encrypted: bool,
    is_strict: bool,
    receive: Receive,
    send: Send,
    input: Input,
    output: Output,
    search: Search,
    /// Where heads are copied to, for the request to share.
    memory: BytesMut,
    /// The latest time that is known.
    now: Duration,
    /// When the present wait for a head, or for the rest of an unread body, began.
    since: Duration,
    pace: Pace,
    /// What failed while nobody asked for events.
    failure: Option<Error>,
    /// Whether the client will send nothing more.
    has_ended: bool,
    /// Whether the connection goes on after the present exchange.
    is_persistent: bool,
    /// Whether no other exchange is to begin.
    is_closing: bool,
    /// Whether others wait for a connection.
    is_crowded: bool,
    is_first: bool,
    /// Whether the present request is one of HEAD; `None` while its head is not there.
    is_head: Option<bool>,
    /// Whether the head that is waited for has begun.
    has_begun: bool,
    /// Whether the client waits for a 100 before it sends its body.
    awaits_continue: bool,
    /// Whether somebody still reads the body.
    is_read: bool,
    /// The unread body that may still be read away.
    drainable: u64,
}

#[derive(Debug)]
enum Receive {
    /// Waiting for a head, or within one.
    Head,
    Body(Rest),
    /// The whole message is there, and the next is not looked at yet.
    Complete,
    /// Nothing more is read.
    Closed,
}

/// What is left of a body.
#[derive(Debug)]
enum Rest {
    Length(u64),
    Chunks(Decoder),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Send {
    /// No answer has begun.
    Idle,
    Body(Delimiter),
    Complete,
    /// What follows is not HTTP.
    Upgraded,
}

/// What a connection received.
///
/// ```
/// use koa_core::Request;
/// use koa_http1::{Connection, Event, Limits};
///
/// let mut connection = Connection::new(Limits::default(), Default::default());
/// assert_eq!(connection.poll_event(&mut Request::default()), Event::Wait);
/// connection.handle_end();
/// assert_eq!(connection.poll_event(&mut Request::default()), Event::Closed);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A request's head; it has been written into the request.
    Request {
        /// Whether it offers another protocol (RFC 9110 §7.8).
        is_upgrade: bool,
    },
    /// A piece of its body.
    Data(Bytes),
    /// The end of its body. A request without one has no such event.
    End,
    /// More input is needed, or the present exchange must be completed first.
    Wait,
    /// The message is not one, or came too slowly. Of a head it has been answered already; of a body
    /// the application is to be told.
    Failed(Error),
    /// No event follows; what is left of the output is the end.
    Closed,
}

impl Connection {
    /// A connection that was opened at `now`.
    ///
    /// ```
    /// use koa_http1::{Connection, Limits};
    ///
    /// assert!(Connection::new(Limits::default(), Default::default()).output().is_empty());
    /// ```
    #[must_use]
    pub fn new(limits: Limits, now: Duration) -> Self {
        Self {
            limits,
            is_encrypted: false,
            is_strict: true,
            receive: Receive::Head,
            send: Send::Idle,
            input: Input::default(),
            output: Output::default(),
            search: Search::default(),
            memory: BytesMut::new(),
            now,
            since: now,
            pace: Pace::default(),
            failure: None,
            has_ended: false,
            is_persistent: true,
            is_closing: false,
            is_crowded: false,
            is_first: true,
            is_head: None,
            has_begun: false,
            awaits_continue: false,
            is_read: false,
            drainable: 0,
        }
    }

    /// Says whether nobody between can read along: then targets may be of `https`.
    ///
    /// ```
    /// # use koa_core::Request;
    /// # use koa_http1::{Connection, Event, Limits};
    /// let mut connection = Connection::new(Limits::default(), Default::default());
    /// connection.set_encrypted(true);
    /// connection.handle_input(b"GET https://a/ HTTP/1.1\r\nHost: a\r\n\r\n");
    /// assert!(matches!(connection.poll_event(&mut Request::default()), Event::Request { .. }));
    /// ```
    pub fn set_encrypted(&mut self, is_encrypted: bool) {
        self.is_encrypted = is_encrypted;
    }

    /// Says whether Host and target must be what RFC 9112 §3.2 asks for: exactly one valid Host, no user
    /// information, `https` over TLS alone, `*` for OPTIONS alone. They must unless it is said.
    ///
    /// ```
    /// # use koa_core::Request;
    /// # use koa_http1::{Connection, Event, Limits};
    /// let mut connection = Connection::new(Limits::default(), Default::default());
    /// connection.set_strict(false);
    /// connection.handle_input(b"GET / HTTP/1.1\r\n\r\n");
    /// assert!(matches!(connection.poll_event(&mut Request::default()), Event::Request { .. }));
    /// ```
    pub fn set_strict(&mut self, is_strict: bool) {
        self.is_strict = is_strict;
    }

    /// Says whether several pieces of output leave in one write, by [`output_pieces`](Self::output_pieces): then
    /// large ones are not copied. They do not unless it is said.
    pub(crate) fn set_vectored(&mut self, is_vectored: bool) {
        self.output.set_vectored(is_vectored);
    }

    /// Tells the time, which counts for what follows.
    ///
    /// ```
    /// # use koa_http1::{Connection, Limits};
    /// # use std::time::Duration;
    /// let mut connection = Connection::new(Limits::default(), Duration::ZERO);
    /// assert_eq!(connection.deadline(), Some(Duration::from_secs(10)));
    /// connection.set_now(Duration::from_secs(3));
    /// connection.handle_input(b"GET");
    /// assert_eq!(connection.deadline(), Some(Duration::from_secs(10)));
    /// ```
    pub fn set_now(&mut self, now: Duration) {
        self.now = self.now.max(now);
    }

    /// The latest time that was told.
    ///
    /// ```
    /// # use koa_http1::{Connection, Limits};
    /// # use std::time::Duration;
    /// assert_eq!(Connection::new(Limits::default(), Duration::ZERO).now(), Duration::ZERO);
    /// ```
    pub fn now(&self) -> Duration {
        self.now
    }

    /// Where to read into; empty when nothing more should be read now. What was read is told by
    /// [`handle_filled`](Self::handle_filled).
    ///
    /// ```
    /// # use koa_http1::{Connection, Limits};
    /// let mut connection = Connection::new(Limits::default(), Default::default());
    /// connection.space()[..3].copy_from_slice(b"GET");
    /// connection.handle_filled(3);
    /// assert_eq!(connection.space().len(), Limits::default().read_bytes - 3);
    /// ```
    pub fn space(&mut self) -> &mut [u8] {
        if self.has_ended || matches!(self.receive, Receive::Closed) {
            return &mut [];
        }
        let Limits { read_bytes, piece_bytes, head_bytes, .. } = self.limits;
        let most = match self.receive {
            Receive::Body(_) if self.pace.is_waiting() => read_bytes.max(piece_bytes),
            _ => {
                self.input.shrink(read_bytes);
                // A byte more than a head may have, to see that it is too large.
                read_bytes.max(head_bytes) + 1
            }
        };
        self.input.space(read_bytes, most)
    }

    /// Takes the first `length` bytes of [`space`](Self::space) for received.
    ///
    /// ```
    /// # use koa_core::Request;
    /// # use koa_http1::{Connection, Event, Limits};
    /// let mut connection = Connection::new(Limits::default(), Default::default());
    /// let request = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    /// connection.space()[..request.len()].copy_from_slice(request);
    /// connection.handle_filled(request.len());
    /// assert!(matches!(connection.poll_event(&mut Request::default()), Event::Request { .. }));
    /// ```
    pub fn handle_filled(&mut self, length: usize) {
        self.input.fill(length);
        if matches!(self.receive, Receive::Body(_)) {
            self.pace.advance(length, self.now);
        }
        if matches!(self.receive, Receive::Head) && !self.has_begun && length > 0 {
            self.has_begun = true;
            if !self.is_first {
                self.since = self.now;
            }
        }
    }

    /// Receives as much of `bytes` as there is room for; gives back how much that is.
    ///
    /// ```
    /// # use koa_http1::{Connection, Limits};
    /// let mut connection = Connection::new(Limits::default(), Default::default());
    /// assert_eq!(connection.handle_input(b"GET"), 3);
    /// ```
    pub fn handle_input(&mut self, bytes: &[u8]) -> usize {
        let mut taken = 0;
        while taken < bytes.len() {
            let space = self.space();
            let length = space.len().min(bytes.len() - taken);
            if length == 0 {
                break;
            }
            space[..length].copy_from_slice(&bytes[taken..taken + length]);
            self.handle_filled(length);
            taken += length;
        }
        taken
    }

    /// The client has closed its side. What it sent is still answered.
    ///
    /// ```
    /// # use koa_core::Request;
    /// # use koa_http1::{Connection, Event, Limits};
    /// let mut connection = Connection::new(Limits::default(), Default::default());
    /// connection.handle_input(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    /// connection.handle_end();
    /// assert!(matches!(connection.poll_event(&mut Request::default()), Event::Request { .. }));
    /// ```
    pub fn handle_end(&mut self) {
        self.has_ended = true;
    }

    /// Whether the client has closed its side.
    ///
    /// ```
    /// # use koa_http1::{Connection, Limits};
    /// let mut connection = Connection::new(Limits::default(), Default::default());
    /// connection.handle_end();
    /// assert!(connection.has_ended());
    /// ```
    pub fn has_ended(&self) -> bool {
        self.has_ended
    }

    /// The next thing that was received. A head is written into `request`, which must be empty then.
    ///
    /// ```
    /// # use koa_core::Request;
    /// # use koa_http1::{Connection, Event, Limits};
    /// let mut connection = Connection::new(Limits::default(), Default::default());
    /// let mut request = Request::default();
    /// connection.handle_input(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi");
    /// assert!(matches!(connection.poll_event(&mut request), Event::Request { .. }));
    /// assert_eq!(connection.poll_event(&mut request), Event::Data("hi".into()));
    /// assert_eq!(connection.poll_event(&mut request), Event::End);
    /// assert_eq!(connection.poll_event(&mut request), Event::Wait);
    /// ```
    pub fn poll_event(&mut self, request: &mut Request) -> Event {
        if let Some(failure) = self.failure.take() {
            return Event::Failed(failure);
        }
        loop {
            match (&self.receive, self.send) {
                (Receive::Closed, _) | (_, Send::Upgraded) => return Event::Closed,
                (Receive::Head, _) => return self.receive_head(request),
                (Receive::Complete, Send::Complete) => self.begin_again(),
                (Receive::Complete, _) => return Event::Wait,
                (Receive::Body(_), Send::Complete) => {
                    if let Some(event) = self.drain() {
                        return event;
                    }
                }
                (Receive::Body(_), _) => return self.receive_body(),
            }
        }
    }

    /// The next thing that was received of the present body; as [`poll_event`](Self::poll_event), but
    /// it needs no request, which may be lent to the application.
    ///
    /// ```
    /// # use koa_core::Request;
    /// # use koa_http1::{Connection, Event, Limits};
    /// let mut connection = Connection::new(Limits::default(), Default::default());
    /// connection.handle_input(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi");
    /// connection.poll_event(&mut Request::default());
    /// assert_eq!(connection.poll_body(), Event::Data("hi".into()));
    /// ```
    pub fn poll_body(&mut self) -> Event {
        match (self.failure.take(), &self.receive) {
            (Some(failure), _) => Event::Failed(failure),
            (None, Receive::Body(_)) => self.receive_body(),
            (None, Receive::Closed) => Event::Closed,
            (None, _) => Event::Wait,
        }
    }

    /// The next exchange.
    fn begin_again(&mut self) {
        if !self.is_persistent {
            self.receive = Receive::Closed;
            return;
        }
        self.receive = Receive::Head;
        self.send = Send::Idle;
        self.search = Search::default();
        self.pace = Pace::default();
        self.since = self.now;
        self.is_first = false;
        self.is_head = None;
        self.has_begun = !self.input.is_empty();
        self.output.shrink();
    }

    fn receive_head(&mut self, request: &mut Request) -> Event {
        match self.find_head() {
            Err(error) => self.fail(error),
            Ok(Some(length)) => self.parse_head(length, request).unwrap_or_else(|error| self.fail(error)),
            Ok(None) if self.has_ended => {
                self.receive = Receive::Closed;
                Event::Closed
            }
            Ok(None) => Event::Wait,
        }
    }

    fn find_head(&mut self) -> Result<Option<usize>, Error> {
        // RFC 9112 §2.2: an empty line before a request is ignored, and so are a few.
        while self.search.is_fresh() && self.input.filled().starts_with(b"\r") {
            match self.input.filled().get(1) {
                None => return Ok(None),
                Some(b'\n') => {
                    self.search.skip_empty_line()?;
                    self.input.consume(2);
                }
                Some(_) => break,
            }
        }
        self.search.find_end(self.input.filled_mut(), &self.limits)
    }

    fn parse_head(&mut self, length: usize, request: &mut Request) -> Result<Event, Error> {
        let input = self.input.filled_mut().get_mut(..length).unwrap_or_default();
        let rules = Rules { limits: &self.limits, is_encrypted: self.is_encrypted, is_strict: self.is_strict };
        let facts = head::parse(input, self.search, &mut self.memory, request, rules)?;
        self.input.consume(length);
        self.is_head = Some(*request.method() == Method::HEAD);
        self.is_persistent = facts.is_persistent && !self.is_closing;
        self.is_read = false;
        self.drainable = self.limits.drained_bytes;
        self.receive = match facts.framing {
            Framing::Length(0) => Receive::Complete,
            Framing::Length(length) => Receive::Body(Rest::Length(length)),
            Framing::Chunked => Receive::Body(Rest::Chunks(Decoder::new(self.limits.chunk_bytes))),
        };
        // §10.1.1 of RFC 9110: not when the body has begun already.
        self.awaits_continue =
            facts.expects_continue && matches!(self.receive, Receive::Body(_)) && self.input.is_empty();
        Ok(Event::Request { is_upgrade: facts.is_upgrade })
    }

    fn receive_body(&mut self) -> Event {
        match self.decode() {
            Ok(Some(Piece::Data(range))) => {
                self.awaits_continue = false;
                Event::Data(self.take(range))
            }
            Ok(Some(_)) => {
                self.receive = Receive::Complete;
                Event::End
            }
            Ok(None) if !self.has_ended => Event::Wait,
            Ok(None) => self.fail(INCOMPLETE),
            Err(error) => self.fail(error),
        }
    }

    /// Copies a part of the input into memory that is reused once nobody holds it any more.
    fn take(&mut self, range: Range<usize>) -> Bytes {
        self.memory.extend_from_slice(self.input.filled().get(range.clone()).unwrap_or_default());
        self.input.consume(range.end);
        self.memory.split().freeze()
    }

    /// A message that cannot be read to its end: nothing can follow it.
    fn fail(&mut self, error: Error) -> Event {
        self.receive = Receive::Closed;
        self.is_persistent = false;
        Event::Failed(error)
    }

    /// Reads away what the application did not, within the limit; `None` once all of it is gone.
    fn drain(&mut self) -> Option<Event> {
        loop {
            let length = match self.decode() {
                Ok(Some(Piece::Data(range))) => range.end,
                Ok(Some(_)) => {
                    self.receive = Receive::Complete;
                    return None;
                }
                Ok(None) if !self.has_ended => return Some(Event::Wait),
                Ok(None) | Err(_) => 0,
            };
            self.input.consume(length);
            match self.drainable.checked_sub(length as u64) {
                Some(left) if length > 0 => self.drainable = left,
                _ => {
                    self.receive = Receive::Closed;
                    return Some(Event::Closed);
                }
            }
        }
    }

    /// The next piece of the body: data at the start of the input, or the end; `None` when more input
    /// is needed. The data is not consumed yet.
    fn decode(&mut self) -> Result<Option<Piece>, Error> {
        let available = self.input.filled();
        match &mut self.receive {
            Receive::Body(Rest::Length(0)) => Ok(Some(Piece::End)),
            Receive::Body(Rest::Length(remaining)) => {
                let length = usize::try_from(*remaining).map_or(available.len(), |left| left.min(available.len()));
                *remaining -= length as u64;
                Ok((length > 0).then_some(Piece::Data(0..length)))
            }
            Receive::Body(Rest::Chunks(decoder)) => {
                let (used, piece) = decoder.decode(available)?;
                match piece {
                    Piece::Data(range) => Ok(Some(Piece::Data(range))),
                    Piece::End => {
                        self.input.consume(used);
                        Ok(Some(Piece::End))
                    }
                    Piece::More => {
                        self.input.consume(used);
                        Ok(None)
                    }
                }
            }
            _ => Ok(Some(Piece::End)),
        }
    }

    /// All of the body, when it has come with the head; no event tells of it then.
    ///
    /// ```
    /// # use koa_core::Request;
    /// # use koa_http1::{Connection, Limits};
    /// let mut connection = Connection::new(Limits::default(), Default::default());
    /// connection.handle_input(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi");
    /// connection.poll_event(&mut Request::default());
    /// assert_eq!(connection.whole_body(), Some("hi".into()));
    /// ```
    pub fn whole_body(&mut self) -> Option<Bytes> {
        let Receive::Body(Rest::Length(length)) = self.receive else { return None };
        let length = usize::try_from(length).ok().filter(|&length| length <= self.input.filled().len())?;
        self.receive = Receive::Complete;
        Some(self.take(0..length))
    }

    /// The declared length of the body that is being received; `None` when chunks tell.
    ///
    /// ```
    /// # use koa_core::Request;
    /// # use koa_http1::{Connection, Limits};
    /// let mut connection = Connection::new(Limits::default(), Default::default());
    /// connection.handle_input(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n");
    /// connection.poll_event(&mut Request::default());
    /// assert_eq!(connection.body_length(), Some(2));
    /// ```
    pub fn body_length(&self) -> Option<u64> {
        match self.receive {
            Receive::Body(Rest::Length(length)) => Some(length),
            Receive::Body(Rest::Chunks(_)) => None,
            _ => Some(0),
        }
    }

    /// Whether there is more of the present body to receive.
    ///
    /// ```
    /// # use koa_http1::{Connection, Limits};
    /// assert!(!Connection::new(Limits::default(), Default::default()).has_body());
    /// ```
    pub fn has_body(&self) -> bool {
        matches!(self.receive, Receive::Body(_))
    }

    /// The application waits for the body: a client that awaits it is told to send (RFC 9110
    /// §10.1.1), and the time runs.
    ///
    /// ```
    /// # use koa_core::Request;
    /// # use koa_http1::{Connection, Limits};
    /// let mut connection = Connection::new(Limits::default(), Default::default());
    /// connection.handle_input(b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    /// connection.poll_event(&mut Request::default());
    /// connection.want_body();
    /// assert_eq!(connection.output(), b"HTTP/1.1 100 Continue\r\n\r\n");
    /// ```
    pub fn want_body(&mut self) {
        if !self.has_body() {
            return;
        }
        if self.awaits_continue && self.send == Send::Idle {
            self.awaits_continue = false;
            self.output.joined().extend_from_slice(b"HTTP/1.1 100 Continue\r\n\r\n");
        }
        self.pace.wait(self.now);
    }

    /// Whether the client sends its body only when it is told to.
    ///
    /// ```
    /// # use koa_http1::{Connection, Limits};
    /// assert!(!Connection::new(Limits::default(), Default::default()).awaits_continue());
    /// ```
    pub fn awaits_continue(&self) -> bool {
        self.awaits_continue
    }

    /// Says whether somebody will read the rest of the body, however much it is, while the answer is
    /// sent.
    ///
    /// ```
    /// # use koa_core::{Request, Response};
    /// # use koa_http1::{Connection, Limits};
    /// let mut connection = Connection::new(Limits::default(), Default::default());
    /// let mut request = Request::default();
    /// connection.handle_input(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
    /// connection.poll_event(&mut request);
    /// connection.set_read(true);
    /// connection.respond(&Response::default(), &request, None)?;
    /// assert!(!connection.output().windows(5).any(|window| window == b"close"));
    /// # Ok::<_, koa_http1::Error>(())
    /// ```
    pub fn set_read(&mut self, is_read: bool) {
        self.is_read = is_read;
    }

    /// Writes the head of the answer. Its body follows by [`send`](Self::send) and
    /// [`finish`](Self::finish).
    ///
    /// # Errors
    ///
    /// When the application declared a framing that is not its body's; nothing was written then.
    ///
    /// # Examples
    ///
    /// ```
    /// # use koa_core::{Request, Response, date};
    /// # use koa_http1::{Connection, Limits};
    /// let mut connection = Connection::new(Limits::default(), Default::default());
    /// let mut request = Request::default();
    /// connection.handle_input(b"GET / HTTP/1.0\r\n\r\n");
    /// connection.poll_event(&mut request);
    /// connection.respond(Response::default().set_body("hi"), &request, Some(&date::format(0)))?;
    /// let head = String::from_utf8_lossy(connection.output());
    /// assert!(head.contains("\r\nContent-Length: 2\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n"));
    /// # Ok::<_, koa_http1::Error>(())
    /// ```
    pub fn respond(&mut self, response: &Response, request: &Request, date: Option<&HttpDate>) -> Result<(), Error> {
        self.respond_with(response, response.body().len(), request, date)
    }

    /// [`respond`](Self::respond) with a body that was taken out of the response, and its length.
    pub(crate) fn respond_with(
        &mut self,
        response: &Response,
        length: Option<u64>,
        request: &Request,
        date: Option<&HttpDate>,
    ) -> Result<(), Error> {
        let goes_on = self.is_persistent && !self.is_crowded && self.can_go_on();
        let out = self.output.joined();
        let written = response::write_head(out, response, length, request, date)?;
        let delimiter = written.delimiter;
        self.is_persistent = goes_on && !written.closes;
        let connection = match delimiter {
            Delimiter::Upgrade => None,
            _ if !self.is_persistent => Some("close"),
            _ if request.version() == Version::HTTP_10 => Some("keep-alive"),
            _ => None,
        };
        response::end_head(out, response, &written, connection);
        self.send = match delimiter {
            Delimiter::Upgrade => Send::Upgraded,
            delimiter => Send::Body(delimiter),
        };
        Ok(())
    }

    /// Whether what is left of the request can be read to its end.
    fn can_go_on(&self) -> bool {
        match self.receive {
            Receive::Closed => false,
            Receive::Body(_) if self.awaits_continue => false,
            Receive::Body(_) if self.is_read => true,
            Receive::Body(Rest::Length(length)) => length <= self.drainable,
            _ => true,
        }
    }

    /// Answers a head that is none, with the status it deserves; the connection closes.
    ///
    /// ```
    /// # use koa_core::Request;
    /// # use koa_http1::{Connection, Event, Limits};
    /// let mut connection = Connection::new(Limits::default(), Default::default());
    /// connection.handle_input(b"GET / HTTP/1.1\r\n\r\n");
    /// let Event::Failed(error) = connection.poll_event(&mut Request::default()) else { panic!() };
    /// connection.refuse(error, None);
    /// assert!(connection.output().starts_with(b"HTTP/1.1 400 Bad Request\r\n"));
    /// ```
    pub fn refuse(&mut self, error: Error, date: Option<&HttpDate>) {
        if self.send != Send::Idle {
            return;
        }
        let is_head = self.is_head.unwrap_or_else(|| self.input.filled().starts_with(b"HEAD "));
        response::write_refusal(self.output.joined(), error.status(), date, is_head);
        self.abort();
    }

    /// Appends to the body of the answer; large data is not copied.
    ///
    /// # Errors
    ///
    /// When it is longer than its declared length; the connection is aborted then.
    ///
    /// # Examples
    ///
    /// ```
    /// # use koa_core::{Body, Request, Response};
    /// # use koa_http1::{Connection, Limits};
    /// # let mut connection = Connection::new(Limits::default(), Default::default());
    /// # let mut request = Request::default();
    /// # connection.handle_input(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    /// # connection.poll_event(&mut request);
    /// let mut response = Response::default();
    /// response.set_body(Body::from_poll_fn(|_| std::task::Poll::Pending));
    /// connection.respond(&response, &request, None)?;
    /// connection.send("hello".into())?;
    /// connection.finish()?;
    /// assert!(connection.output().ends_with(b"\r\n\r\n5\r\nhello\r\n0\r\n\r\n"));
    /// # Ok::<_, koa_http1::Error>(())
    /// ```
    pub fn send(&mut self, data: Bytes) -> Result<(), Error> {
        if let Some(after) = self.begin_piece(data.len())? {
            self.output.push(data, after, self.limits.write_bytes);
        }
        Ok(())
    }

    /// Appends the body of `response`, which is no stream.
    pub(crate) fn send_body(&mut self, response: &mut Response) -> Result<(), Error> {
        let body = response.body().as_bytes().unwrap_or_default();
        let Some(after) = self.begin_piece(body.len())? else { return Ok(()) };
        if !self.output.copy(body, after, self.limits.write_bytes) {
            let mut body = response.take_sendable_body();
            if let Poll::Ready(Some(Ok(data))) = body.poll_chunk(&mut Context::from_waker(Waker::noop())) {
                self.output.push(data, after, self.limits.write_bytes);
            }
        }
        Ok(())
    }

    /// Accounts for a piece of so many bytes; gives back what follows it, or `None` when it is not to be sent.
    fn begin_piece(&mut self, length: usize) -> Result<Option<&'static [u8]>, Error> {
        let Send::Body(delimiter) = self.send else { return Ok(None) };
        match delimiter {
            _ if length == 0 => Ok(None),
            Delimiter::Nothing | Delimiter::Upgrade => Ok(None),
            Delimiter::Close => Ok(Some(b"")),
            Delimiter::Length(left) => match left.checked_sub(length as u64) {
                Some(left) => {
                    self.send = Send::Body(Delimiter::Length(left));
                    Ok(Some(b""))
                }
                None => {
                    self.abort();
                    Err(TOO_LONG)
                }
            },
            Delimiter::Chunks => {
                response::write_chunk_size(self.output.joined(), length);
                Ok(Some(b"\r\n"))
            }
        }
    }

    /// Ends the body of the answer.
    ///
    /// # Errors
    ///
    /// When it is shorter than its declared length; the connection is aborted then.
    ///
    /// # Examples
    ///
    /// ```
    /// # use koa_core::{Request, Response};
    /// # use koa_http1::{Connection, Limits};
    /// # let mut connection = Connection::new(Limits::default(), Default::default());
    /// # let mut request = Request::default();
    /// # connection.handle_input(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    /// # connection.poll_event(&mut request);
    /// connection.respond(Response::default().set_body("hi"), &request, None)?;
    /// assert_eq!(connection.finish().unwrap_err().to_string(), "the body is shorter than its Content-Length");
    /// # Ok::<_, koa_http1::Error>(())
    /// ```
    pub fn finish(&mut self) -> Result<(), Error> {
        let Send::Body(delimiter) = self.send else { return Ok(()) };
        match delimiter {
            Delimiter::Length(1..) => {
                self.abort();
                return Err(TOO_SHORT);
            }
            Delimiter::Chunks => self.output.joined().extend_from_slice(b"0\r\n\r\n"),
            _ => {}
        }
        self.send = Send::Complete;
        self.since = self.now;
        if !self.is_persistent {
            self.receive = Receive::Closed;
        }
        Ok(())
    }

    /// Ends the connection where it stands: an answer that has begun stays incomplete.
    ///
    /// ```
    /// # use koa_core::Request;
    /// # use koa_http1::{Connection, Event, Limits};
    /// let mut connection = Connection::new(Limits::default(), Default::default());
    /// connection.abort();
    /// assert_eq!(connection.poll_event(&mut Request::default()), Event::Closed);
    /// ```
    pub fn abort(&mut self) {
        self.receive = Receive::Closed;
        self.send = Send::Complete;
        self.is_persistent = false;
    }

    /// Lets the present exchange be the last; one that has not begun does not begin.
    ///
    /// ```
    /// # use koa_core::Request;
    /// # use koa_http1::{Connection, Event, Limits};
    /// let mut connection = Connection::new(Limits::default(), Default::default());
    /// connection.close();
    /// assert_eq!(connection.poll_event(&mut Request::default()), Event::Closed);
    /// ```
    pub fn close(&mut self) {
        self.is_persistent = false;
        self.is_closing = true;
        if matches!(self.receive, Receive::Head) && self.input.is_empty() {
            self.receive = Receive::Closed;
        }
    }

    /// Says whether others wait for a connection: then the answers that begin are the last, and an idle
    /// connection is kept for [`Limits::grace`] only.
    ///
    /// ```
    /// # use koa_http1::{Connection, Limits};
    /// # use std::time::Duration;
    /// let mut connection = Connection::new(Limits::default(), Duration::ZERO);
    /// connection.set_crowded(true);
    /// assert_eq!(connection.deadline(), Some(Duration::from_millis(200)));
    /// connection.set_crowded(false);
    /// assert_eq!(connection.deadline(), Some(Duration::from_secs(10)));
    /// ```
    pub fn set_crowded(&mut self, is_crowded: bool) {
        self.is_crowded = is_crowded;
    }

    /// When [`handle_timeout`](Self::handle_timeout) is due, unless something comes before.
    ///
    /// ```
    /// # use koa_http1::{Connection, Limits};
    /// # use std::time::Duration;
    /// let limits = Limits { head: Duration::from_secs(3), ..Limits::default() };
    /// assert_eq!(Connection::new(limits, Duration::ZERO).deadline(), Some(Duration::from_secs(3)));
    /// ```
    pub fn deadline(&self) -> Option<Duration> {
        let limits = &self.limits;
        let patience = match (&self.receive, self.send) {
            (Receive::Head, _) if self.is_crowded && !self.has_begun => limits.grace,
            (Receive::Head, _) if self.is_first || self.has_begun => limits.head,
            (Receive::Head, _) => limits.idle,
            (Receive::Body(_), Send::Complete) => limits.body_pause,
            (Receive::Body(_), _) => return self.pace.deadline(limits),
            _ => return None,
        };
        Some(self.since.saturating_add(patience))
    }

    /// Ends what has taken too long: with an answer when a request has begun.
    ///
    /// ```
    /// # use koa_core::Request;
    /// # use koa_http1::{Connection, Event, Limits};
    /// # use std::time::Duration;
    /// let mut connection = Connection::new(Limits::default(), Duration::ZERO);
    /// connection.handle_input(b"GET / HT");
    /// connection.set_now(Duration::from_secs(10));
    /// connection.handle_timeout();
    /// let Event::Failed(error) = connection.poll_event(&mut Request::default()) else { panic!() };
    /// assert_eq!(error.status(), 408);
    /// ```
    pub fn handle_timeout(&mut self) {
        if self.deadline().is_none_or(|deadline| deadline > self.now) {
            return;
        }
        let is_owed = match (&self.receive, self.send) {
            (Receive::Head, _) => self.has_begun,
            (_, send) => send != Send::Complete,
        };
        self.failure = is_owed.then_some(SLOW);
        self.receive = Receive::Closed;
        self.is_persistent = false;
    }

    /// What is to be sent next; empty when nothing is.
    ///
    /// ```
    /// # use koa_http1::{Connection, Limits};
    /// assert!(Connection::new(Limits::default(), Default::default()).output().is_empty());
    /// ```
    pub fn output(&self) -> &[u8] {
        self.output.next()
    }

    /// What is to be sent next, in some pieces.
    pub(crate) fn output_pieces(&self) -> Pieces<'_> {
        self.output.pieces()
    }

    /// The bytes that are to be sent in all.
    ///
    /// ```
    /// # use koa_http1::{Connection, Limits};
    /// assert_eq!(Connection::new(Limits::default(), Default::default()).output_length(), 0);
    /// ```
    pub fn output_length(&self) -> usize {
        self.output.len()
    }

    /// Takes the first `length` bytes of [`output`](Self::output) for sent.
    ///
    /// ```
    /// # use koa_core::Request;
    /// # use koa_http1::{Connection, Event, Limits};
    /// # let mut connection = Connection::new(Limits::default(), Default::default());
    /// # connection.handle_input(b"GET / HTTP/1.1\r\n\r\n");
    /// # let Event::Failed(error) = connection.poll_event(&mut Request::default()) else { panic!() };
    /// connection.refuse(error, None);
    /// connection.handle_sent(b"HTTP/1.1 ".len());
    /// assert!(connection.output().starts_with(b"400"));
    /// ```
    pub fn handle_sent(&mut self, length: usize) {
        self.output.advance(length);
        if self.output.is_empty() {
            // Nobody was listened to while answers were on their way.
            self.since = self.now;
        }
    }

    /// Whether nothing is begun: no request, no answer.
    ///
    /// ```
    /// # use koa_http1::{Connection, Limits};
    /// let mut connection = Connection::new(Limits::default(), Default::default());
    /// assert!(connection.is_idle());
    /// connection.handle_input(b"G");
    /// assert!(!connection.is_idle());
    /// ```
    pub fn is_idle(&self) -> bool {
        matches!(self.receive, Receive::Head) && self.input.is_empty() && self.output.is_empty()
    }

    /// Whether the client is owed nothing: it was idle, or left before its request was whole.
    pub(crate) fn is_settled(&self) -> bool {
        self.send == Send::Idle
    }

    /// Whether an answer has changed the protocol.
    ///
    /// ```
    /// # use koa_http1::{Connection, Limits};
    /// assert!(!Connection::new(Limits::default(), Default::default()).is_upgraded());
    /// ```
    pub fn is_upgraded(&self) -> bool {
        self.send == Send::Upgraded
    }

    /// What was received and is not of HTTP any more, after an answer that changed the protocol.
    ///
    /// ```
    /// # use koa_core::{Request, Response, StatusCode};
    /// # use koa_http1::{Connection, Limits};
    /// let mut connection = Connection::new(Limits::default(), Default::default());
    /// let mut request = Request::default();
    /// connection.handle_input(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nahead");
    /// connection.poll_event(&mut request);
    /// connection.respond(Response::default().set_status(StatusCode::SWITCHING_PROTOCOLS), &request, None)?;
    /// assert!(connection.is_upgraded());
    /// assert_eq!(connection.take_ahead(), "ahead");
    /// # Ok::<_, koa_http1::Error>(())
    /// ```
    pub fn take_ahead(&mut self) -> Bytes {
        self.take(0..self.input.filled().len())
    }
}
