//! What runs against every adapter alike: replaying what real Koa answered, and HTTP/1.1 conformance.
//!
//! Koa's behaviour is recorded (`tests/parity/`): requests to 38 small applications with the answers
//! of Koa 3.3.0, and calls of its helper functions with their results. Here are the same
//! applications in Rust, the functions' counterparts, two ways to run a request (in memory and over
//! a socket), the rules by which answers are compared, and the list of differences that are meant.
//!
//! [`conformance`] is one application with an endpoint for each thing that HTTP/1.1 can do to a
//! server; `tests/http1/` holds requests with the answers that RFC 9110 and RFC 9112 allow.

extern crate alloc;

pub mod case;
pub mod compare;
pub mod conformance;
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
mod latin1;
mod params;
