#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod accept;
mod body;
mod connection;
mod exchange;
mod http2;
mod io;
mod limits;
mod listener;
mod request;
mod response;
mod server;
mod service;
mod shutdown;
mod timer;
#[cfg(feature = "tls")]
pub mod tls;
mod upgrade;

// The public interface is:
pub use koa_core::*;
pub use koa_http1::OnDisconnect;

pub use crate::body::{Aborted, ResponseBody};
pub use crate::limits::Limits;
pub use crate::listener::{Both, Either, EitherHandshake, Handshake, Inherited, Listener, Transport, inherited};
pub use crate::server::{Server, listen, serve};
pub use crate::service::{Callback, CallbackFuture, HttpBody, HttpBodyError, Tower, callback, from_tower};
pub use crate::shutdown::{Report, Shutdown};
pub use crate::upgrade::{Upgrade, Upgraded};
