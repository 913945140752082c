//! Leaving HTTP: the bytes of a connection, after an answer that switches the protocol (RFC 9110
//! §7.8).

use std::io;

use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;

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
pub struct Upgrade(OnUpgrade);

/// A connection that has left HTTP: bytes to read and to write, with tokio's traits.
pub type Upgraded = TokioIo<hyper::upgrade::Upgraded>;

impl Upgrade {
    pub(crate) fn new(upgrade: OnUpgrade) -> Self {
        Self(upgrade)
    }

    pub(crate) fn into_inner(self) -> OnUpgrade {
        self.0
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
    /// When the answer was not one that switches the protocol, or the connection broke.
    ///
    /// # Cancel safety
    ///
    /// None: dropping the future drops the connection.
    pub async fn accept(self) -> io::Result<Upgraded> {
        self.0.await.map(TokioIo::new).map_err(io::Error::other)
    }
}
