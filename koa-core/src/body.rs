//! Bodies: of responses, as Koa tells them apart, and of requests, as the adapter feeds them.
//!
//! The kind of a body decides its Content-Type and whether its length is known. Bytes are shared,
//! never copied; a static body costs nothing at all.

use alloc::string::String;
use alloc::vec::Vec;
use bytes::Bytes;
use core::fmt;
use core::future::poll_fn;
use core::pin::Pin;
use core::task::{Context as TaskContext, Poll};
use futures_core::Stream;

use crate::{Error, Result};

mod stream;

use stream::StreamBody;

/// The body of a request or of a response.
///
/// # Examples
///
/// ```
/// use koa_core::{Body, test::block_on};
///
/// assert_eq!(Body::from("hello").len(), Some(5));
/// assert!(Body::default().is_empty());
///
/// let mut pieces = ["hel", "lo"].into_iter();
/// let next = move |_: &mut core::task::Context<'_>| {
///     core::task::Poll::Ready(pieces.next().map(|piece| Ok(piece.into())))
/// };
/// let mut body = Body::from_poll_fn(next);
/// assert_eq!(body.len(), None);
/// assert_eq!(block_on(body.bytes()).unwrap(), "hello");
/// ```
///
/// # Koa
///
/// The values that `ctx.body` takes: nothing, text, bytes, a stream, and anything else as JSON.
#[derive(Default)]
pub struct Body(Kind);

#[derive(Default)]
pub(crate) enum Kind {
    #[default]
    Empty,
    Text(Bytes),
    Bytes(Bytes),
    Json(Bytes),
    Stream(StreamBody),
}

impl Body {
    /// Nothing.
    ///
    /// ```
    /// assert!(koa_core::Body::empty().is_empty());
    /// ```
    pub const fn empty() -> Self {
        Self(Kind::Empty)
    }

    /// Pieces that come one by one; the length is not known.
    ///
    /// The stream is polled only as fast as the client reads. When it gives an error, the
    /// connection is aborted, so that nobody takes the part for the whole.
    ///
    /// ```
    /// use core::{pin::Pin, task::{Context, Poll}};
    /// use koa_core::{Body, Result, test::block_on};
    ///
    /// struct Countdown(u8);
    ///
    /// impl futures_core::Stream for Countdown {
    ///     type Item = Result<String>;
    ///
    ///     fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
    ///         let Some(left) = self.0.checked_sub(1) else { return Poll::Ready(None) };
    ///         self.0 = left;
    ///         Poll::Ready(Some(Ok(left.to_string())))
    ///     }
    /// }
    ///
    /// assert_eq!(block_on(Body::stream(Countdown(3)).bytes()).unwrap(), "210");
    /// assert_eq!(Body::sized_stream(Countdown(3), 3).len(), Some(3));
    /// ```
    pub fn stream<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = core::result::Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<Error>,
    {
        Self(Kind::Stream(StreamBody::new(stream, None)))
    }

    /// As [`stream`](Self::stream), with a length that goes into Content-Length.
    ///
    /// A stream that gives fewer or more bytes than it promised is an error.
    ///
    /// ```
    /// use koa_core::{Body, test::block_on};
    ///
    /// assert_eq!(Body::sized_stream(Body::from("hello"), 5).len(), Some(5));
    /// assert!(block_on(Body::sized_stream(Body::from("hello"), 6).bytes()).is_err());
    /// ```
    pub fn sized_stream<S, B, E>(stream: S, length: u64) -> Self
    where
        S: Stream<Item = core::result::Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<Error>,
    {
        Self(Kind::Stream(StreamBody::new(stream, Some(length))))
    }

