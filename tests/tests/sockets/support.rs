//! A server on a free port, a client that speaks bytes, and bounds in time.

mod answer;
mod client;
mod server;
mod time;

pub(crate) use client::{Client, connect};
pub(crate) use server::{Running, hasty, socket_path, start, start_server, start_with};
pub(crate) use time::{ms, run, timeout, until};

pub(crate) use crate::runtime::{detach, sleep, spawn};
