//! The adapter over real sockets; every test is bounded in time.

#![allow(missing_docs)]

mod support;

mod abuse;
mod accept;
mod child;
mod disconnect;
mod failure;
mod framing;
mod heads;
mod http2;
mod inherited;
mod keep_alive;
mod listeners;
mod service;
mod shutdown;
mod slow;
mod streaming;
#[cfg(feature = "tls")]
mod tls;
mod upgrade;
mod uploads;
