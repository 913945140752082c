//! Two listeners as one, and so any number of them.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::{Listener, Transport};

/// Two listeners; made by [`Listener::and`].
#[derive(Debug)]
pub struct Both<A, B> {
    first: A,
    second: B,
    is_second_next: bool,
}

impl<A, B> Both<A, B> {
    pub(super) fn new(first: A, second: B) -> Self {
        Self { first, second, is_second_next: false }
    }
}

impl<A: Listener, B: Listener> Both<A, B> {
    fn poll_first(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<EitherHandshake<A::Handshake, B::Handshake>>> {
        self.first.poll_accept(cx).map_ok(|handshake| EitherHandshake::First { handshake })
    }

    fn poll_second(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<EitherHandshake<A::Handshake, B::Handshake>>> {
        self.second.poll_accept(cx).map_ok(|handshake| EitherHandshake::Second { handshake })
    }
}

impl<A: Listener, B: Listener> Listener for Both<A, B> {
    type Io = Either<A::Io, B::Io>;
    type Handshake = EitherHandshake<A::Handshake, B::Handshake>;

    fn poll_accept(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Self::Handshake>> {
        self.is_second_next = !self.is_second_next;
        if self.is_second_next {
            if let ready @ Poll::Ready(_) = self.poll_first(cx) {
                return ready;
            }
            return self.poll_second(cx);
        }
        if let ready @ Poll::Ready(_) = self.poll_second(cx) {
            return ready;
        }
        self.poll_first(cx)
    }
}

pin_project! {
    /// The handshake of either.
    #[project = EitherHandshakeProjection]
    #[allow(missing_docs)]
    pub enum EitherHandshake<A, B> {
        First { #[pin] handshake: A },
        Second { #[pin] handshake: B },
    }
}

impl<A, B, AIo, BIo> Future for EitherHandshake<A, B>
where
    A: Future<Output = io::Result<Transport<AIo>>>,
    B: Future<Output = io::Result<Transport<BIo>>>,
{
    type Output = io::Result<Transport<Either<AIo, BIo>>>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project() {
            EitherHandshakeProjection::First { handshake } => handshake.poll(cx).map_ok(|open| open.map(Either::First)),
            EitherHandshakeProjection::Second { handshake } => {
                handshake.poll(cx).map_ok(|open| open.map(Either::Second))
            }
        }
    }
}

impl<Io> Transport<Io> {
    fn map<T>(self, wrap: impl FnOnce(Io) -> T) -> Transport<T> {
        Transport { io: wrap(self.io), peer: self.peer, is_encrypted: self.is_encrypted }
    }
}

/// A connection of either of two listeners.
#[derive(Debug)]
pub enum Either<A, B> {
    /// Of the first.
    First(A),
    /// Of the second.
    Second(B),
}

impl<A: AsyncRead + Unpin, B: AsyncRead + Unpin> AsyncRead for Either<A, B> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::First(io) => Pin::new(io).poll_read(cx, buf),
            Self::Second(io) => Pin::new(io).poll_read(cx, buf),
        }
    }
}

impl<A: AsyncWrite + Unpin, B: AsyncWrite + Unpin> AsyncWrite for Either<A, B> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::First(io) => Pin::new(io).poll_write(cx, buf),
            Self::Second(io) => Pin::new(io).poll_write(cx, buf),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::First(io) => Pin::new(io).poll_flush(cx),
            Self::Second(io) => Pin::new(io).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::First(io) => Pin::new(io).poll_shutdown(cx),
            Self::Second(io) => Pin::new(io).poll_shutdown(cx),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::First(io) => Pin::new(io).poll_write_vectored(cx, bufs),
            Self::Second(io) => Pin::new(io).poll_write_vectored(cx, bufs),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match self {
            Self::First(io) => io.is_write_vectored(),
            Self::Second(io) => io.is_write_vectored(),
        }
    }
}
