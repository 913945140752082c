//! Where connections come from: TCP, Unix sockets, TLS over either, several at once, and sockets
//! that a service manager opened.
//!
//! Accepting and opening are two steps, so that a slow TLS handshake never holds up the next client.

use std::future::{Future, Ready, ready};
use std::io;
use std::net::SocketAddr;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
#[cfg(unix)]
use tokio::net::{UnixListener, UnixStream};

mod both;
mod inherited;

pub use both::{Both, Either, EitherHandshake};
pub use inherited::{Inherited, inherited};

/// A source of connections.
///
/// # Examples
///
/// Plain HTTP on two addresses and on a Unix socket, one application:
///
/// ```
/// use koa_tokio::Listener;
/// use tokio::net::{TcpListener, UnixListener};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let tcp = vec![TcpListener::bind("127.0.0.1:0").await?, TcpListener::bind("127.0.0.1:0").await?];
/// # let path = std::env::temp_dir().join(format!("koa-{}.sock", std::process::id()));
/// let unix = UnixListener::bind(&path)?;
/// let listener = tcp.and(unix);
/// # drop(listener);
/// # std::fs::remove_file(path)
/// # }
/// ```
pub trait Listener: Send + 'static {
    /// The bytes of a connection.
    type Io: AsyncRead + AsyncWrite + Send + Unpin + 'static;
    /// What opens an accepted connection; it runs in the task of that connection.
    type Handshake: Handshake<Self::Io>;

    /// Polls for the next connection.
    ///
    /// ```
    /// use koa_tokio::Listener;
    /// use std::{future::poll_fn, net::SocketAddr};
    /// use tokio::net::{TcpListener, TcpStream};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// let mut listener = TcpListener::bind("127.0.0.1:0").await?;
    /// let client = TcpStream::connect(listener.local_addr()?).await?;
    /// let handshake = poll_fn(|cx| Listener::poll_accept(&mut listener, cx)).await?;
    /// assert_eq!(handshake.await?.peer, Some(client.local_addr()?));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the system cannot give one. The server goes on, after a pause when descriptors or
    /// memory have run out; [`io::ErrorKind::InvalidInput`], which is what a listener gives that is
    /// none any more, ends it.
    fn poll_accept(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Self::Handshake>>;

    /// This listener and another as one.
    ///
    /// ```
    /// use koa_tokio::{Listener, Server, App, Shutdown};
    /// use tokio::net::TcpListener;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// let shutdown = Shutdown::new();
    /// shutdown.start(); // So that the example ends.
    /// let two = TcpListener::bind("127.0.0.1:0").await?.and(TcpListener::bind("127.0.0.1:0").await?);
    /// assert_eq!(Server::new(App::new()).shutdown(shutdown).serve(two).await?.accepted, 0);
    /// # Ok(())
    /// # }
    /// ```
    fn and<L: Listener>(self, other: L) -> Both<Self, L>
    where
        Self: Sized,
    {
        Both::new(self, other)
    }
}

/// The future that opens an accepted connection; every future of that type is one.
///
/// ```
/// use koa_tokio::{Handshake, Transport};
///
/// fn is_handshake<Io>(_: &impl Handshake<Io>) {}
///
/// let opening = async { Ok(Transport::plain(tokio::io::empty(), None)) };
/// is_handshake(&opening);
/// ```
pub trait Handshake<Io>: Future<Output = io::Result<Transport<Io>>> + Send + 'static {}

impl<Io, F: Future<Output = io::Result<Transport<Io>>> + Send + 'static> Handshake<Io> for F {}

/// An open connection.
///
/// ```
/// use koa_tokio::Transport;
///
/// let decrypted = Transport { is_encrypted: true, ..Transport::plain(tokio::io::empty(), None) };
/// assert!(decrypted.is_encrypted);
/// ```
#[derive(Debug)]
pub struct Transport<Io> {
    /// The bytes.
    pub io: Io,
    /// The address of the other end; none over a Unix socket.
    pub peer: Option<SocketAddr>,
    /// Whether the connection is encrypted, so that the protocol is https.
    pub is_encrypted: bool,
}

impl<Io> Transport<Io> {
    /// A connection that is not encrypted.
    ///
    /// ```
    /// assert!(!koa_tokio::Transport::plain(tokio::io::empty(), None).is_encrypted);
    /// ```
    pub fn plain(io: Io, peer: Option<SocketAddr>) -> Self {
        Self { io, peer, is_encrypted: false }
    }
}

impl Listener for TcpListener {
    type Io = TcpStream;
    type Handshake = Ready<io::Result<Transport<TcpStream>>>;

    fn poll_accept(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Self::Handshake>> {
        TcpListener::poll_accept(self, cx).map_ok(|(stream, peer)| {
            // Answers go out when they are ready; without it, it only costs latency.
            let _ = stream.set_nodelay(true);
            ready(Ok(Transport::plain(stream, Some(peer))))
        })
    }
}

#[cfg(unix)]
impl Listener for UnixListener {
    type Io = UnixStream;
    type Handshake = Ready<io::Result<Transport<UnixStream>>>;

    fn poll_accept(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Self::Handshake>> {
        UnixListener::poll_accept(self, cx).map_ok(|(stream, _)| ready(Ok(Transport::plain(stream, None))))
    }
}

/// Several of a kind, in turn; none at all is an error.
impl<L: Listener> Listener for Vec<L> {
    type Io = L::Io;
    type Handshake = L::Handshake;

    fn poll_accept(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Self::Handshake>> {
        if self.is_empty() {
            let message = "there is no listener to accept connections from";
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidInput, message)));
        }
        for index in 0..self.len() {
            if let Poll::Ready(accepted) = self[index].poll_accept(cx) {
                // The busy one goes to the end of the line.
                self[index..].rotate_left(1);
                return Poll::Ready(accepted);
            }
        }
        Poll::Pending
    }
}
