#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate alloc;

mod backlog;
mod buffers;
mod crowd;
mod limits;
mod listener;
mod logging;
#[cfg(feature = "defmt")]
mod report;
mod server;
mod shutdown;
mod sync;
mod tcp;
mod timer;

// The public interface is:
pub use koa_core::*;

pub use koa_http1::{InvalidLimits, OnDisconnect, Peer};

pub use crate::backlog::{Backlog, Parking, ParkingRxToken};
pub use crate::buffers::Buffers;
pub use crate::limits::Limits;
pub use crate::listener::{Connection, Listener, Token};
#[cfg(feature = "defmt")]
pub use crate::report::report;
pub use crate::server::{Server, listen, serve};
pub use crate::shutdown::{Report, Shutdown};
pub use crate::tcp::{TcpConnection, TcpListener};
