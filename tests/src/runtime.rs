//! Where an application runs: in memory, or behind a socket on a runtime.
//!
//! A runtime with sockets is one function that serves an application until it is told to stop; a
//! new one is added to the enumeration and to its three matches here, and nowhere else.

use koa_core::App;
use std::net::SocketAddr;

use crate::case::{Exchange, RecordedRequest};
use crate::{memory, socket};

/// Where an application runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runtime {
    /// Nowhere but here.
    Memory,
}

impl Runtime {
    /// Every one.
    pub const ALL: [Self; 1] = [Self::Memory];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Memory => "memory",
        }
    }

    /// The one with that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|runtime| runtime.name() == name)
    }

    /// Serves `app` on a port of this machine until the process ends.
    ///
    /// # Errors
    ///
    /// When the port cannot be had, or the runtime has none.
    pub fn serve(self, _app: App, _port: u16) -> Result<(), String> {
        match self {
            Self::Memory => Err("memory has no ports".into()),
        }
    }

    /// Makes `app` ready for requests.
    ///
    /// # Errors
    ///
    /// When no port can be had.
    pub fn start(self, app: App) -> Result<Server, String> {
        Ok(match self {
            Self::Memory => Server::Memory(Box::new(app)),
        })
    }
}

/// An application that is ready for requests; dropping it ends it.
#[derive(Debug)]
pub enum Server {
    /// Without a socket.
    Memory(Box<App>),
    /// Behind a socket.
    Socket(SocketAddr),
}

impl Server {
    /// Sends a request.
    ///
    /// # Errors
    ///
    /// When it cannot be sent.
    pub fn exchange(&self, request: &RecordedRequest) -> Result<Exchange, String> {
        match self {
            Self::Memory(app) => memory::exchange(app, request),
            Self::Socket(address) => socket::exchange(*address, request),
        }
    }
}
