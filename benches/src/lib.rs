//! Measures Koa for Rust beside its peers.
//!
//! Machines differ and are shared, so that absolute numbers say little: every server runs as a
//! process of its own, all in turns within a round, and what counts is the ratio of its CPU time per
//! request to that of plain hyper in the same round.

pub mod engine;
pub mod growth;
pub mod hello;
pub mod onion;
pub mod plot;

mod arguments;
mod ask;
mod blob;
mod callgrind;
mod client;
mod cpu;
mod csv;
mod figures;
mod head;
mod mode;
mod npm;
mod options;
mod process;
mod report;
mod resident;
mod round;
mod servers;
mod stats;

pub use arguments::Arguments;
pub use callgrind::instructions;
pub use client::{Clients, Load};
pub use csv::csv;
pub use figures::Figures;
pub use mode::Mode;
pub use options::{Options, USAGE};
pub use process::Server;
pub use report::print;
pub use round::{Measurement, measure};
pub use servers::{CANDIDATES, NAMES, REFERENCE, available, serve};
pub use stats::{Summary, percentile, slope};
