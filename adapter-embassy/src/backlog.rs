//! The connections that wait for a socket.
//!
//! smoltcp refuses a connection when no socket listens; there is no backlog as other systems have one. So
//! the frame that opens the connection is kept in front of the network, and let through when a socket
//! listens. The client sees a server that takes a moment.

mod frame;

use core::cell::{Cell, RefCell};
use core::fmt;
use core::task::Context;
use core::time::Duration;

use embassy_net_driver::{Capabilities, Driver, HardwareAddress, LinkState, RxToken};
use embassy_time::Instant;

use crate::crowd::Crowd;
use crate::logging::debug;
use crate::timer::{after, poll_at};
use frame::Opening;

/// The longest frame that opens a connection: Ethernet, IPv6, TCP with some options; or IPv4 with all.
const FRAME: usize = 96;

/// Who has waited for so long has asked again since, or given up.
const PATIENCE: Duration = Duration::from_secs(5);

/// The connections to a port that wait for a socket, `N` at most; further ones have to ask again, which
/// their systems do within a second.
///
/// Each costs 112 bytes.
///
/// # Examples
///
/// ```
/// use embassy_net::driver::Driver;
/// use embassy_net::{Config, Runner, Stack, StackResources};
/// use koa_embassy::{Backlog, Parking, TcpListener};
/// use static_cell::{ConstStaticCell, StaticCell};
///
/// static BACKLOG: ConstStaticCell<Backlog<8>> = ConstStaticCell::new(Backlog::new());
/// static RESOURCES: StaticCell<StackResources<4>> = StaticCell::new();
///
/// /// A network whose port 80 takes more connections than it has sockets, and who listens there.
/// fn start<D: Driver>(driver: D, config: Config) -> (TcpListener<'static>, Runner<'static, Parking<'static, D>>) {
///     let backlog: &'static Backlog<8> = BACKLOG.take();
///     let driver = backlog.park(driver, 80);
///     let (stack, runner) = embassy_net::new(driver, config, RESOURCES.init(StackResources::new()), 1);
///     (TcpListener::new(stack, 80).backlog(backlog), runner)
/// }
/// ```
#[derive(Debug)]
pub struct Backlog<const N: usize = 8> {
    crowd: Crowd,
    parked: RefCell<[Parked; N]>,
    /// How many of them there are; the first has waited longest.
    length: Cell<usize>,
}

#[derive(Clone, Copy)]
struct Parked {
    frame: [u8; FRAME],
    length: u8,
    until: Instant,
}

impl Parked {
    const NONE: Self = Self { frame: [0; FRAME], length: 0, until: Instant::MIN };

    fn frame(&self) -> &[u8] {
        self.frame.get(..self.length.into()).unwrap_or_default()
    }
}

impl fmt::Debug for Parked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parked").field("length", &self.length).finish_non_exhaustive()
    }
}

impl<const N: usize> Backlog<N> {
    /// An empty one.
    ///
    /// ```
    /// static BACKLOG: static_cell::ConstStaticCell<koa_embassy::Backlog<4>> =
    ///     static_cell::ConstStaticCell::new(koa_embassy::Backlog::new());
    /// assert!(BACKLOG.take().is_empty());
    /// ```
    #[must_use]
    #[allow(clippy::new_without_default)] // A `Default` could not make a static.
    pub const fn new() -> Self {
        Self { crowd: Crowd::seen(), parked: RefCell::new([Parked::NONE; N]), length: Cell::new(0) }
    }

