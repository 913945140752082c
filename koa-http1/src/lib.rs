//! An HTTP/1.1 server engine for Koa applications: sans-IO, `no_std`, strict.

#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod chunked;
mod connection;
mod control;
mod date;
mod driver;
mod error;
mod feed;
mod framing;
mod head;
mod host;
mod input;
mod limits;
mod output;
mod pace;
mod response;
mod sync;
mod target;
mod timer;
mod vectored;

// The public interface is:
pub use crate::connection::{Connection, Event};
pub use crate::control::{Control, Stage};
pub use crate::driver::{Config, Ended, OnDisconnect, Peer, serve, serve_vectored};
pub use crate::error::Error;
pub use crate::limits::{InvalidLimits, Limits};
pub use crate::timer::Timer;
pub use crate::vectored::WriteVectored;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
