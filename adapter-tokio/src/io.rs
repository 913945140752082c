//! A socket as the engine and hyper see it, with the bytes that its protocol was told from.
//!
//! The futures are written out, so that a connection's future is known to be `Send` wherever its
//! socket is.

use std::future::{Future, poll_fn};
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use embedded_io_async::{ErrorType, Read, Write};
use koa_http1::WriteVectored;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::time::timeout;

/// Which protocol a client speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    Http1,
    Http2,
}

/// What an HTTP/2 client sends first (RFC 9113 §3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// How long, and for how many bytes, a closed connection is listened to, so that the last answer is
/// not lost to a reset.
const LINGER: Duration = Duration::from_secs(1);
const LINGERED: usize = 16 << 20;

/// The pieces that are written at once, at the most.
const MOST_PIECES: usize = 64;

pub(crate) struct Io<S> {
    inner: S,
    /// Read to tell the protocol, and not given on yet.
    ahead: Vec<u8>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Io<S> {
    pub(crate) fn new(inner: S) -> Self {
        Self { inner, ahead: Vec::new() }
    }

    pub(crate) fn into_inner(self) -> S {
        self.inner
    }

    /// Tells the protocol from the first bytes; `None` when none came.
    pub(crate) async fn tell_protocol(&mut self) -> io::Result<Option<Protocol>> {
        poll_fn(|cx| self.poll_protocol(cx)).await
    }

    fn poll_protocol(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Option<Protocol>>> {
        loop {
            let mut space = [0; 2048];
            let mut chunk = ReadBuf::new(&mut space);
            ready!(Pin::new(&mut self.inner).poll_read(cx, &mut chunk))?;
            if chunk.filled().is_empty() {
                // What is only a beginning is for the engine to judge.
                return Poll::Ready(Ok((!self.ahead.is_empty()).then_some(Protocol::Http1)));
            }
            self.ahead.extend_from_slice(chunk.filled());
            let compared = self.ahead.len().min(PREFACE.len());
            if self.ahead[..compared] != PREFACE[..compared] {
                return Poll::Ready(Ok(Some(Protocol::Http1)));
            }
            if compared == PREFACE.len() {
                return Poll::Ready(Ok(Some(Protocol::Http2)));
            }
        }
    }

    /// Says that nothing follows, and waits a little for the client to close.
    ///
    /// Closing while the client still sends would reset the connection, and the reset may overtake
    /// the answer.
    pub(crate) async fn close(mut self) {
        let _ = timeout(LINGER, async {
            self.inner.shutdown().await?;
            // Not a part of this future, which every connection has the room for.
            let mut space = vec![0; 4096];
            let mut left = LINGERED;
            loop {
                match self.inner.read(&mut space).await? {
                    0 => return io::Result::Ok(()),
                    length => match left.checked_sub(length) {
                        Some(rest) => left = rest,
                        None => return Ok(()),
                    },
                }
            }
        })
        .await;
    }

    fn take_ahead(&mut self, buf: &mut ReadBuf<'_>) {
        let length = self.ahead.len().min(buf.remaining());
        buf.put_slice(&self.ahead[..length]);
        if length == self.ahead.len() {
            self.ahead = Vec::new();
        } else {
            self.ahead.drain(..length);
        }
    }
}

impl<S> ErrorType for Io<S> {
    type Error = io::Error;
}

impl<S: AsyncRead + AsyncWrite + Unpin> Read for Io<S> {
    fn read(&mut self, buf: &mut [u8]) -> impl Future<Output = io::Result<usize>> {
        Reading { io: self, buf }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Write for Io<S> {
    async fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        WriteVectored::write_vectored(self, &[piece]).await
    }

    fn flush(&mut self) -> impl Future<Output = io::Result<()>> {
        Flushing { io: self }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> WriteVectored for Io<S> {
    fn is_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn write_vectored(&mut self, pieces: &[&[u8]]) -> impl Future<Output = io::Result<usize>> {
        Writing { io: self, pieces }
    }
}

struct Reading<'a, 'b, S> {
    io: &'a mut Io<S>,
    buf: &'b mut [u8],
}

impl<S: AsyncRead + AsyncWrite + Unpin> Future for Reading<'_, '_, S> {
    type Output = io::Result<usize>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        let mut buf = ReadBuf::new(this.buf);
        ready!(Pin::new(&mut *this.io).poll_read(cx, &mut buf))?;
        Poll::Ready(Ok(buf.filled().len()))
    }
}

struct Writing<'a, 'b, S> {
    io: &'a mut Io<S>,
    pieces: &'b [&'b [u8]],
}

impl<S: AsyncRead + AsyncWrite + Unpin> Future for Writing<'_, '_, S> {
    type Output = io::Result<usize>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        poll_write_pieces(Pin::new(&mut this.io.inner), cx, this.pieces)
    }
}

/// Writes the pieces together.
fn poll_write_pieces<S: AsyncWrite + Unpin>(
    io: Pin<&mut S>,
    cx: &mut Context<'_>,
    pieces: &[&[u8]],
) -> Poll<io::Result<usize>> {
    match pieces {
        [only] => io.poll_write(cx, only),
        _ => {
            let mut slices = [IoSlice::new(&[]); MOST_PIECES];
            let filled = slices.iter_mut().zip(pieces).map(|(slice, piece)| *slice = IoSlice::new(piece)).count();
            io.poll_write_vectored(cx, &slices[..filled])
        }
    }
}

struct Flushing<'a, S> {
    io: &'a mut Io<S>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Future for Flushing<'_, S> {
    type Output = io::Result<()>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.get_mut().io.inner).poll_flush(cx)
    }
}

impl<S: AsyncRead + Unpin + AsyncWrite> AsyncRead for Io<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.ahead.is_empty() {
            return Pin::new(&mut this.inner).poll_read(cx, buf);
        }
        this.take_ahead(buf);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Io<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().inner).poll_write(cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().inner).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[tokio::test]
    async fn pieces_leave_in_one_write() {
        let (ours, mut theirs) = tokio::net::UnixStream::pair().unwrap();
        let pieces = [b"5\r\n".as_slice(), b"hello", b"\r\n"].repeat(10);
        let mut io = Io::new(ours);
        assert!(io.is_vectored());
        assert_eq!(WriteVectored::write_vectored(&mut io, &pieces).await.unwrap(), 100);
        drop(io);
        let mut received = Vec::new();
        theirs.read_to_end(&mut received).await.unwrap();
        assert_eq!(received, pieces.concat());
    }
}
