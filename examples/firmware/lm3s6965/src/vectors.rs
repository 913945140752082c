//! The vector table of the device's interrupts.

use cortex_m::interrupt::InterruptNumber;
use cortex_m::peripheral::NVIC;

/// The first serial line.
#[cfg(feature = "probe")]
pub(crate) const UART: Interrupt = Interrupt(5);
/// The Ethernet controller.
pub(crate) const ETHERNET: Interrupt = Interrupt(42);

const NUMBER: usize = 44;

/// One of the device's interrupts.
#[derive(Clone, Copy)]
pub(crate) struct Interrupt(u16);

// SAFETY: the numbers above are the device's.
unsafe impl InterruptNumber for Interrupt {
    fn number(self) -> u16 {
        self.0
    }
}

/// Lets it interrupt.
pub(crate) fn enable(interrupt: Interrupt) {
    // SAFETY: its handler is in the table, and nothing relies on its being masked.
    unsafe { NVIC::unmask(interrupt) }
}

unsafe extern "C" {
    fn DefaultHandler();
}

/// What stands behind the processor's own exceptions.
#[unsafe(link_section = ".vector_table.interrupts")]
#[unsafe(no_mangle)]
pub static __INTERRUPTS: [unsafe extern "C" fn(); NUMBER] = {
    let mut table: [unsafe extern "C" fn(); NUMBER] = [DefaultHandler; NUMBER];
    table[ETHERNET.0 as usize] = crate::mac::interrupt;
    #[cfg(feature = "probe")]
    {
        table[UART.0 as usize] = crate::uart::interrupt;
    }
    table
};
