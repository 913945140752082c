//! Leaving HTTP: the bytes of a connection, after an answer that switches the protocol (RFC 9110
//! §7.8).

use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context as TaskContext, Poll};

use bytes::{Buf as _, Bytes};
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::oneshot;

use crate::Context;
use crate::connection::Pass;

/// The way out of HTTP that a request offers, in `ctx.state`.
///
/// A middleware takes it, answers 101 with the headers of the new protocol, and gives it to a task,
/// which gets the connection when the answer has been sent.
///
/// # Examples
///
/// ```
/// use koa_tokio::{App, ResultExt, StatusCode, Upgrade};
/// use tokio::io::AsyncWriteExt;
///
/// let app = App::new().with(async |ctx, _| {
///     let upgrade = ctx.state.remove::<Upgrade>().or_throw(426, "speak greeting")?;
///     ctx.set_status(StatusCode::SWITCHING_PROTOCOLS);
///     ctx.set_header("connection", "upgrade").set_header("upgrade", "greeting");
///     tokio::spawn(async move {
///         let mut connection = upgrade.accept().await?;
///         connection.write_all(b"hello").await
///     });
///     Ok(())
/// });
/// # assert_eq!(koa_tokio::test::get("/").send(&app).status(), 426);
/// ```
#[derive(Debug)]
pub struct Upgrade(Source);

/// Who answers the request, and so has the connection.
#[derive(Debug)]
enum Source {
    /// A connection of ours.
    Engine(oneshot::Receiver<Upgraded>),
    /// hyper, behind a server of others.
    Hyper(OnUpgrade),
}

impl Upgrade {
    pub(crate) fn from_hyper(upgrade: OnUpgrade) -> Self {
        Self(Source::Hyper(upgrade))
    }

    /// What hyper gave, to give it on.
    pub(crate) fn into_hyper(self) -> Option<OnUpgrade> {
        match self.0 {
            Source::Engine(_) => None,
            Source::Hyper(upgrade) => Some(upgrade),
        }
    }

    /// Waits for the answer to be sent, and gives the connection.
    ///
    /// ```
    /// async fn greet(upgrade: koa_tokio::Upgrade) -> std::io::Result<()> {
    ///     use tokio::io::AsyncWriteExt;
    ///
    ///     upgrade.accept().await?.write_all(b"hello").await
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// When the answer was not one that switches the protocol, or the connection broke. It is known
    /// at the latest when the connection has its next request or ends.
    ///
    /// # Cancel safety
    ///
    /// None: dropping the future drops the connection.
    pub async fn accept(self) -> io::Result<Upgraded> {
        match self.0 {
            Source::Engine(receiver) => {
                let refused = "the answer did not switch the protocol, or was not sent";
                receiver.await.map_err(|_| io::Error::new(io::ErrorKind::NotConnected, refused))
            }
            Source::Hyper(upgrade) => {
                let upgraded = upgrade.await.map_err(io::Error::other)?;
                Ok(Upgraded { ahead: Bytes::new(), io: Box::new(TokioIo::new(upgraded)), _pass: None })
            }
        }
    }
}

/// The other end of an [`Upgrade`]: where the connection comes from.
pub(crate) struct Offer(oneshot::Sender<Upgraded>);

impl Offer {
    /// Puts an [`Upgrade`] into the state of a request.
    pub(crate) fn make(ctx: &mut Context) -> Self {
        let (sender, receiver) = oneshot::channel();
        ctx.state.insert(Upgrade(Source::Engine(receiver)));
        Self(sender)
    }

    /// Gives the connection; nobody may want it any more.
    pub(crate) fn fulfil(self, upgraded: Upgraded) {
        let _ = self.0.send(upgraded);
    }
}

/// A connection that has left HTTP: bytes to read and to write, with tokio's traits.
///
/// ```
/// fn is_a_stream_of_bytes<T: tokio::io::AsyncRead + tokio::io::AsyncWrite + Send + Unpin>() {}
///
/// is_a_stream_of_bytes::<koa_tokio::Upgraded>();
/// ```
pub struct Upgraded {
    /// What came with the request already.
    ahead: Bytes,
    io: Box<dyn Duplex>,
    /// The server counts it among its connections until it is dropped.
    _pass: Option<Pass>,
}

trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Duplex for S {}

impl Upgraded {
    pub(crate) fn new(io: impl AsyncRead + AsyncWrite + Send + Unpin + 'static, ahead: Bytes, pass: Pass) -> Self {
        Self { ahead, io: Box::new(io), _pass: Some(pass) }
    }
}

impl AsyncRead for Upgraded {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut TaskContext<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.ahead.is_empty() {
            return Pin::new(&mut self.io).poll_read(cx, buf);
        }
        let length = self.ahead.len().min(buf.remaining());
        buf.put_slice(&self.ahead[..length]);
        self.ahead.advance(length);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Upgraded {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut TaskContext<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}

impl fmt::Debug for Upgraded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upgraded").field("ahead", &self.ahead.len()).finish_non_exhaustive()
    }
}