    /// A stream from a function that polls for the next piece; no stream library needed.
    ///
    /// ```
    /// use core::task::Poll;
    /// use koa_core::{Body, test::block_on};
    ///
    /// let mut pieces = vec!["lo".into(), "hel".into()];
    /// let mut body = Body::from_poll_fn(move |_| Poll::Ready(pieces.pop().map(Ok)));
    /// assert_eq!(block_on(body.bytes()).unwrap(), "hello");
    /// ```
    pub fn from_poll_fn<F>(poll: F) -> Self
    where
        F: FnMut(&mut TaskContext<'_>) -> Poll<Option<Result<Bytes>>> + Send + Unpin + 'static,
    {
        Self::stream(stream::PollFn(poll))
    }

    /// JSON text that is ready: it gets the JSON type, not the one of text.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /");
    /// ctx.set_body(koa_core::Body::json_text("[1,2]"));
    /// assert_eq!(ctx.content_type(), "application/json");
    /// ```
    pub fn json_text(text: impl Into<Bytes>) -> Self {
        Self(Kind::Json(text.into()))
    }

    /// Serialises `value` as JSON.
    ///
    /// ```
    /// assert_eq!(koa_core::Body::json(&[1, 2]).unwrap().as_bytes(), Some(&b"[1,2]"[..]));
    /// ```
    ///
    /// # Errors
    ///
    /// A 500 when `value` cannot be serialised. It says why only where std is: the texts of all reasons
    /// would take 7 KiB of a board's flash.
    #[cfg(feature = "json")]
    pub fn json(value: &(impl serde::Serialize + ?Sized)) -> Result<Self> {
        let text = serde_json::to_vec(value);
        #[cfg(not(feature = "std"))]
        let text = text.map_err(|_| crate::Error::new(500, "the value cannot be written as JSON"));
        Ok(Self::json_text(text?))
    }

    /// The length in bytes, when it is known.
    ///
    /// ```
    /// assert_eq!(koa_core::Body::from("\u{e9}").len(), Some(2));
    /// ```
    pub fn len(&self) -> Option<u64> {
        match &self.0 {
            Kind::Empty => Some(0),
            Kind::Text(bytes) | Kind::Bytes(bytes) | Kind::Json(bytes) => Some(bytes.len() as u64),
            Kind::Stream(stream) => stream.length(),
        }
    }

    /// Whether there is no body; an empty text is a body.
    ///
    /// ```
    /// use koa_core::Body;
    ///
    /// assert!(Body::empty().is_empty());
    /// assert!(!Body::from("").is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        matches!(self.0, Kind::Empty)
    }

    /// Whether it comes in pieces.
    ///
    /// ```
    /// use core::task::Poll;
    /// use koa_core::Body;
    ///
    /// assert!(!Body::from("text").is_stream());
    /// assert!(Body::from_poll_fn(|_| Poll::Ready(None)).is_stream());
    /// ```
    pub fn is_stream(&self) -> bool {
        matches!(self.0, Kind::Stream(_))
    }

    /// The text, if that is what it is.
    ///
    /// ```
    /// use koa_core::Body;
    ///
    /// assert_eq!(Body::from("text").as_text(), Some("text"));
    /// assert_eq!(Body::from(b"bytes").as_text(), None);
    /// ```
    pub fn as_text(&self) -> Option<&str> {
        match &self.0 {
            // Made from a string, so it is UTF-8.
            Kind::Text(bytes) => core::str::from_utf8(bytes).ok(),
            _ => None,
        }
    }

