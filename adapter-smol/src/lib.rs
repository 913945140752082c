#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod accept;
mod connection;
mod executor;
mod io;
mod limits;
mod listener;
mod server;
mod shutdown;
mod timer;
#[cfg(feature = "tls")]
pub mod tls;
mod upgrade;

// The public interface is:
pub use koa_core::*;

pub use koa_http1::OnDisconnect;

pub use crate::executor::{GlobalExecutor, Served, Spawn};
pub use crate::limits::Limits;
pub use crate::listener::{Both, Either, EitherHandshake, Handshake, Inherited, Listener, Transport, inherited};
pub use crate::server::{Server, listen, serve};
pub use crate::shutdown::{Report, Shutdown};
pub use crate::upgrade::{Upgrade, Upgraded};
