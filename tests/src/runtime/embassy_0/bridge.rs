//! A connection of this machine, carried on by one of a network in memory.

use embassy_net::tcp::{State, TcpSocket};
use embassy_net::{Ipv4Address, Stack};
use embassy_time::{Timer, with_timeout};
use koa_embassy::Buffers;
use smol::Async;
use smol::io::{AsyncRead as _, AsyncWrite as _};
use socket2::SockRef;
use std::future::{Future as _, poll_fn};
use std::io;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;

/// How long the end of a connection may take, beyond what a server allows.
const PATIENCE: embassy_time::Duration = embassy_time::Duration::from_secs(3);
/// Longer than the network delays an acknowledgement.
const ACKNOWLEDGING: embassy_time::Duration = embassy_time::Duration::from_millis(20);

/// Carries one connection after the other.
pub(super) async fn carry_all<const RX: usize, const TX: usize>(
    listener: &Async<TcpListener>,
    stack: Stack<'_>,
    buffers: &mut Buffers<RX, TX>,
    to: (Ipv4Address, u16),
) {
    loop {
        let Ok((stream, _)) = listener.accept().await else { return };
        let _ = stream.get_ref().set_nodelay(true);
        let mut socket = buffers.socket(stack);
        socket.set_nagle_enabled(false);
        let is_whole = match socket.connect(to).await {
            Ok(()) => {
                let (up, down) = (Way::default(), Way::default());
                let mut bridge = Bridge { stream: &stream, socket: &mut socket, up, down };
                poll_fn(|cx| bridge.poll(cx)).await.is_ok()
            }
            Err(_) => false,
        };
        if !is_whole {
            // Whatever one side did, the other sees a reset.
            let _ = SockRef::from(stream.get_ref()).set_linger(Some(Duration::ZERO));
            socket.abort();
        }
        drop(stream);
        leave(&mut socket).await;
    }
}

/// Gives the network time for the last segments: a socket that is dropped says nothing more.
async fn leave(socket: &mut TcpSocket<'_>) {
    let _ = with_timeout(PATIENCE, socket.flush()).await;
    if socket.state() == State::TimeWait {
        Timer::after(ACKNOWLEDGING).await;
    }
}

struct Bridge<'a, 'd> {
    stream: &'a Async<TcpStream>,
    socket: &'a mut TcpSocket<'d>,
    /// To the server.
    up: Way,
    /// From the server.
    down: Way,
}

/// One direction.
struct Way {
    bytes: [u8; 4096],
    start: usize,
    end: usize,
    has_ended: bool,
}

impl Default for Way {
    fn default() -> Self {
        Self { bytes: [0; 4096], start: 0, end: 0, has_ended: false }
    }
}

impl Way {
    fn is_empty(&self) -> bool {
        self.start == self.end
    }

    fn is_done(&self) -> bool {
        self.has_ended && self.is_empty()
    }

    fn fill(&mut self, length: usize) {
        (self.start, self.end, self.has_ended) = (0, length, length == 0);
    }
}

impl Bridge<'_, '_> {
    /// Carries until both sides have closed.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            let (is_up, is_down) = (self.poll_up(cx)?, self.poll_down(cx)?);
            if self.up.is_done() && self.down.is_done() {
                return Poll::Ready(Ok(()));
            }
            if is_up.is_pending() && is_down.is_pending() {
                return Poll::Pending;
            }
        }
    }

    fn poll_up(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Self { stream, socket, up, .. } = self;
        if up.is_done() {
            return Poll::Pending;
        }
        if !up.is_empty() {
            let written = pin!(socket.write(&up.bytes[up.start..up.end])).poll(cx).map_err(reset);
            return written.map_ok(|length| up.start += length);
        }
        let read = Pin::new(stream).poll_read(cx, &mut up.bytes);
        read.map_ok(|length| {
            up.fill(length);
            if length == 0 {
                socket.close();
            }
        })
    }

    fn poll_down(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Self { stream, socket, down, .. } = self;
        if down.is_done() {
            return Poll::Pending;
        }
        if !down.is_empty() {
            let written = Pin::new(stream).poll_write(cx, &down.bytes[down.start..down.end]);
            return written.map_ok(|length| down.start += length);
        }
        let read = pin!(socket.read(&mut down.bytes)).poll(cx).map_err(reset);
        read.map_ok(|length| {
            down.fill(length);
            if length == 0 {
                let _ = stream.get_ref().shutdown(Shutdown::Write);
            }
        })
    }
}

fn reset(_: embassy_net::tcp::Error) -> io::Error {
    io::ErrorKind::ConnectionReset.into()
}
