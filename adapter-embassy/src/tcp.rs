//! Connections of embassy-net: how they are accepted, and how they end so that the last answer arrives.

use core::fmt;
use core::future::{Future, poll_fn};
use core::net::SocketAddr;
use core::pin::pin;
use core::task::{Context, Poll};
use core::time::Duration;

use embassy_net::tcp::{Error, State, TcpSocket};
use embassy_net::{IpListenEndpoint, Stack};
use embedded_io_async::{ErrorType, Read, Write};
use koa_http1::Peer;

use crate::backlog::Backlog;
use crate::crowd::{Counted, Crowd};
use crate::listener::{Connection, Listener, Token};
use crate::timer::within;

/// How long a client may take to acknowledge that its connection is open: a lost frame is sent again once.
const OPENING: Duration = Duration::from_secs(3);

/// How long what was sent of an answer that broke off may take to arrive, before the reset.
const ARRIVAL: Duration = Duration::from_secs(1);

/// How long the network may take to send a reset.
const RESET: Duration = Duration::from_millis(200);

/// A port of the network, for any number of sockets.
///
/// Without a [`Backlog`] a client that comes while no socket listens is refused. So the connection that has
/// the last socket is asked to make room: its next answer says that it closes, and when it is idle it is
/// closed. With a backlog that happens only while somebody waits.
///
/// # Examples
///
/// ```
/// use embassy_net::Stack;
/// use koa_embassy::{App, Buffers, SingleThread, TcpListener, serve};
///
/// async fn http(app: &App<SingleThread>, stack: Stack<'static>, buffers: &'static mut Buffers) {
///     let listener = TcpListener::new(stack, 80);
///     serve(&listener, &mut buffers.socket(stack), app).await;
/// }
/// ```
pub struct TcpListener<'d> {
    stack: Stack<'d>,
    endpoint: IpListenEndpoint,
    own: Crowd,
    known: Option<&'d Crowd>,
}

impl<'d> TcpListener<'d> {
    /// Listens on `endpoint`: a port, or a port of one of the network's addresses.
    ///
    /// ```
    /// use embassy_net::{Ipv4Address, Stack};
    /// use koa_embassy::TcpListener;
    ///
    /// fn listeners<'d>(stack: Stack<'d>) -> [TcpListener<'d>; 2] {
    ///     let address = Ipv4Address::new(10, 0, 0, 2);
    ///     [TcpListener::new(stack, 80), TcpListener::new(stack, (address, 8080))]
    /// }
    /// ```
    ///
    /// # Panics
    ///
    /// When the port is 0.
    pub fn new(stack: Stack<'d>, endpoint: impl Into<IpListenEndpoint>) -> Self {
        let endpoint = endpoint.into();
        assert!(endpoint.port != 0, "a server cannot listen on port 0");
        Self { stack, endpoint, own: Crowd::unseen(), known: None }
    }

    /// Knows of those who wait in `backlog`, whose [`park`](Backlog::park) has the network's driver.
    ///
    /// ```
    /// use embassy_net::Stack;
    /// use koa_embassy::{Backlog, TcpListener};
    ///
    /// fn listener<'d>(stack: Stack<'d>, backlog: &'d Backlog) -> TcpListener<'d> {
    ///     TcpListener::new(stack, 80).backlog(backlog)
    /// }
    /// ```
    #[must_use]
    pub fn backlog<const N: usize>(mut self, backlog: &'d Backlog<N>) -> Self {
        self.known = Some(backlog.crowd());
        self
    }

    /// The network.
    ///
    /// ```
    /// use koa_embassy::{Buffers, TcpListener};
    ///
    /// fn socket<'d>(listener: &TcpListener<'d>, buffers: &'d mut Buffers) -> embassy_net::tcp::TcpSocket<'d> {
    ///     buffers.socket(listener.stack())
    /// }
    /// ```
    pub fn stack(&self) -> Stack<'d> {
        self.stack
    }

    fn crowd(&self) -> &Crowd {
        self.known.unwrap_or(&self.own)
    }
}

impl fmt::Debug for TcpListener<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TcpListener").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

impl<'d> Listener for TcpListener<'d> {
    type Socket = TcpSocket<'d>;
    type Token = Token;
    type Connection<'s>
        = TcpConnection<'s, 'd>
    where
        Self: 's;

    async fn accept(&self, socket: &mut TcpSocket<'d>) -> Token {
        let mut accepting = Accepting::new(self, socket);
        loop {
            if accepting.listen().await {
                accepting.is_done = true;
                return Token { _private: () };
            }
        }
    }

    async fn open<'s>(&'s self, _: Token, socket: &'s mut TcpSocket<'d>) -> Option<TcpConnection<'s, 'd>> {
        let address = socket.remote_endpoint()?.into();
        socket.set_nagle_enabled(false);
        Some(TcpConnection { socket, crowd: self.crowd(), address })
    }

    fn poll_crowded(&self, cx: &mut Context<'_>) -> bool {
        self.crowd().poll_crowded(cx)
    }
}

/// A socket that waits for a connection; it does not stay open when nobody waits any more.
struct Accepting<'a, 'd> {
    listener: &'a TcpListener<'d>,
    socket: &'a mut TcpSocket<'d>,
    is_done: bool,
}

impl<'a, 'd> Accepting<'a, 'd> {
    fn new(listener: &'a TcpListener<'d>, socket: &'a mut TcpSocket<'d>) -> Self {
        Self { listener, socket, is_done: false }
    }

