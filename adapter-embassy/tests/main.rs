//! A server of the adapter and its clients, each on a network of its own, joined in memory.

#![allow(missing_docs)]

mod support;

mod basics;
mod crowd;
mod ends;
mod loss;
mod memory;
mod refusals;
mod shutdown;
mod vanishing;
