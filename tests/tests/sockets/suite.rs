//! What a server over sockets does, whatever its runtime: every test runs once for each.
//!
//! Each of the test programs beside this folder includes it, with `koa` as the adapter's name and a
//! `runtime` of its own. That the same text compiles against both is what changing the runtime by
//! changing the import means. Every test is bounded in time.

pub(crate) mod support;

mod abuse;
mod accept;
mod child;
mod disconnect;
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
pub(crate) mod tls;
mod upgrade;
mod uploads;
