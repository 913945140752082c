//! Two listeners as one, and so any number of them.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_io::{AsyncRead, AsyncWrite};
use pin_project_lite::pin_project;

use super::{Listener, Transport};

/// Two listeners; made by [`Listener::and`].
///
/// ```
/// use koa_smol::{Both, Listener};
/// use smol::net::TcpListener;
///
/// # fn main() -> std::io::Result<()> {
/// # smol::block_on(async {
/// let bound = TcpListener::bind("127.0.0.1:0").await?;
/// let two: Both<TcpListener, Vec<TcpListener>> = bound.and(Vec::new());
/// assert!(format!("{two:?}").starts_with("Both"));
/// # Ok(())
/// # })
/// # }
/// ```
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
        self.first.poll_accept(cx).map_ok(EitherHandshake::first)
    }

    fn poll_second(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<EitherHandshake<A::Handshake, B::Handshake>>> {
        self.second.poll_accept(cx).map_ok(EitherHandshake::second)
    }
}

impl<A: Listener, B: Listener> Listener for Both<A, B> {
    type Io = Either<A::Io, B::Io>;
    type Handshake = EitherHandshake<A::Handshake, B::Handshake>;

    fn poll_accept(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Self::Handshake>> {
        // In turn, so that a busy one does not starve the other.
        self.is_second_next = !self.is_second_next;
        let accepted = if self.is_second_next { self.poll_first(cx) } else { self.poll_second(cx) };
        match accepted {
            Poll::Pending if self.is_second_next => self.poll_second(cx),
            Poll::Pending => self.poll_first(cx),
            accepted => accepted,
        }
    }
}

pin_project! {
    /// The handshake of either of two listeners.
    #[derive(Debug)]
    pub struct EitherHandshake<A, B> {
        #[pin]
        kind: Kind<A, B>,
    }
}

pin_project! {
    #[project = KindProjection]
    #[derive(Debug)]
    enum Kind<A, B> {
        First { #[pin] handshake: A },
        Second { #[pin] handshake: B },
    }
}

impl<A, B> EitherHandshake<A, B> {
    pub(super) fn first(handshake: A) -> Self {
        Self { kind: Kind::First { handshake } }
    }

    pub(super) fn second(handshake: B) -> Self {
        Self { kind: Kind::Second { handshake } }
    }
}

impl<A, B, AIo, BIo> Future for EitherHandshake<A, B>
where
    A: Future<Output = io::Result<Transport<AIo>>>,
    B: Future<Output = io::Result<Transport<BIo>>>,
{
    type Output = io::Result<Transport<Either<AIo, BIo>>>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project().kind.project() {
            KindProjection::First { handshake } => handshake.poll(cx).map_ok(|open| open.map(Either::First)),
            KindProjection::Second { handshake } => handshake.poll(cx).map_ok(|open| open.map(Either::Second)),
        }
    }
}

impl<Io> Transport<Io> {
    fn map<T>(self, wrap: impl FnOnce(Io) -> T) -> Transport<T> {
        Transport { io: wrap(self.io), peer: self.peer, is_encrypted: self.is_encrypted }
    }
}

/// A connection of either of two listeners.
///
/// ```
/// use koa_smol::Either;
/// use smol::io::AsyncReadExt as _;
///
/// # fn main() -> std::io::Result<()> {
/// # smol::block_on(async {
/// let mut connection: Either<&[u8], &[u8]> = Either::First(b"GET");
/// let mut text = String::new();
/// connection.read_to_string(&mut text).await?;
/// assert_eq!(text, "GET");
/// # Ok(())
/// # })
/// # }
/// ```
#[derive(Debug)]
pub enum Either<A, B> {
    /// Of the first.
    First(A),
    /// Of the second.
    Second(B),
}

impl<A: AsyncRead + Unpin, B: AsyncRead + Unpin> AsyncRead for Either<A, B> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut [u8]) -> Poll<io::Result<usize>> {
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

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::First(io) => Pin::new(io).poll_flush(cx),
            Self::Second(io) => Pin::new(io).poll_flush(cx),
        }
    }

    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::First(io) => Pin::new(io).poll_close(cx),
            Self::Second(io) => Pin::new(io).poll_close(cx),
        }
    }
}
