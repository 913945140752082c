//! Where connections come from, in three steps: a listener, a token for who has come, a connection.
//!
//! A server brings the socket that serves a connection with its memory; how many there are is the
//! application's choice. In embassy-net 0.9 each socket listens for itself, and is the token's; a network
//! that queues connections gives tokens before a socket is chosen. Both fit behind this trait.

use core::fmt;
use core::future::Future;
use core::task::Context;
use core::time::Duration;

use embedded_io_async::{Read, Write};
use koa_http1::Peer;

/// Where connections come from. Several workers accept from one, each with a socket of its own.
///
/// [`TcpListener`](crate::TcpListener) is one; another encrypts, or counts.
///
/// # Examples
///
/// A listener that lets in who comes from the network of the house, and nobody else:
///
/// ```
/// use embassy_net::tcp::TcpSocket;
/// use koa_embassy::{Connection, Listener, TcpConnection, TcpListener};
/// use std::task::Context;
///
/// struct House<'d>(TcpListener<'d>);
///
/// impl<'d> Listener for House<'d> {
///     type Socket = TcpSocket<'d>;
///     type Token = <TcpListener<'d> as Listener>::Token;
///     type Connection<'s> = TcpConnection<'s, 'd> where Self: 's;
///
///     async fn accept(&self, socket: &mut Self::Socket) -> Self::Token {
///         self.0.accept(socket).await
///     }
///
///     async fn open<'s>(&'s self, token: Self::Token, socket: &'s mut Self::Socket) -> Option<Self::Connection<'s>> {
///         let mut connection = self.0.open(token, socket).await?;
///         match connection.peer().address?.ip() {
///             std::net::IpAddr::V4(ip) if ip.is_private() => Some(connection),
///             _ => {
///                 connection.abort().await;
///                 None
///             }
///         }
///     }
///
///     fn poll_crowded(&self, cx: &mut Context<'_>) -> bool {
///         self.0.poll_crowded(cx)
///     }
/// }
/// ```
pub trait Listener {
    /// What a worker brings: a socket, with its memory.
    type Socket;
    /// Who has come.
    type Token;
    /// An open connection; it holds the socket.
    type Connection<'s>: Connection
    where
        Self: 's;

    /// Waits for who comes next. Dropping the future loses no connection that was shown to a client as
    /// open, unless the socket is dropped too.
    fn accept(&self, socket: &mut Self::Socket) -> impl Future<Output = Self::Token>;

    /// Opens the connection; `None` when it is none any more.
    fn open<'s>(
        &'s self,
        token: Self::Token,
        socket: &'s mut Self::Socket,
    ) -> impl Future<Output = Option<Self::Connection<'s>>>;

    /// Whether more clients wait than there are sockets for; sees to it that the task is woken when that
    /// becomes so. Then answers say that the connection closes, and idle connections do.
    fn poll_crowded(&self, cx: &mut Context<'_>) -> bool {
        let _ = cx;
        false
    }
}

/// An open connection.
///
/// Reads and writes must be cancel safe: a future of theirs that is dropped before it was ready has read
/// or written nothing. A read of no bytes means that the client has closed its side. A flush need not wait
/// for anything.
///
/// ```
/// use koa_embassy::Connection;
///
/// /// Says goodbye in a protocol of its own.
/// async fn leave(mut connection: impl Connection) {
///     if connection.write_all(b"bye\n").await.is_ok() {
///         connection.close(core::time::Duration::from_secs(1)).await;
///     }
/// }
/// ```
pub trait Connection: Read + Write {
    /// Who is at the other end.
    fn peer(&self) -> Peer;

    /// Ends it in order: what was written arrives, and the client closes its side, unless that takes
    /// longer than `patience`. Leaves the socket ready for the next connection.
    fn close(&mut self, patience: Duration) -> impl Future<Output = ()>;

    /// Ends one that nothing is owed to, as an idle one: in order, but it need not wait for the client.
    fn release(&mut self, patience: Duration) -> impl Future<Output = ()> {
        self.close(patience)
    }

    /// Ends it so that the client knows that it was not whole. Leaves the socket ready, too.
    fn abort(&mut self) -> impl Future<Output = ()>;
}

/// Somebody has come to a [`TcpListener`](crate::TcpListener).
///
/// ```
/// use koa_embassy::{Listener, TcpListener, Token};
///
/// fn is_of(_: Option<<TcpListener<'static> as Listener>::Token>) -> Option<Token> {
///     None
/// }
/// assert!(is_of(None).is_none());
/// ```
pub struct Token {
    pub(crate) _private: (),
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}
