//! A server of the adapter and its clients, each on a network of its own, joined in memory.

#![allow(missing_docs)]

mod support;

mod basics;
