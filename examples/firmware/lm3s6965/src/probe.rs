//! What a measurement wants to know: compiled in only where one is made.
//!
//! A byte on the serial line is answered with one line of counters.

use core::cell::Cell;

use cortex_m_rt::STACK_PAINT_VALUE;
use critical_section::Mutex;

static COUNTERS: Mutex<Counters> = Mutex::new(Counters::new());

struct Counters {
    /// Allocations since the start.
    allocations: Cell<u32>,
    /// The most that the heap has held.
    heap_peak: Cell<usize>,
    /// When the board fell asleep, and for how long it has slept, in steps of the clock.
    asleep_since: Cell<u64>,
    slept: Cell<u64>,
}

impl Counters {
    const fn new() -> Self {
        Self { allocations: Cell::new(0), heap_peak: Cell::new(0), asleep_since: Cell::new(0), slept: Cell::new(0) }
    }
}

/// Counts an allocation, after which the heap holds `used` bytes.
#[cfg(feature = "heap")]
pub(crate) fn count(used: usize) {
    critical_section::with(|section| {
        let counters = COUNTERS.borrow(section);
        counters.allocations.set(counters.allocations.get() + 1);
        counters.heap_peak.set(counters.heap_peak.get().max(used));
    });
}

/// Called with interrupts masked.
pub(crate) fn fall_asleep() {
    critical_section::with(|section| COUNTERS.borrow(section).asleep_since.set(crate::time::steps()));
}

/// Called with interrupts masked.
pub(crate) fn wake_up() {
    let now = crate::time::steps();
    critical_section::with(|section| {
        let counters = COUNTERS.borrow(section);
        counters.slept.set(counters.slept.get() + now - counters.asleep_since.get());
    });
}

/// Says all counters in one line.
pub(crate) fn report() {
    let now = crate::time::steps();
    let (allocations, heap_peak, slept) = critical_section::with(|section| {
        let counters = COUNTERS.borrow(section);
        (counters.allocations.get(), counters.heap_peak.get(), counters.slept.get())
    });
    #[cfg(feature = "heap")]
    let heap = crate::HEAP_BYTES - crate::free();
    #[cfg(not(feature = "heap"))]
    let heap = 0;
    let stack = stack_peak();
    for (name, value) in [
        ("steps", now),
        ("slept", slept),
        ("allocations", allocations.into()),
        ("heap", heap as u64),
        ("heap_peak", heap_peak as u64),
        ("stack_peak", stack as u64),
    ] {
        crate::print(name);
        crate::print("=");
        print_number(value);
        crate::print(" ");
    }
    crate::print("\n");
}

/// How far down the stack has gone: the reset handler has painted it.
fn stack_peak() -> usize {
    unsafe extern "C" {
        static mut _stack_start: u32;
        static mut _stack_end: u32;
    }
    let (top, end) = (&raw const _stack_start, &raw const _stack_end);
    let mut lowest = end;
    // SAFETY: between these two is the stack and what it has not used.
    while lowest < top && unsafe { lowest.read_volatile() } == STACK_PAINT_VALUE {
        lowest = lowest.wrapping_add(1);
    }
    top as usize - lowest as usize
}

fn print_number(mut number: u64) {
    let mut digits = [0; 20];
    let mut start = digits.len();
    while start == digits.len() || number > 0 {
        start -= 1;
        digits[start] = b'0' + (number % 10) as u8;
        number /= 10;
    }
    crate::print(core::str::from_utf8(&digits[start..]).unwrap_or_default());
}
