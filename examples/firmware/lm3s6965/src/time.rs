//! The clock: SysTick, a thousand times per second.

use core::cell::RefCell;
use core::task::Waker;

use cortex_m::peripheral::SYST;
use cortex_m::peripheral::syst::SystClkSource;
use critical_section::{CriticalSection, Mutex};
use embassy_time_queue_utils::Queue;

/// The processor's clock, in steps per tick.
pub(crate) const STEPS: u32 = 50_000;

struct Clock(Mutex<RefCell<Ticks>>);

struct Ticks {
    now: u64,
    /// When the next task wants to be woken.
    alarm: u64,
    queue: Queue,
}

embassy_time_driver::time_driver_impl!(static CLOCK: Clock = Clock(Mutex::new(RefCell::new(Ticks {
    now: 0,
    alarm: u64::MAX,
    queue: Queue::new(),
}))));

/// Starts it, at 50 MHz.
pub(crate) fn start() {
    // SAFETY: called once, and nobody else has the system timer or the clock's divider.
    unsafe {
        core::ptr::write_volatile(0x400F_E060 as *mut u32, 0x01C0_0000); // A quarter of 200 MHz.
        let mut timer: SYST = core::mem::transmute(());
        timer.set_clock_source(SystClkSource::Core);
        timer.set_reload(STEPS - 1);
        timer.clear_current();
        timer.enable_counter();
        timer.enable_interrupt();
    }
}

#[cortex_m_rt::exception]
fn SysTick() {
    critical_section::with(|section| {
        let mut ticks = CLOCK.0.borrow_ref_mut(section);
        ticks.now += 1;
        if ticks.now >= ticks.alarm {
            let now = ticks.now;
            ticks.alarm = ticks.queue.next_expiration(now);
        }
    });
}

impl Clock {
    fn ticks(&self, section: CriticalSection<'_>) -> u64 {
        self.0.borrow_ref(section).now
    }
}

impl embassy_time_driver::Driver for Clock {
    fn now(&self) -> u64 {
        critical_section::with(|section| self.ticks(section))
    }

    fn schedule_wake(&self, at: u64, waker: &Waker) {
        critical_section::with(|section| {
            let mut ticks = self.0.borrow_ref_mut(section);
            if ticks.queue.schedule_wake(at, waker) {
                let now = ticks.now;
                ticks.alarm = ticks.queue.next_expiration(now);
            }
        });
    }
}

/// The steps of the processor's clock since the start.
///
/// With interrupts masked a tick may be due that has not been counted.
#[cfg(feature = "probe")]
pub(crate) fn steps() -> u64 {
    critical_section::with(|section| {
        let ticks = CLOCK.ticks(section);
        let left = SYST::get_current();
        let (is_due, left) = match cortex_m::peripheral::SCB::is_pendst_pending() {
            true => (1, SYST::get_current()),
            false => (0, left),
        };
        (ticks + is_due) * u64::from(STEPS) + u64::from(STEPS - 1 - left)
    })
}
