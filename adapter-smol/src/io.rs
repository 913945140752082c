//! A socket as the engine sees it: the IO traits of the engine over those of smol.
//!
//! The futures are written out, so that a connection's future is known to be `Send` wherever its
//! socket is.

use std::future::{Future, poll_fn};
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use embedded_io_async::{ErrorType, Read, Write};
use futures_io::{AsyncRead, AsyncWrite};
use koa_http1::WriteVectored;
use smol::future::or;

use crate::timer::sleep;

/// After so many reads and writes that never had to wait, the other tasks of the thread have a turn.
const TURN: u8 = 16;

/// How long, and for how many bytes, a closed connection is listened to, so that the last answer is
/// not lost to a reset.
const LINGER: Duration = Duration::from_secs(1);
const LINGERED: usize = 16 << 20;

/// The pieces that are written at once, at the most.
const MOST_PIECES: usize = 64;

pub(crate) struct Io<S> {
    inner: S,
    turn: u8,
    is_vectored: bool,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Io<S> {
    /// Its writes of several pieces are worth it when `is_vectored`.
    pub(crate) fn new(inner: S, is_vectored: bool) -> Self {
        Self { inner, turn: 0, is_vectored }
    }

    pub(crate) fn into_inner(self) -> S {
        self.inner
    }

    /// Says that nothing follows, and waits a little for the client to close.
    ///
    /// Closing while the client still sends would reset the connection, and the reset may overtake
    /// the answer.
    pub(crate) async fn close(mut self) {
        let farewell = async {
            // Whatever fails here, nobody is left to be told.
            if poll_fn(|cx| Pin::new(&mut self.inner).poll_close(cx)).await.is_ok() {
                self.read_away().await;
            }
        };
        or(farewell, sleep(LINGER)).await;
    }

    async fn read_away(&mut self) {
        // Not a part of this future, which every connection has the room for.
        let mut space = vec![0; 4096];
        let mut left = LINGERED;
        while let Ok(length @ 1..) = self.read(&mut space).await
            && left > 0
        {
            left = left.saturating_sub(length);
        }
    }

    /// Polls the socket, unless it is somebody else's turn.
    fn poll_in_turn<T>(
        &mut self,
        cx: &mut Context<'_>,
        poll: impl FnOnce(Pin<&mut S>, &mut Context<'_>) -> Poll<T>,
    ) -> Poll<T> {
        if self.turn == TURN {
            self.turn = 0;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        let polled = poll(Pin::new(&mut self.inner), cx);
        self.turn += u8::from(polled.is_ready());
        polled
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
        self.write_vectored(&[piece]).await
    }

    fn flush(&mut self) -> impl Future<Output = io::Result<()>> {
        Flushing { io: self }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> WriteVectored for Io<S> {
    fn is_vectored(&self) -> bool {
        self.is_vectored
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
        this.io.poll_in_turn(cx, |io, cx| io.poll_read(cx, this.buf))
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
        this.io.poll_in_turn(cx, |io, cx| poll_write_pieces(io, cx, this.pieces))
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

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.io.inner).poll_flush(cx)
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use smol::io::{AsyncReadExt as _, Cursor, repeat};

    use super::*;

    #[test]
    fn a_socket_that_never_waits_lets_others_have_their_turn() {
        let mut io = Io::new(Both(repeat(b'x')), false);
        let reads = async {
            for _ in 0..10_000 {
                io.read(&mut [0; 8]).await.unwrap();
            }
        };
        let mut reads = pin!(reads);
        let mut polls = 0;
        smol::block_on(poll_fn(|cx| {
            polls += 1;
            reads.as_mut().poll(cx)
        }));
        assert_eq!(polls, 10_000_u32.div_ceil(TURN.into()));
    }

    #[test]
    fn a_farewell_to_a_client_that_never_ends_has_an_end() {
        smol::block_on(Io::new(Both(repeat(b'x')), false).close());
    }

    #[test]
    fn reading_and_writing_are_the_socket_s() {
        let mut io = Io::new(Cursor::new(vec![b'a'; 4]), true);
        smol::block_on(async {
            assert_eq!(io.write(b"bc").await.unwrap(), 2);
            io.flush().await.unwrap();
            let mut buf = [0; 8];
            assert_eq!(io.read(&mut buf).await.unwrap(), 2);
        });
        assert_eq!(io.into_inner().into_inner(), b"bcaa");
    }

    #[test]
    fn pieces_leave_in_one_write() {
        let pieces = [b"5\r\n".as_slice(), b"hello", b"\r\n"].repeat(10);
        smol::block_on(async {
            let listener = smol::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let mut theirs = smol::net::TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
            let (ours, _) = listener.accept().await.unwrap();
            assert_eq!(Io::new(ours, true).write_vectored(&pieces).await.unwrap(), 100);
            let mut received = Vec::new();
            theirs.read_to_end(&mut received).await.unwrap();
            assert_eq!(received, pieces.concat());
        });
    }

    /// Reads from one, and writes to nowhere.
    struct Both<R>(R);

    impl<R: AsyncRead + Unpin> AsyncRead for Both<R> {
        fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut [u8]) -> Poll<io::Result<usize>> {
            Pin::new(&mut self.0).poll_read(cx, buf)
        }
    }

    impl<R: Unpin> AsyncWrite for Both<R> {
        fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
            Poll::Ready(Ok(buf.len()))
        }

        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }
}
