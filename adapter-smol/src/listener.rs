//! Where connections come from: TCP, Unix sockets, TLS over either, several at once, and sockets
//! that a service manager opened.
//!
//! Accepting and opening are two steps, so that a slow TLS handshake never holds up the next client.

use std::future::{self, Future, Ready};
use std::io;
use std::net::{self, SocketAddr};
#[cfg(unix)]
use std::os::unix::net as unix;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_io::{AsyncRead, AsyncWrite};
use smol::Async;
#[cfg(unix)]
use smol::net::unix::{UnixListener, UnixStream};
use smol::net::{TcpListener, TcpStream};

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
/// use koa_smol::Listener;
/// use smol::net::{TcpListener, unix::UnixListener};
///
/// # fn main() -> std::io::Result<()> {
/// # smol::block_on(async {
/// let tcp = vec![TcpListener::bind("127.0.0.1:0").await?, TcpListener::bind("127.0.0.1:0").await?];
/// # let path = std::env::temp_dir().join(format!("koa-{}.sock", std::process::id()));
/// let unix = UnixListener::bind(&path)?;
/// let listener = tcp.and(unix);
/// # drop(listener);
/// # std::fs::remove_file(path)
/// # })
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
    /// use koa_smol::Listener;
    /// use smol::net::{TcpListener, TcpStream};
    /// use std::future::poll_fn;
    ///
    /// # fn main() -> std::io::Result<()> {
    /// # smol::block_on(async {
    /// let mut listener = TcpListener::bind("127.0.0.1:0").await?;
    /// let client = TcpStream::connect(listener.local_addr()?).await?;
    /// let handshake = poll_fn(|cx| Listener::poll_accept(&mut listener, cx)).await?;
    /// assert_eq!(handshake.await?.peer, Some(client.local_addr()?));
    /// # Ok(())
    /// # })
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
    /// use koa_smol::{Listener, Server, App, Shutdown};
    /// use smol::net::TcpListener;
    ///
    /// # fn main() -> std::io::Result<()> {
    /// # smol::block_on(async {
    /// let shutdown = Shutdown::new();
    /// shutdown.start(); // So that the example ends.
    /// let two = TcpListener::bind("127.0.0.1:0").await?.and(TcpListener::bind("127.0.0.1:0").await?);
    /// assert_eq!(Server::new(App::new()).shutdown(shutdown).serve(two).await?.accepted, 0);
    /// # Ok(())
    /// # })
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
/// use koa_smol::{Handshake, Transport};
///
/// fn is_handshake<Io>(_: &impl Handshake<Io>) {}
///
/// let opening = async { Ok(Transport::plain(smol::io::empty(), None)) };
/// is_handshake(&opening);
/// ```
pub trait Handshake<Io>: Future<Output = io::Result<Transport<Io>>> + Send + 'static {}

impl<Io, F: Future<Output = io::Result<Transport<Io>>> + Send + 'static> Handshake<Io> for F {}

/// An open connection.
///
/// ```
/// use koa_smol::Transport;
///
/// let decrypted = Transport { is_encrypted: true, ..Transport::plain(smol::io::empty(), None) };
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
    /// assert!(!koa_smol::Transport::plain(smol::io::empty(), None).is_encrypted);
    /// ```
    pub fn plain(io: Io, peer: Option<SocketAddr>) -> Self {
        Self { io, peer, is_encrypted: false }
    }
}

impl Listener for TcpListener {
    type Io = TcpStream;
    type Handshake = Ready<io::Result<Transport<TcpStream>>>;

    fn poll_accept(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Self::Handshake>> {
        // Another name of the same socket, for it does not lend what it is made of.
        let socket: Arc<Async<net::TcpListener>> = self.clone().into();
        poll_tcp(&socket, cx)
    }
}

impl Listener for Async<net::TcpListener> {
    type Io = TcpStream;
    type Handshake = Ready<io::Result<Transport<TcpStream>>>;

    fn poll_accept(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Self::Handshake>> {
        poll_tcp(self, cx)
    }
}

fn poll_tcp(
    socket: &Async<net::TcpListener>,
    cx: &mut Context<'_>,
) -> Poll<io::Result<Ready<io::Result<Transport<TcpStream>>>>> {
    let (stream, peer) = ready!(poll_socket(socket, cx, net::TcpListener::accept))?;
    // Answers go out when they are ready; without it, it only costs latency.
    let _ = stream.set_nodelay(true);
    let stream = Async::new(stream)?.into();
    Poll::Ready(Ok(future::ready(Ok(Transport::plain(stream, Some(peer))))))
}

#[cfg(unix)]
impl Listener for UnixListener {
    type Io = UnixStream;
    type Handshake = Ready<io::Result<Transport<UnixStream>>>;

    fn poll_accept(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Self::Handshake>> {
        let socket: Arc<Async<unix::UnixListener>> = self.clone().into();
        poll_unix(&socket, cx)
    }
}

#[cfg(unix)]
impl Listener for Async<unix::UnixListener> {
    type Io = UnixStream;
    type Handshake = Ready<io::Result<Transport<UnixStream>>>;

    fn poll_accept(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Self::Handshake>> {
        poll_unix(self, cx)
    }
}

#[cfg(unix)]
fn poll_unix(
    socket: &Async<unix::UnixListener>,
    cx: &mut Context<'_>,
) -> Poll<io::Result<Ready<io::Result<Transport<UnixStream>>>>> {
    let (stream, _) = ready!(poll_socket(socket, cx, unix::UnixListener::accept))?;
    let stream = Async::new(stream)?.into();
    Poll::Ready(Ok(future::ready(Ok(Transport::plain(stream, None)))))
}

/// Tries `accept` until there is something or one has to wait.
fn poll_socket<S, T>(
    socket: &Async<S>,
    cx: &mut Context<'_>,
    accept: impl Fn(&S) -> io::Result<T>,
) -> Poll<io::Result<T>> {
    loop {
        match accept(socket.get_ref()) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => ready!(socket.poll_readable(cx))?,
            accepted => return Poll::Ready(accepted),
        }
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