    /// Waits for one who comes; says whether the connection is open.
    async fn listen(&mut self) -> bool {
        let crowd = self.listener.crowd();
        self.socket.abort();
        self.enter();
        let listening = crowd.listen();
        poll_fn(|cx| self.poll_while(cx, |state| state == State::Listen)).await;
        crowd.keep_promise();
        drop(listening);
        let opened = poll_fn(|cx| self.poll_while(cx, |state| state == State::SynReceived));
        within(OPENING, opened).await && !matches!(self.socket.state(), State::Listen | State::Closed)
    }

    /// Lets the socket listen, which it does from the first poll on, whatever becomes of the future.
    fn enter(&mut self) {
        let mut cx = Context::from_waker(core::task::Waker::noop());
        let _ = pin!(self.socket.accept(self.listener.endpoint)).poll(&mut cx);
    }

    fn poll_while(&self, cx: &mut Context<'_>, is_so: impl Fn(State) -> bool) -> Poll<()> {
        if !is_so(self.socket.state()) {
            return Poll::Ready(());
        }
        // Never so in these states, but it registers the task, and the socket wakes it at each change.
        let _ = pin!(self.socket.wait_write_ready()).poll(cx);
        Poll::Pending
    }
}

impl Drop for Accepting<'_, '_> {
    fn drop(&mut self) {
        if !self.is_done {
            self.socket.abort();
        }
    }
}

/// An open connection of a [`TcpListener`].
///
/// ```
/// use embassy_net::tcp::TcpSocket;
/// use koa_embassy::{Connection, Listener, TcpListener};
///
/// /// Tells everybody the same, without HTTP.
/// async fn greet<'d>(listener: &TcpListener<'d>, socket: &mut TcpSocket<'d>) {
///     loop {
///         let token = listener.accept(socket).await;
///         let Some(mut connection) = listener.open(token, socket).await else { continue };
///         let _ = embedded_io_async::Write::write_all(&mut connection, b"hello\n").await;
///         connection.close(core::time::Duration::from_secs(1)).await;
///     }
/// }
/// ```
pub struct TcpConnection<'s, 'd> {
    socket: &'s mut TcpSocket<'d>,
    crowd: &'s Crowd,
    address: SocketAddr,
}

impl ErrorType for TcpConnection<'_, '_> {
    type Error = Error;
}

impl Read for TcpConnection<'_, '_> {
    async fn read(&mut self, buf: &mut [u8]) -> Result<usize, Error> {
        self.socket.read(buf).await
    }
}

impl Write for TcpConnection<'_, '_> {
    async fn write(&mut self, buf: &[u8]) -> Result<usize, Error> {
        self.socket.write(buf).await
    }

    /// Waits for nothing: what was written is sent as soon as this task waits. The socket's own flush
    /// would wait for the acknowledgement, which clients delay.
    async fn flush(&mut self) -> Result<(), Error> {
        Ok(())
    }
}

impl Connection for TcpConnection<'_, '_> {
    fn peer(&self) -> Peer {
        Peer { address: Some(self.address), is_encrypted: false }
    }

    fn close(&mut self, patience: Duration) -> impl Future<Output = ()> {
        self.end(Farewell::Mutual, patience)
    }

    /// Waits until the client knows. It may keep its side open for as long as it likes: what it sends
    /// there is answered by a reset.
    fn release(&mut self, patience: Duration) -> impl Future<Output = ()> {
        self.end(Farewell::Told, patience)
    }

    fn abort(&mut self) -> impl Future<Output = ()> {
        // A reset takes with it what has not arrived.
        self.end(Farewell::Reset, ARRIVAL)
    }
}

/// What the end of a connection waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Farewell {
    /// That the client closes its side.
    Mutual,
    /// That the client knows that nothing more comes.
    Told,
    /// That what was sent arrives; then a reset follows.
    Reset,
}

impl TcpConnection<'_, '_> {
    async fn end(&mut self, farewell: Farewell, patience: Duration) {
        let _ending: Counted<'_> = self.crowd.end();
        if farewell != Farewell::Reset {
            self.socket.close();
        }
        let has_followed = self.wait_for(farewell, patience).await;
        if farewell == Farewell::Reset || !has_followed {
            self.socket.abort();
            self.wait_for(Farewell::Reset, RESET).await;
        }
    }

    fn wait_for(&mut self, farewell: Farewell, patience: Duration) -> impl Future<Output = bool> {
        within(patience, poll_fn(move |cx| self.poll_farewell(farewell, cx)))
    }

    /// For a mutual end it reads away what still comes, or it would be answered by a reset, and that could overtake the last
    /// answer. Ready when both sides have closed, and all that was sent has arrived.
    fn poll_farewell(&mut self, farewell: Farewell, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            if farewell != Farewell::Mutual {
                return pin!(self.socket.flush()).poll(cx).map(|_| ());
            }
            if matches!(self.socket.state(), State::Closed | State::TimeWait) {
                return Poll::Ready(());
            }
            let mut waste = [0; 64];
            let read = pin!(self.socket.read(&mut waste)).poll(cx);
            match read {
                Poll::Ready(Ok(1..)) => {}
                Poll::Ready(Ok(0) | Err(_)) => return pin!(self.socket.flush()).poll(cx).map(|_| ()),
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}

impl fmt::Debug for TcpConnection<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TcpConnection").field("address", &self.address).finish_non_exhaustive()
    }
}
