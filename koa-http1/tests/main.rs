//! The engine over a connection in memory: no socket, no runtime, and time that stands still.

#![allow(missing_docs)]

mod support;

mod body;
mod conformance;
mod crowd;
mod date;
mod disconnect;
mod expect;
mod flavor;
mod keep_alive;
mod limits;
#[cfg(feature = "std")]
mod panic;
mod pieces;
mod pipelining;
mod response;
mod shutdown;
mod strict;
mod timeouts;
mod upgrade;
