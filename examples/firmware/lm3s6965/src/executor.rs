//! The executor: polls what was woken, and sleeps by WFI when nothing was.
//!
//! embassy's own thread executor sleeps by WFE, which QEMU takes for a no-op, so that an idle image
//! would occupy a core of the host.

use core::sync::atomic::{AtomicBool, Ordering};

use embassy_executor::{Spawner, raw};
use static_cell::StaticCell;

static EXECUTOR: StaticCell<raw::Executor> = StaticCell::new();
static IS_WOKEN: AtomicBool = AtomicBool::new(false);

/// Starts the board, spawns what `spawn` spawns, and never ends.
pub fn run(spawn: impl FnOnce(Spawner)) -> ! {
    #[cfg(feature = "heap")]
    crate::heap::start();
    crate::time::start();
    #[cfg(feature = "probe")]
    crate::uart::listen();
    let executor: &'static raw::Executor = EXECUTOR.init(raw::Executor::new(core::ptr::null_mut()));
    spawn(executor.spawner());
    loop {
        // SAFETY: this is the only place that polls, and it does not call itself.
        unsafe { executor.poll() };
        sleep();
    }
}

/// Waits for an interrupt unless a task was woken. With interrupts masked WFI still returns when one
/// is pending, so that none is missed between the test and the sleep.
fn sleep() {
    cortex_m::interrupt::free(|_| {
        if !IS_WOKEN.swap(false, Ordering::AcqRel) {
            #[cfg(feature = "probe")]
            crate::probe::fall_asleep();
            cortex_m::asm::wfi();
            #[cfg(feature = "probe")]
            crate::probe::wake_up();
        }
    });
}

#[unsafe(export_name = "__pender")]
fn pend(_: *mut ()) {
    IS_WOKEN.store(true, Ordering::Release);
}
