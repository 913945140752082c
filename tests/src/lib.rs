//! What runs against every adapter alike: replaying what real Koa answered.
//!
//! Koa's behaviour is recorded (`tests/parity/`): requests to 38 small applications with the answers
//! of Koa 3.3.0, and calls of its helper functions with their results. Here are the same
//! applications in Rust, the functions' counterparts, two ways to run a request (in memory and over
//! a socket), the rules by which answers are compared, and the list of differences that are meant.

pub mod case;
pub mod compare;
pub mod differences;
pub mod memory;
pub mod ops;
pub mod report;
pub mod runtime;
pub mod scenario;
pub mod socket;
pub mod suite;
pub mod units;

mod body_kind;
mod errors;
mod jar;
mod js;
mod params;
