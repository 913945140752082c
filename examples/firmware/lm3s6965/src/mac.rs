//! The Ethernet controller, as a driver for embassy-net.

use core::task::Context;

use embassy_net_driver::{Capabilities, Driver, HardwareAddress, LinkState, RxToken, TxToken};
use embassy_sync::waitqueue::AtomicWaker;

const MTU: usize = 1514;
/// A frame in words, with the two bytes of its length before it and its checksum behind.
const FRAME_WORDS: usize = (2 + MTU + 4_usize).div_ceil(4);

/// Woken when a frame has come.
static WAKER: AtomicWaker = AtomicWaker::new();

/// The registers, from 0x4004_8000 on.
mod register {
    pub(super) const STATUS: usize = 0x00;
    pub(super) const INTERRUPTS: usize = 0x04;
    pub(super) const RECEIVE: usize = 0x08;
    pub(super) const TRANSMIT: usize = 0x0c;
    pub(super) const DATA: usize = 0x10;
    pub(super) const ADDRESS_LOW: usize = 0x14;
    pub(super) const ADDRESS_HIGH: usize = 0x18;
    pub(super) const THRESHOLD: usize = 0x1c;
    pub(super) const FRAMES: usize = 0x34;
    pub(super) const SEND: usize = 0x38;
}

const RECEIVED: u32 = 0x01;

fn read(register: usize) -> u32 {
    // SAFETY: a register of the controller.
    unsafe { core::ptr::read_volatile((0x4004_8000 + register) as *const u32) }
}

fn write(register: usize, value: u32) {
    // SAFETY: a register of the controller; none of them reaches into memory.
    unsafe { core::ptr::write_volatile((0x4004_8000 + register) as *mut u32, value) }
}

/// The controller.
pub struct Mac {
    incoming: [u32; FRAME_WORDS],
    outgoing: [u32; FRAME_WORDS],
    address: [u8; 6],
}

impl Mac {
    /// No frame has come or gone yet.
    pub const fn new() -> Self {
        Self { incoming: [0; FRAME_WORDS], outgoing: [0; FRAME_WORDS], address: [0; 6] }
    }

    /// Opens it, with the address that the board was given.
    pub(crate) fn start(&mut self) {
        let (low, high) = (read(register::ADDRESS_LOW).to_le_bytes(), read(register::ADDRESS_HIGH).to_le_bytes());
        self.address = [low[0], low[1], low[2], low[3], high[0], high[1]];
        write(register::RECEIVE, 0x10); // Empties the queue.
        write(register::THRESHOLD, 0x3f); // Nothing is sent before it is whole.
        write(register::RECEIVE, 0x01 | 0x08); // Receive, drop what is broken.
        write(register::TRANSMIT, 0x01 | 0x02 | 0x04 | 0x08); // Send, pad, add checksums, both ways at once.
        write(register::INTERRUPTS, RECEIVED);
        crate::vectors::enable(crate::vectors::ETHERNET);
    }

    /// Takes the next frame out of the queue and gives its length; 0 when there is none.
    fn receive_frame(&mut self) -> usize {
        if read(register::FRAMES) == 0 {
            return 0;
        }
        self.incoming[0] = read(register::DATA);
        let total = (self.incoming[0] & 0xffff) as usize; // With itself and the checksum.
        for index in 1..total.div_ceil(4) {
            let word = read(register::DATA);
            if let Some(place) = self.incoming.get_mut(index) {
                *place = word;
            }
        }
        total.saturating_sub(6).min(MTU)
    }
}

impl Default for Mac {
    fn default() -> Self {
        Self::new()
    }
}

/// A frame has come. Only that is acknowledged: taking back an error of sending would empty the
/// queue of a frame that is being written.
pub(crate) extern "C" fn interrupt() {
    write(register::STATUS, RECEIVED);
    WAKER.wake();
}

impl Driver for Mac {
    type RxToken<'a> = Received<'a>;
    type TxToken<'a> = Sending<'a>;

    fn receive(&mut self, cx: &mut Context<'_>) -> Option<(Received<'_>, Sending<'_>)> {
        WAKER.register(cx.waker());
        let length = self.receive_frame();
        (length > 0).then_some((Received { words: &mut self.incoming, length }, Sending(&mut self.outgoing)))
    }

    fn transmit(&mut self, _: &mut Context<'_>) -> Option<Sending<'_>> {
        Some(Sending(&mut self.outgoing))
    }

    fn link_state(&mut self, _: &mut Context<'_>) -> LinkState {
        LinkState::Up
    }

    fn capabilities(&self) -> Capabilities {
        let mut capabilities = Capabilities::default();
        capabilities.max_transmission_unit = MTU;
        capabilities
    }

    fn hardware_address(&self) -> HardwareAddress {
        HardwareAddress::Ethernet(self.address)
    }
}

/// A frame that has come.
pub struct Received<'a> {
    words: &'a mut [u32; FRAME_WORDS],
    length: usize,
}

impl RxToken for Received<'_> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, read: F) -> R {
        read(&mut bytes(self.words)[2..2 + self.length])
    }
}

/// Room for a frame to go.
pub struct Sending<'a>(&'a mut [u32; FRAME_WORDS]);

impl TxToken for Sending<'_> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, length: usize, fill: F) -> R {
        let frame = bytes(self.0);
        let payload = length.saturating_sub(14) as u16; // Without the header of Ethernet.
        frame[..2].copy_from_slice(&payload.to_le_bytes());
        let result = fill(&mut frame[2..2 + length]);
        for word in &self.0[..(2 + length).div_ceil(4)] {
            write(register::DATA, *word);
        }
        write(register::SEND, 1);
        result
    }
}

/// The bytes of a frame's words.
fn bytes(words: &mut [u32; FRAME_WORDS]) -> &mut [u8] {
    // SAFETY: a word is four bytes, and every byte is valid in both.
    unsafe { core::slice::from_raw_parts_mut(words.as_mut_ptr().cast(), FRAME_WORDS * 4) }
}
