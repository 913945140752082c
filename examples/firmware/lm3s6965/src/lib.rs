//! The board: everything between the Cortex-M3 of QEMU's `lm3s6965evb` and embassy.
//!
//! One file for each thing that a board is: its vector table, its clock, the executor that sleeps,
//! the heap, the serial line and the Ethernet controller. A binary calls [`run`] and spawns its tasks.

#![no_std]

mod argument;
mod executor;
#[cfg(feature = "heap")]
mod heap;
mod mac;
mod net;
mod panic;
#[cfg(feature = "probe")]
mod probe;
mod time;
mod uart;
mod vectors;

pub use argument::argument;
pub use executor::run;
#[cfg(feature = "heap")]
pub use heap::{HEAP_BYTES, free};
pub use mac::Mac;
pub use net::{SEED, address, config, mac};
pub use uart::print;
