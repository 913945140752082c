//! Bodies between hyper and Koa, both ways.

use std::error::Error as StdError;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context as TaskContext, Poll, Waker, ready};

use bytes::{Buf as _, Bytes};
use futures_core::Stream;
use http_body::{Frame, SizeHint};
use pin_project_lite::pin_project;

use crate::exchange::{Origin, Work};
use crate::http2::Slot;
use crate::timer::Pace;
use crate::{Body, Error, Result};

/// What is given to hyper in one piece; it copies small pieces together.
const PIECE: usize = 32 << 10;

/// The body of an answer, for hyper and tower.
///
/// ```
/// use http_body_util::BodyExt as _;
/// use koa_tokio::{App, callback};
/// use tower::ServiceExt as _;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let app = App::new().with(async |ctx, _| {
///     ctx.set_body("hi");
///     Ok(())
/// });
/// let response = callback(app).oneshot(http::Request::new(String::new())).await.unwrap();
/// assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "hi");
/// # }
/// ```
pub struct ResponseBody {
    kind: Kind,
    origin: Origin,
}

enum Kind {
    Empty,
    Bytes(Bytes),
    Stream(Box<Streaming>),
}

impl ResponseBody {
    /// Takes the body out of a finished context, and keeps the context as long as it is needed.
    pub(crate) fn new(origin: Origin, mut work: Box<Work>, length: Option<u64>) -> Self {
        let mut body = work.ctx.response.take_sendable_body();
        if body.is_stream() {
            let stream = Streaming { body, work: Some(work), remaining: length };
            return Self { kind: Kind::Stream(Box::new(stream)), origin };
        }
        let bytes = body.poll_chunk(&mut TaskContext::from_waker(Waker::noop()));
        let kind = match bytes {
            Poll::Ready(Some(Ok(bytes))) => Kind::Bytes(bytes),
            _ => Kind::Empty,
        };
        origin.keep(work);
        Self { kind, origin }
    }
}

impl http_body::Body for ResponseBody {
    type Data = Bytes;
    type Error = Aborted;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut TaskContext<'_>,
    ) -> Poll<Option<std::result::Result<Frame<Bytes>, Aborted>>> {
        let this = self.get_mut();
        Poll::Ready(match &mut this.kind {
            Kind::Empty => None,
            Kind::Bytes(bytes) if bytes.len() > PIECE => Some(Ok(Frame::data(bytes.split_to(PIECE)))),
            Kind::Bytes(bytes) => {
                let last = std::mem::take(bytes);
                this.kind = Kind::Empty;
                Some(Ok(Frame::data(last)))
            }
            Kind::Stream(stream) => match ready!(stream.poll_piece(cx, &this.origin)) {
                Some(Ok(piece)) => Some(Ok(Frame::data(piece))),
                ended => {
                    let work = stream.work.take();
                    this.kind = Kind::Empty;
                    if let Some(work) = work {
                        this.origin.keep(work);
                    }
                    ended.map(|failed| failed.map(Frame::data))
                }
            },
        })
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.kind, Kind::Empty)
    }

    fn size_hint(&self) -> SizeHint {
        match &self.kind {
            Kind::Empty => SizeHint::with_exact(0),
            Kind::Bytes(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Kind::Stream(stream) => stream.body.len().map_or_else(SizeHint::default, SizeHint::with_exact),
        }
    }
}

impl fmt::Debug for ResponseBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseBody").field("size_hint", &http_body::Body::size_hint(self)).finish()
    }
}

/// A body that comes in pieces, and what is told of its failure.
struct Streaming {
    body: Body,
    work: Option<Box<Work>>,
    /// What is left of the Content-Length that was sent.
    remaining: Option<u64>,
}

impl Streaming {
    fn poll_piece(
        &mut self,
        cx: &mut TaskContext<'_>,
        origin: &Origin,
    ) -> Poll<Option<std::result::Result<Bytes, Aborted>>> {
        let polled = catch_unwind(AssertUnwindSafe(|| self.body.poll_chunk(cx)));
        let piece = match polled {
            Ok(polled) => ready!(polled),
            Err(_) => Some(Err(Error::new(500, "the stream of the body panicked"))),
        };
        Poll::Ready(self.account(piece).map(|piece| piece.map_err(|error| self.fail(error, origin))))
    }

