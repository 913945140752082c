//! A heap with one text in it.

#![no_std]
#![no_main]

extern crate alloc;

use alloc::string::String;
use core::hint::black_box;

use cortex_m_rt::entry;
use koa_core_sizes::start;

#[entry]
fn main() -> ! {
    start();
    black_box(String::from(black_box("Hello World")));
    loop {
        core::hint::spin_loop();
    }
}
