//! What every firmware here has: a heap, a way to panic, and one request to answer.

#![no_std]

extern crate alloc;

use core::hint::black_box;
use core::panic::PanicInfo;

// Its critical section is the one of the heap.
use cortex_m as _;
use embedded_alloc::LlffHeap as Heap;
use koa_core::{App, SingleThread, test};

#[global_allocator]
static HEAP: Heap = Heap::empty();

/// Gives the heap its memory.
pub fn start() {
    // SAFETY: the reset handler calls this once, before anything allocates.
    unsafe {
        embedded_alloc::init!(HEAP, 16 * 1024);
    }
}

/// Answers one request whose text the compiler does not know.
pub fn answer(app: &App<SingleThread>) {
    let response = test::block_on(app.respond(test::get(black_box("/path?a=b")).into_request()));
    black_box(response.status());
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {
        core::hint::spin_loop();
    }
}
