//! The serial line: what the board says, and asks of a probe.

const DATA: usize = 0x4000_C000;

/// Writes a text, and waits for nothing: QEMU's line is always ready.
pub fn print(text: &str) {
    for byte in text.bytes() {
        // SAFETY: the data register of the first serial line.
        unsafe { core::ptr::write_volatile(DATA as *mut u32, byte.into()) }
    }
}

/// Lets a received byte interrupt.
#[cfg(feature = "probe")]
pub(crate) fn listen() {
    // SAFETY: registers of the first serial line: control, interrupt mask.
    unsafe {
        core::ptr::write_volatile((DATA + 0x30) as *mut u32, 0x301);
        core::ptr::write_volatile((DATA + 0x38) as *mut u32, 0x10);
    }
    crate::vectors::enable(crate::vectors::UART);
}

/// A byte has come: what is asked for is always the same.
#[cfg(feature = "probe")]
pub(crate) extern "C" fn interrupt() {
    // SAFETY: registers of the first serial line: interrupt clear, flags, data.
    unsafe {
        core::ptr::write_volatile((DATA + 0x44) as *mut u32, 0x10);
        while core::ptr::read_volatile((DATA + 0x18) as *const u32) & 0x10 == 0 {
            core::ptr::read_volatile(DATA as *const u32);
        }
    }
    crate::probe::report();
}
