//! The adapter over real sockets; every test is bounded in time.

#![allow(missing_docs)]

mod support;

mod abuse;
mod accept;
mod child;
mod disconnect;
mod executor;
mod failure;
mod framing;
mod half_close;
mod heads;
mod inherited;
mod keep_alive;
mod listeners;
mod shutdown;
mod slow;
mod streaming;
#[cfg(feature = "tls")]
mod tls;
mod upgrade;
mod uploads;
