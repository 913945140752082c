//! Where an application runs: in memory, or behind a socket on a runtime.
//!
//! A runtime with sockets is one function that serves an application until it is told to stop, in a
//! file of its own; it is added to the enumeration and to the two matches here, and nowhere else.

use koa_core::App;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::thread::{self, JoinHandle};

use crate::case::{Exchange, RecordedRequest};
use crate::{memory, socket};

mod stop;
mod tokio_1;

use stop::Stop;

/// Where an application runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runtime {
    /// Nowhere but here.
    Memory,
    /// koa-tokio.
    Tokio,
}

/// Serves an application on a listener until it is told to stop.
type Serve = fn(App, TcpListener, Stop) -> std::io::Result<()>;

impl Runtime {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::Memory, Self::Tokio];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Tokio => "tokio",
        }
    }

    /// The one with that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|runtime| runtime.name() == name)
    }

    fn serve_function(self) -> Option<Serve> {
        match self {
            Self::Memory => None,
            Self::Tokio => Some(tokio_1::serve),
        }
    }

    /// Makes `app` ready for requests.
    ///
    /// # Errors
    ///
    /// When no port can be had.
    pub fn start(self, app: App) -> Result<Server, String> {
        match self.serve_function() {
            None => Ok(Server::Memory(Box::new(app))),
            Some(serve) => SocketServer::start(app, serve).map(Server::Socket).map_err(|error| error.to_string()),
        }
    }

    /// Serves `app` on a port of this machine until the process ends.
    ///
    /// # Errors
    ///
    /// When the port cannot be had, or there are no ports.
    pub fn serve(self, app: App, port: u16) -> Result<(), String> {
        let serve = self.serve_function().ok_or("memory has no ports")?;
        let listener = listen(port).map_err(|error| error.to_string())?;
        serve(app, listener, Stop::default()).map_err(|error| error.to_string())
    }
}

/// An application that is ready for requests; dropping it ends it.
#[derive(Debug)]
pub enum Server {
    /// Without a socket.
    Memory(Box<App>),
    /// Behind a socket.
    Socket(SocketServer),
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
            Self::Socket(server) => socket::exchange(server.address, request),
        }
    }
}

/// A thread that serves an application.
#[derive(Debug)]
pub struct SocketServer {
    address: SocketAddr,
    stop: Stop,
    thread: Option<JoinHandle<std::io::Result<()>>>,
}

impl SocketServer {
    fn start(app: App, serve: Serve) -> std::io::Result<Self> {
        let listener = listen(0)?;
        let address = listener.local_addr()?;
        let stop = Stop::default();
        let stopped = stop.clone();
        let thread = thread::spawn(move || serve(app, listener, stopped));
        Ok(Self { address, stop, thread: Some(thread) })
    }
}

impl Drop for SocketServer {
    fn drop(&mut self) {
        self.stop.stop();
        if let Some(thread) = self.thread.take() {
            // A server that failed has shown itself in its rows.
            drop(thread.join());
        }
    }
}

fn listen(port: u16) -> std::io::Result<TcpListener> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}
