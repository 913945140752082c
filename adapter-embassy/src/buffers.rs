//! The memory of a socket, which is the application's to give.

use embassy_net::Stack;
use embassy_net::tcp::TcpSocket;

/// What a socket receives into and sends from.
///
/// Received is what fits into `RX` bytes before the application reads it, 1024 unless said; an answer
/// leaves in one burst when head and body fit into `TX` bytes, and in bursts of that size, each a round
/// trip, when they do not.
///
/// # Examples
///
/// ```
/// use koa_embassy::Buffers;
/// use static_cell::ConstStaticCell;
///
/// // All zero, so they cost no flash, and they are not moved over the stack.
/// static BUFFERS: ConstStaticCell<[Buffers; 4]> = ConstStaticCell::new([const { Buffers::new() }; 4]);
/// assert_eq!(BUFFERS.take().len(), 4);
///
/// assert_eq!(size_of::<Buffers<1536, 2920>>(), 1536 + 2920);
/// ```
#[derive(Clone, Debug)]
pub struct Buffers<const RX: usize = 1024, const TX: usize = 1024> {
    receiving: [u8; RX],
    sending: [u8; TX],
}

impl<const RX: usize, const TX: usize> Buffers<RX, TX> {
    /// Empty ones.
    ///
    /// ```
    /// const BUFFERS: koa_embassy::Buffers = koa_embassy::Buffers::new();
    /// assert_eq!(size_of_val(&BUFFERS), 2048);
    /// ```
    #[must_use]
    #[allow(clippy::new_without_default)] // A `Default` could not make a static.
    pub const fn new() -> Self {
        Self { receiving: [0; RX], sending: [0; TX] }
    }

    /// A socket of `stack` with these buffers.
    ///
    /// ```
    /// use embassy_net::Stack;
    /// use koa_embassy::{App, Buffers, SingleThread, TcpListener, serve};
    ///
    /// async fn http(app: &App<SingleThread>, listener: &TcpListener<'static>, buffers: &'static mut Buffers) {
    ///     let mut socket = buffers.socket(listener.stack());
    ///     serve(listener, &mut socket, app).await;
    /// }
    /// ```
    ///
    /// # Panics
    ///
    /// When `StackResources` of the network have no room for another socket.
    pub fn socket<'d>(&'d mut self, stack: Stack<'d>) -> TcpSocket<'d> {
        TcpSocket::new(stack, &mut self.receiving, &mut self.sending)
    }
}
