//! No application, only what a board needs to start.

#![no_std]
#![no_main]

use cortex_m_rt::entry;
use koa_core_sizes as _;

#[entry]
fn main() -> ! {
    loop {
        core::hint::spin_loop();
    }
}
