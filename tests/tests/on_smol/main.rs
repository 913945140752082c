//! koa-smol over real sockets: what every adapter does, and what it alone does.

#![allow(missing_docs)]

extern crate koa_smol as koa;

mod runtime;

#[path = "../sockets/suite.rs"]
mod on_smol;

mod executor;
mod http1;
