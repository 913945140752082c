//! Leaving HTTP: the bytes of a connection, after an answer that switches the protocol (RFC 9110
//! §7.8).

use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context as TaskContext, Poll};

use bytes::{Buf as _, Bytes};
use futures_io::{AsyncRead, AsyncWrite};
use smol::channel::{Receiver, Sender, bounded};

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
/// use koa_smol::{App, ResultExt, StatusCode, Upgrade};
/// use smol::io::AsyncWriteExt;
///
/// let app = App::new().with(async |ctx, _| {
///     let upgrade = ctx.state.remove::<Upgrade>().or_throw(426, "speak greeting")?;
///     ctx.set_status(StatusCode::SWITCHING_PROTOCOLS);
///     ctx.set_header("connection", "upgrade").set_header("upgrade", "greeting");
///     let greeting = smol::spawn(async move {
///         let mut connection = upgrade.accept().await?;
///         connection.write_all(b"hello").await
///     });
///     greeting.detach();
///     Ok(())
/// });
/// # assert_eq!(koa_smol::test::get("/").send(&app).status(), 426);
/// ```
#[derive(Debug)]
pub struct Upgrade(Receiver<Upgraded>);

impl Upgrade {
    /// Waits for the answer to be sent, and gives the connection.
    ///
    /// ```
    /// async fn greet(upgrade: koa_smol::Upgrade) -> std::io::Result<()> {
    ///     use smol::io::AsyncWriteExt;
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
        let refused = "the answer did not switch the protocol, or was not sent";
        self.0.recv().await.map_err(|_| io::Error::new(io::ErrorKind::NotConnected, refused))
    }
}

/// The server's end of an [`Upgrade`]; dropped, it refuses.
pub(crate) struct Offer(Sender<Upgraded>);

impl Offer {
    /// Makes an offer to whoever sees the context.
    pub(crate) fn make(ctx: &mut Context) -> Self {
        let (sender, receiver) = bounded(1);
        ctx.state.insert(Upgrade(receiver));
        Self(sender)
    }

    /// Gives the connection away; where nobody waits for it, it ends.
    pub(crate) fn fulfil(self, upgraded: Upgraded) {
        let _ = self.0.try_send(upgraded);
    }
}

/// A connection that has left HTTP: bytes to read and to write, with the traits of `futures-io`.
///
/// ```
/// use smol::io::{AsyncReadExt, AsyncWriteExt};
///
/// /// Sends back what it gets.
/// async fn echo(mut connection: koa_smol::Upgraded) -> std::io::Result<()> {
///     let mut buffer = [0; 1024];
///     loop {
///         let length = connection.read(&mut buffer).await?;
///         if length == 0 {
///             return connection.close().await;
///         }
///         connection.write_all(&buffer[..length]).await?;
///         connection.flush().await?;
///     }
/// }
/// ```
pub struct Upgraded {
    /// Read with the request.
    ahead: Bytes,
    io: Box<dyn Duplex>,
    _pass: Pass,
}

trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Duplex for S {}

impl Upgraded {
    pub(crate) fn new(io: impl AsyncRead + AsyncWrite + Send + Unpin + 'static, ahead: Bytes, pass: Pass) -> Self {
        Self { ahead, io: Box::new(io), _pass: pass }
    }
}

impl AsyncRead for Upgraded {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut TaskContext<'_>, buf: &mut [u8]) -> Poll<io::Result<usize>> {
        if self.ahead.is_empty() {
            return Pin::new(&mut self.io).poll_read(cx, buf);
        }
        let length = self.ahead.len().min(buf.len());
        self.ahead.copy_to_slice(&mut buf[..length]);
        Poll::Ready(Ok(length))
    }
}

impl AsyncWrite for Upgraded {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut TaskContext<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_close(cx)
    }
}

impl fmt::Debug for Upgraded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upgraded").field("ahead", &self.ahead.len()).finish_non_exhaustive()
    }
}
