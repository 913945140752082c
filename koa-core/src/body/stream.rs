//! A body that comes in pieces, with the two promises it is held to: its length and its limit.

use alloc::boxed::Box;
use bytes::Bytes;
use core::pin::Pin;
use core::task::{Context as TaskContext, Poll};
use futures_core::Stream;
use pin_project_lite::pin_project;
use sync_wrapper::SyncWrapper;

use crate::{Error, Result};

type Pieces = Pin<Box<dyn Stream<Item = Result<Bytes>> + Send>>;

pub(crate) struct StreamBody {
    pieces: SyncWrapper<Pieces>,
    remaining: Option<u64>,
    limit: Option<u64>,
    allowed: u64,
    is_done: bool,
}

impl StreamBody {
    pub(super) fn new<S, B, E>(stream: S, length: Option<u64>) -> Self
    where
        S: Stream<Item = core::result::Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<Error>,
    {
        let pieces: Pieces = Box::pin(Converted { stream });
        Self { pieces: SyncWrapper::new(pieces), remaining: length, limit: None, allowed: 0, is_done: false }
    }

    /// A stream of one piece that is there already.
    pub(super) fn once(piece: Bytes) -> Self {
        let length = piece.len() as u64;
        let mut piece = Some(piece);
        Self::new(PollFn(move |_: &mut TaskContext<'_>| Poll::Ready(piece.take().map(Ok))), Some(length))
    }

    pub(crate) fn length(&self) -> Option<u64> {
        self.remaining
    }

    pub(super) fn set_limit(&mut self, limit: Option<u64>) {
        self.limit = limit;
        self.allowed = limit.unwrap_or(0);
    }

    pub(super) fn poll_next(&mut self, cx: &mut TaskContext<'_>) -> Poll<Option<Result<Bytes>>> {
        if self.is_done {
            return Poll::Ready(None); // Many streams panic when they are polled after their end.
        }
        if let (Some(limit), Some(remaining)) = (self.limit, self.remaining)
            && remaining > self.allowed
        {
            return Poll::Ready(Some(Err(too_large(limit))));
        }
        let piece = core::task::ready!(self.pieces.get_mut().as_mut().poll_next(cx));
        let piece = match piece {
            Some(Ok(bytes)) => Some(self.account(bytes)),
            None => self.finish().err().map(Err),
            failed => failed,
        };
        self.is_done = !matches!(piece, Some(Ok(_)));
        Poll::Ready(piece)
    }

    fn account(&mut self, bytes: Bytes) -> Result<Bytes> {
        let length = bytes.len() as u64;
        if let Some(limit) = self.limit {
            self.allowed = self.allowed.checked_sub(length).ok_or_else(|| too_large(limit))?;
        }
        if let Some(remaining) = self.remaining {
            let left = remaining.checked_sub(length);
            self.remaining = Some(left.ok_or_else(|| Error::new(500, "the body is longer than its length"))?);
        }
        Ok(bytes)
    }

    fn finish(&mut self) -> Result {
        match self.remaining.take() {
            Some(1..) => Err(Error::new(500, "the body is shorter than its length")),
            _ => Ok(()),
        }
    }
}

fn too_large(limit: u64) -> Error {
    let mut number = itoa::Buffer::new();
    Error::new(413, ["the body is larger than the limit of ", number.format(limit), " bytes"].concat())
}

pin_project! {
    /// Turns the pieces and the errors of any stream into ours.
    struct Converted<S> {
        #[pin]
        stream: S,
    }
}

impl<S, B, E> Stream for Converted<S>
where
    S: Stream<Item = core::result::Result<B, E>>,
    B: Into<Bytes>,
    E: Into<Error>,
{
    type Item = Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Option<Self::Item>> {
        let piece = core::task::ready!(self.project().stream.poll_next(cx));
        Poll::Ready(piece.map(|piece| piece.map(Into::into).map_err(Into::into)))
    }
}

/// A function that polls, as a stream.
pub(super) struct PollFn<F>(pub(super) F);

impl<F> Stream for PollFn<F>
where
    F: FnMut(&mut TaskContext<'_>) -> Poll<Option<Result<Bytes>>> + Unpin,
{
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Option<Self::Item>> {
        (self.0)(cx)
    }
}