    /// A network driver that keeps the connections to `port` here while no socket listens. The sockets are
    /// those of a [`TcpListener`](crate::TcpListener) that
    /// [knows of this backlog](crate::TcpListener::backlog), and of one only.
    ///
    /// ```
    /// use embassy_net_driver_channel::{State, new};
    /// use embassy_net::driver::{Driver, HardwareAddress};
    /// use koa_embassy::Backlog;
    ///
    /// let (backlog, mut state) = (Backlog::<8>::new(), State::<1514, 2, 2>::new());
    /// let (_, device) = new(&mut state, HardwareAddress::Ethernet([2, 0, 0, 0, 0, 1]));
    /// assert_eq!(backlog.park(device, 80).capabilities().max_transmission_unit, 1514);
    /// ```
    pub fn park<D: Driver>(&self, driver: D, port: u16) -> Parking<'_, D, N> {
        let medium = driver.hardware_address();
        Parking { driver, line: Line { backlog: self, port, medium } }
    }

    /// How many wait.
    ///
    /// ```
    /// assert_eq!(koa_embassy::Backlog::<8>::new().len(), 0);
    /// ```
    pub fn len(&self) -> usize {
        self.length.get()
    }

    /// Whether nobody waits.
    ///
    /// ```
    /// assert!(koa_embassy::Backlog::<8>::new().is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(crate) fn crowd(&self) -> &Crowd {
        &self.crowd
    }

    /// Whether the network may have the frame now; if not, it is kept, or dropped where there is no room.
    fn lets_through(&self, frame: &[u8], medium: HardwareAddress, port: u16) -> bool {
        let Some(opening) = Opening::find(frame, medium, port) else { return true };
        if frame.len() > FRAME || (self.is_empty() && self.crowd.promise()) {
            return true;
        }
        self.keep(frame, |known| Opening::find(known, medium, port) == Some(opening));
        false
    }

    /// Keeps a frame, in the place of one that is of the same connection.
    fn keep(&self, frame: &[u8], is_same: impl Fn(&[u8]) -> bool) {
        let mut parked = self.parked.borrow_mut();
        let length = self.length.get();
        let place = parked.iter().take(length).position(|known| is_same(known.frame())).unwrap_or(length);
        let (Some(space), Ok(bytes)) = (parked.get_mut(place), u8::try_from(frame.len())) else {
            debug!("the backlog is full");
            return;
        };
        if let Some(copy) = space.frame.get_mut(..frame.len()) {
            copy.copy_from_slice(frame);
        }
        (space.length, space.until) = (bytes, after(PATIENCE));
        drop(parked);
        self.set_length(length.max(place + 1));
    }

    /// Whether there is a frame for which there is a socket now.
    fn is_due(&self) -> bool {
        let now = Instant::now();
        while !self.is_empty() && self.parked.borrow().first().is_some_and(|parked| parked.until <= now) {
            self.shift();
        }
        !self.is_empty() && self.crowd.room() > 0
    }

    /// The frame that has waited longest, for a socket that listens.
    fn take(&self) -> Parked {
        self.crowd.promise();
        let first = self.parked.borrow().first().copied().unwrap_or(Parked::NONE);
        self.shift();
        first
    }

    fn shift(&self) {
        let length = self.length.get();
        if let Some(parked) = self.parked.borrow_mut().get_mut(..length) {
            parked.rotate_left(1.min(length));
        }
        self.set_length(length.saturating_sub(1));
    }

    fn set_length(&self, length: usize) {
        self.length.set(length);
        self.crowd.set_waiting(u8::try_from(length).unwrap_or(u8::MAX));
    }
}

/// A network driver with a [`Backlog`]; made by [`Backlog::park`].
///
/// ```
/// use embassy_net::Runner;
/// use koa_embassy::Parking;
///
/// /// The task of a network keeps its form: only the driver's type is another.
/// async fn net<D: embassy_net::driver::Driver>(mut runner: Runner<'static, Parking<'static, D>>) -> ! {
///     runner.run().await
/// }
/// ```
#[derive(Debug)]
pub struct Parking<'d, D, const N: usize = 8> {
    driver: D,
    line: Line<'d, N>,
}

/// Where the frames of a port wait.
#[derive(Debug)]
struct Line<'d, const N: usize> {
    backlog: &'d Backlog<N>,
    port: u16,
    medium: HardwareAddress,
}

impl<const N: usize> Clone for Line<'_, N> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<const N: usize> Copy for Line<'_, N> {}

impl<D: Driver, const N: usize> Driver for Parking<'_, D, N> {
    type RxToken<'a>
        = ParkingRxToken<'a, D::RxToken<'a>, N>
    where
        Self: 'a;
    type TxToken<'a>
        = D::TxToken<'a>
    where
        Self: 'a;

    fn receive(&mut self, cx: &mut Context<'_>) -> Option<(Self::RxToken<'_>, Self::TxToken<'_>)> {
        let line = self.line;
        let backlog = line.backlog;
        if backlog.is_due() {
            let token = self.driver.transmit(cx)?;
            let frame = Source::Parked(backlog.take());
            return Some((ParkingRxToken { line, frame }, token));
        }
        if let (false, Some(end)) = (backlog.is_empty(), backlog.crowd.forgets())
            && poll_at(end, cx).is_ready()
        {
            cx.waker().wake_by_ref();
        }
        let (received, token) = self.driver.receive(cx)?;
        Some((ParkingRxToken { line, frame: Source::Received(received) }, token))
    }

    fn transmit(&mut self, cx: &mut Context<'_>) -> Option<Self::TxToken<'_>> {
        self.driver.transmit(cx)
    }

    fn link_state(&mut self, cx: &mut Context<'_>) -> LinkState {
        self.driver.link_state(cx)
    }

    fn capabilities(&self) -> Capabilities {
        self.driver.capabilities()
    }

    fn hardware_address(&self) -> HardwareAddress {
        self.driver.hardware_address()
    }
}