    /// Holds the stream to the length that its head declares.
    fn account(&mut self, piece: Option<Result<Bytes>>) -> Option<Result<Bytes>> {
        let Some(remaining) = self.remaining else { return piece };
        match piece {
            Some(Ok(bytes)) => Some(match remaining.checked_sub(bytes.len() as u64) {
                Some(left) => {
                    self.remaining = Some(left);
                    Ok(bytes)
                }
                None => Err(Error::new(500, "the body is longer than its Content-Length")),
            }),
            None if remaining > 0 => Some(Err(Error::new(500, "the body is shorter than its Content-Length"))),
            other => other,
        }
    }

    fn fail(&mut self, mut error: Error, origin: &Origin) -> Aborted {
        error.set_header_sent();
        let message = error.message().to_owned();
        if let Some(work) = &self.work {
            origin.app().emit(&mut error, &work.ctx);
        }
        Aborted { message }
    }
}

/// The body of an answer failed, so that its connection is aborted; the application's listeners
/// have been told.
///
/// ```
/// use http_body_util::BodyExt as _;
/// use koa_tokio::{App, Body, Error, callback};
/// use std::task::Poll;
/// use tower::ServiceExt as _;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let app = App::new().silent(true).with(async |ctx, _| {
///     ctx.set_body(Body::from_poll_fn(|_| Poll::Ready(Some(Err(Error::new(500, "the disk is gone"))))));
///     Ok(())
/// });
/// let response = callback(app).oneshot(http::Request::new(String::new())).await.unwrap();
/// let aborted = response.into_body().collect().await.unwrap_err();
/// assert_eq!(aborted.to_string(), "the body failed: the disk is gone");
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aborted {
    message: String,
}

impl fmt::Display for Aborted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the body failed: {}", self.message)
    }
}

impl StdError for Aborted {}

pin_project! {
    /// The body of a request, as a stream for Koa.
    pub(crate) struct RequestBody<B> {
        #[pin]
        body: B,
        pace: Option<Pace>,
        // Holds the connection busy.
        _slot: Option<Slot>,
    }
}

impl<B> RequestBody<B>
where
    B: http_body::Body + Send + 'static,
    B::Error: Into<Box<dyn StdError + Send + Sync>>,
{
    pub(crate) fn new(body: B, pace: Option<Pace>, slot: Option<Slot>) -> Self {
        Self { body, pace, _slot: slot }
    }

    /// As a body of Koa that lets `limit` bytes through.
    pub(crate) fn into_koa(self, limit: u64) -> Body {
        let mut body = match self.body.size_hint().exact() {
            Some(length) => Body::sized_stream(self, length),
            None => Body::stream(self),
        };
        body.set_limit(Some(limit));
        body
    }
}

impl<B> Stream for RequestBody<B>
where
    B: http_body::Body,
    B::Error: Into<Box<dyn StdError + Send + Sync>>,
{
    type Item = Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Option<Result<Bytes>>> {
        let mut this = self.project();
        loop {
            let frame = match this.body.as_mut().poll_frame(cx) {
                Poll::Ready(frame) => frame,
                Poll::Pending => {
                    if !this.pace.as_mut().is_some_and(|pace| pace.is_over(cx)) {
                        return Poll::Pending;
                    }
                    return Poll::Ready(Some(Err(Error::status_only(408))));
                }
            };
            let data = match frame.transpose() {
                Ok(None) => return Poll::Ready(None),
                Ok(Some(frame)) => frame.into_data(),
                Err(error) => {
                    return Poll::Ready(Some(Err(broken(error.into()))));
                }
            };
            // Trailers are no part of the body.
            let Ok(mut data) = data else { continue };
            if let Some(pace) = this.pace {
                pace.advance(data.remaining());
            }
            return Poll::Ready(Some(Ok(data.copy_to_bytes(data.remaining()))));
        }
    }
}

/// What a body that cannot be read is to the handler: the client's fault.
fn broken(source: Box<dyn StdError + Send + Sync>) -> Error {
    let is_cut = source.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_incomplete_message);
    let message = if is_cut { "request aborted" } else { "the body of the request cannot be read" };
    Error::new(400, message).with_source(source)
}
