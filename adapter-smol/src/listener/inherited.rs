//! Sockets that a service manager opened and passed on (systemd's `LISTEN_FDS`).
//!
//! The manager keeps the port while the program restarts, so that no client is turned away.

use std::io;
use std::task::{Context, Poll};

use smol::net::TcpListener;
#[cfg(unix)]
use smol::net::unix::UnixListener;

use super::Listener;
#[cfg(unix)]
use super::both::{Either, EitherHandshake};

/// A socket that was passed on.
///
/// ```
/// use koa_smol::Inherited;
///
/// # fn main() -> std::io::Result<()> {
/// # smol::block_on(async {
/// let socket = Inherited::Tcp(smol::net::TcpListener::bind("127.0.0.1:0").await?);
/// assert!(matches!(socket, Inherited::Tcp(socket) if socket.local_addr()?.port() > 0));
/// # Ok(())
/// # })
/// # }
/// ```
#[derive(Debug)]
pub enum Inherited {
    /// A TCP socket.
    Tcp(TcpListener),
    /// A Unix socket.
    #[cfg(unix)]
    Unix(UnixListener),
}

/// Takes over the listening sockets that the environment names: `LISTEN_FDS` of them from
/// descriptor 3 on, if `LISTEN_PID` is this process. None when it names none.
///
/// # Errors
///
/// When a descriptor is not a listening TCP or Unix socket.
///
/// # Examples
///
/// ```no_run
/// use koa_smol::{App, inherited, listen, serve};
///
/// # async fn example() -> std::io::Result<()> {
/// let sockets = inherited()?;
/// if sockets.is_empty() {
///     listen(App::new(), "127.0.0.1:3000").await?;
/// } else {
///     serve(sockets, App::new()).await?;
/// }
/// # Ok(())
/// # }
/// ```
pub fn inherited() -> io::Result<Vec<Inherited>> {
    let mut descriptors = listenfd::ListenFd::from_env();
    (0..descriptors.len()).map(|index| take(&mut descriptors, index)).collect()
}

fn take(descriptors: &mut listenfd::ListenFd, index: usize) -> io::Result<Inherited> {
    if let Ok(Some(socket)) = descriptors.take_tcp_listener(index) {
        return Ok(Inherited::Tcp(socket.try_into()?));
    }
    #[cfg(unix)]
    if let Ok(Some(socket)) = descriptors.take_unix_listener(index) {
        return Ok(Inherited::Unix(socket.try_into()?));
    }
    let message = format!("inherited socket {index} is not a listening TCP or Unix socket");
    Err(io::Error::new(io::ErrorKind::InvalidData, message))
}

#[cfg(unix)]
impl Listener for Inherited {
    type Io = Either<<TcpListener as Listener>::Io, <UnixListener as Listener>::Io>;
    type Handshake = EitherHandshake<<TcpListener as Listener>::Handshake, <UnixListener as Listener>::Handshake>;

    fn poll_accept(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Self::Handshake>> {
        match self {
            Self::Tcp(socket) => Listener::poll_accept(socket, cx).map_ok(EitherHandshake::first),
            Self::Unix(socket) => Listener::poll_accept(socket, cx).map_ok(EitherHandshake::second),
        }
    }
}

#[cfg(not(unix))]
impl Listener for Inherited {
    type Io = <TcpListener as Listener>::Io;
    type Handshake = <TcpListener as Listener>::Handshake;

    fn poll_accept(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Self::Handshake>> {
        let Self::Tcp(socket) = self;
        Listener::poll_accept(socket, cx)
    }
}