/// A frame that was received, or that has waited.
#[derive(Debug)]
pub struct ParkingRxToken<'a, T, const N: usize> {
    line: Line<'a, N>,
    frame: Source<T>,
}

#[derive(Debug)]
enum Source<T> {
    Received(T),
    Parked(Parked),
}

impl<T: RxToken, const N: usize> RxToken for ParkingRxToken<'_, T, N> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, f: F) -> R {
        let Line { backlog, port, medium } = self.line;
        match self.frame {
            Source::Received(token) => token.consume(|frame| match backlog.lets_through(frame, medium, port) {
                true => f(frame),
                // The network takes no notice of a frame without bytes.
                false => f(&mut []),
            }),
            Source::Parked(mut parked) => f(parked.frame.get_mut(..parked.length.into()).unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::frame::tests::{ETHERNET, segment};
    use super::*;

    const SYN: u8 = 0x02;

    fn offer<const N: usize>(backlog: &Backlog<N>, from: u16) -> bool {
        backlog.lets_through(&segment(from, SYN), ETHERNET, 80)
    }

    /// The port that the next one to be let through comes from.
    fn next<const N: usize>(backlog: &Backlog<N>) -> Option<Vec<u8>> {
        backlog.is_due().then(|| backlog.take().frame()[34..36].to_vec())
    }

    #[test]
    fn who_comes_while_a_socket_listens_is_let_through() {
        let backlog = Backlog::<2>::new();
        let _listening = backlog.crowd.listen();
        assert!(offer(&backlog, 1));
        assert!(!offer(&backlog, 2), "the socket is promised");
        assert_eq!(backlog.len(), 1);
    }

    #[test]
    fn who_waits_comes_in_turn_when_sockets_listen() {
        let backlog = Backlog::<3>::new();
        assert!(!offer(&backlog, 1) && !offer(&backlog, 2));
        assert_eq!(next(&backlog), None);
        let (_one, _two) = (backlog.crowd.listen(), backlog.crowd.listen());
        assert!(!offer(&backlog, 3), "not before the others");
        assert_eq!(next(&backlog), Some([0, 1].into()));
        assert_eq!(next(&backlog), Some([0, 2].into()));
        assert_eq!(next(&backlog), None);
        assert_eq!(backlog.len(), 1);
    }

    #[test]
    fn who_asks_again_waits_once() {
        let backlog = Backlog::<3>::new();
        assert!(!offer(&backlog, 1) && !offer(&backlog, 2) && !offer(&backlog, 1));
        assert_eq!(backlog.len(), 2);
    }

    #[test]
    fn who_finds_it_full_has_to_ask_again() {
        let backlog = Backlog::<2>::new();
        assert!(!offer(&backlog, 1) && !offer(&backlog, 2) && !offer(&backlog, 3));
        assert_eq!(backlog.len(), 2);
    }

    #[test]
    fn who_has_waited_too_long_is_forgotten() {
        let backlog = Backlog::<2>::new();
        assert!(!offer(&backlog, 1) && !offer(&backlog, 2));
        backlog.parked.borrow_mut()[0].until = Instant::MIN;
        let _listening = backlog.crowd.listen();
        assert_eq!(next(&backlog), Some([0, 2].into()));
    }

    #[test]
    fn a_backlog_without_places_refuses_nobody_who_has_a_socket() {
        let backlog = Backlog::<0>::new();
        assert!(!offer(&backlog, 1) && backlog.is_empty());
        let _listening = backlog.crowd.listen();
        assert!(offer(&backlog, 1));
    }

    #[test]
    fn what_opens_no_connection_is_let_through() {
        let backlog = Backlog::<2>::new();
        for flags in [0x10, 0x12, 0x04, 0x11] {
            assert!(backlog.lets_through(&segment(1, flags), ETHERNET, 80));
        }
        assert!(backlog.lets_through(&segment(1, SYN), ETHERNET, 81));
        assert!(backlog.lets_through(b"", ETHERNET, 80));
    }
}
