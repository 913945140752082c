//! koa-tokio over real sockets: what every adapter does, and what it alone does.

#![allow(missing_docs)]

extern crate koa_tokio as koa;

mod runtime;

#[path = "../sockets/suite.rs"]
mod on_tokio;

mod http2;
mod service;
