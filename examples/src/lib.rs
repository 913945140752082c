//! Example applications, written once against `koa-core`.
//!
//! Nothing here knows a runtime or needs std; the mains under `src/bin` are thin and each names the one it
//! runs on, and the firmware under `firmware` compiles these very files. The tests call the same applications as plain futures.

extern crate alloc;

pub mod bodies;
pub mod cascade;
pub mod errors;
pub mod hello;
pub mod onion;
pub mod streaming;
pub mod tour;

// The README's programs are compiled, and run where they end by themselves.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}

// So are those of the guide for people who know Koa.
#[cfg(doctest)]
#[doc = include_str!("../../docs/koa-to-rust.md")]
mod koa_to_rust {}
