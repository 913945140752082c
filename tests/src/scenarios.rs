//! The scenarios alone, for firmware: the same files as in `lib.rs`, where there is no std.

#![no_std]
#![allow(dead_code, unused_imports)] // Some of it is the runner's alone.

extern crate alloc;

pub mod ops;
pub mod scenario;

mod body_kind;
mod errors;
mod jar;
mod js;
mod latin1;
mod params;