    /// The bytes, unless it is a stream.
    ///
    /// ```
    /// assert_eq!(koa_core::Body::from("text").as_bytes(), Some(&b"text"[..]));
    /// ```
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match &self.0 {
            Kind::Empty => Some(&[]),
            Kind::Text(bytes) | Kind::Bytes(bytes) | Kind::Json(bytes) => Some(bytes),
            Kind::Stream(_) => None,
        }
    }

    /// The next piece; `None` at the end.
    ///
    /// ```
    /// use koa_core::{Body, test::block_on};
    ///
    /// let mut body = Body::from("all at once");
    /// assert_eq!(block_on(body.chunk()).unwrap().unwrap(), "all at once");
    /// assert!(block_on(body.chunk()).is_none());
    /// ```
    ///
    /// # Errors
    ///
    /// What the stream failed with: for a request a 413 over the limit, a 400 for bad framing, a
    /// 408 for a client that stopped sending.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses nothing.
    pub async fn chunk(&mut self) -> Option<Result<Bytes>> {
        poll_fn(|cx| self.poll_chunk(cx)).await
    }

    /// Everything that is left, in one piece.
    ///
    /// ```
    /// use koa_core::{Body, test::block_on};
    ///
    /// assert_eq!(block_on(Body::from("all").bytes()).unwrap(), "all");
    /// assert!(block_on(Body::empty().bytes()).unwrap().is_empty());
    /// ```
    ///
    /// # Errors
    ///
    /// As [`chunk`](Self::chunk), and with 503 when there is no memory for all of it.
    ///
    /// # Cancel safety
    ///
    /// None: what was read when the future is dropped is lost.
    pub async fn bytes(&mut self) -> Result<Bytes> {
        let Some(first) = self.chunk().await.transpose()? else { return Ok(Bytes::new()) };
        let Some(second) = self.chunk().await.transpose()? else { return Ok(first) };
        let mut all = Vec::new();
        for piece in [first, second] {
            append(&mut all, &piece, self.len())?;
        }
        while let Some(piece) = self.chunk().await.transpose()? {
            append(&mut all, &piece, self.len())?;
        }
        Ok(all.into())
    }

    /// Polls for the next piece.
    ///
    /// ```
    /// use core::task::{Context, Poll, Waker};
    ///
    /// let mut body = koa_core::Body::from("piece");
    /// let mut cx = Context::from_waker(Waker::noop());
    /// assert!(matches!(body.poll_chunk(&mut cx), Poll::Ready(Some(Ok(piece))) if piece == "piece"));
    /// assert!(matches!(body.poll_chunk(&mut cx), Poll::Ready(None)));
    /// ```
    pub fn poll_chunk(&mut self, cx: &mut TaskContext<'_>) -> Poll<Option<Result<Bytes>>> {
        if let Kind::Stream(stream) = &mut self.0 {
            return stream.poll_next(cx);
        }
        Poll::Ready(match core::mem::take(&mut self.0) {
            Kind::Text(bytes) | Kind::Bytes(bytes) | Kind::Json(bytes) if !bytes.is_empty() => Some(Ok(bytes)),
            _ => None,
        })
    }

    /// Lets at most `limit` more bytes through, then fails with a 413; `None` lets everything through.
    ///
    /// Adapters set it on every request body; a route that takes uploads raises it.
    ///
    /// ```
    /// use koa_core::{Body, test::block_on};
    ///
    /// let mut body = Body::from("too long");
    /// let error = block_on(body.set_limit(Some(3)).bytes()).unwrap_err();
    /// assert_eq!(error.status(), 413);
    /// ```
    pub fn set_limit(&mut self, limit: Option<u64>) -> &mut Self {
        if limit.is_some() && self.len() > limit {
            self.become_stream();
        }
        if let Kind::Stream(stream) = &mut self.0 {
            stream.set_limit(limit);
        }
        self
    }

    /// Only a stream counts what it lets through.
    fn become_stream(&mut self) {
        self.0 = match core::mem::take(&mut self.0) {
            Kind::Text(bytes) | Kind::Bytes(bytes) | Kind::Json(bytes) => Kind::Stream(StreamBody::once(bytes)),
            other => other,
        };
    }

    pub(crate) fn kind(&self) -> &Kind {
        &self.0
    }
}

impl Stream for Body {
    type Item = Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_chunk(cx)
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.0 {
            Kind::Empty => "Empty",
            Kind::Text(_) => "Text",
            Kind::Bytes(_) => "Bytes",
            Kind::Json(_) => "Json",
            Kind::Stream(_) => "Stream",
        };
        f.debug_struct("Body").field("kind", &kind).field("len", &self.len()).finish()
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Self(Kind::Text(Bytes::from_static(text.as_bytes())))
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Self(Kind::Text(Bytes::from(text)))
    }
}

impl From<&'static [u8]> for Body {
    fn from(bytes: &'static [u8]) -> Self {
        Self(Kind::Bytes(Bytes::from_static(bytes)))
    }
}

impl<const N: usize> From<&'static [u8; N]> for Body {
    fn from(bytes: &'static [u8; N]) -> Self {
        Self::from(bytes.as_slice())
    }
}

/// Appends a piece, if there is memory for it: a board goes on without this body. Room for what is left is
/// made as far as what came makes it likely that it comes.
fn append(all: &mut Vec<u8>, piece: &[u8], left: Option<u64>) -> Result {
    const LIKELY: usize = 15;
    let no_memory = |_| Error::new(503, "there is no memory for the body");
    if all.capacity() - all.len() < piece.len() {
        let left = left.map_or(0, |left| usize::try_from(left).unwrap_or(usize::MAX));
        let likely = left.min((all.len() + piece.len()).saturating_mul(LIKELY));
        let reserved = match likely {
            0 => all.try_reserve(piece.len()),
            _ => all.try_reserve_exact(piece.len().saturating_add(likely)),
        };
        reserved.or_else(|_| all.try_reserve_exact(piece.len())).map_err(no_memory)?;
    }
    all.extend_from_slice(piece);
    Ok(())
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Kind::Bytes(Bytes::from(bytes)))
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self(Kind::Bytes(bytes))
    }
}
