//! Where an application runs: in memory, or behind a socket on a runtime.
//!
//! A runtime with sockets is two functions in a file of its own: one serves an application until it
//! is told to stop, the other waits for a while. It is added to the enumeration and to the two
//! matches here, and nowhere else.

use koa_core::App;
use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::pin::Pin;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::case::{Exchange, RecordedRequest};
use crate::{memory, socket};

mod embassy_0;
mod settings;
mod smol_2;
mod stop;
mod tokio_1;

pub use settings::Settings;

use stop::Stop;

/// Where an application runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runtime {
    /// Nowhere but here.
    Memory,
    /// koa-tokio.
    Tokio,
    /// koa-smol.
    Smol,
    /// koa-embassy, behind a bridge from a socket of this machine to a network in memory.
    Embassy,
}

/// Waits without holding up the thread; made by a runtime, for handlers that must wait.
pub type Sleep = fn(Duration) -> Pin<Box<dyn Future<Output = ()> + Send>>;

/// What a runtime with sockets can do.
#[derive(Clone, Copy, Debug)]
struct Sockets {
    /// Serves until told to stop.
    serve: fn(Service) -> std::io::Result<()>,
    sleep: Sleep,
}

/// An application, where it is served, and how.
#[derive(Debug)]
struct Service {
    app: App,
    listener: TcpListener,
    settings: Settings,
    stop: Stop,
}

impl Runtime {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Memory, Self::Tokio, Self::Smol, Self::Embassy];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Tokio => "tokio",
            Self::Smol => "smol",
            Self::Embassy => "embassy",
        }
    }

    /// The one with that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|runtime| runtime.name() == name)
    }

    fn sockets(self) -> Option<Sockets> {
        match self {
            Self::Memory => None,
            Self::Tokio => Some(tokio_1::SOCKETS),
            Self::Smol => Some(smol_2::SOCKETS),
            Self::Embassy => Some(embassy_0::SOCKETS),
        }
    }

    /// How a handler waits there; `None` where there are no sockets.
    pub fn sleep(self) -> Option<Sleep> {
        self.sockets().map(|sockets| sockets.sleep)
    }

    /// Makes `app` ready for requests.
    ///
    /// # Errors
    ///
    /// When no port can be had.
    pub fn start(self, app: App) -> Result<Server, String> {
        match self.sockets() {
            None => Ok(Server::Memory(Box::new(app))),
            Some(_) => self.start_with(app, Settings::default()).map(Server::Socket),
        }
    }

    /// Makes `app` ready for requests over a socket.
    ///
    /// # Errors
    ///
    /// When no port can be had, or there are none.
    pub fn start_with(self, app: App, settings: Settings) -> Result<SocketServer, String> {
        let sockets = self.sockets().ok_or(NO_PORTS)?;
        SocketServer::start(app, settings, sockets).map_err(|error| error.to_string())
    }

    /// Serves `app` on a port of this machine until the process ends.
    ///
    /// # Errors
    ///
    /// When the port cannot be had, or there are no ports.
    pub fn serve(self, app: App, port: u16, settings: Settings) -> Result<(), String> {
        let sockets = self.sockets().ok_or(NO_PORTS)?;
        let listener = listen(port).map_err(|error| error.to_string())?;
        let service = Service { app, listener, settings, stop: Stop::default() };
        (sockets.serve)(service).map_err(|error| error.to_string())
    }
}

const NO_PORTS: &str = "memory has no ports";

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
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    fn start(app: App, settings: Settings, sockets: Sockets) -> std::io::Result<Self> {
        let listener = listen(0)?;
        let address = listener.local_addr()?;
        let stop = Stop::default();
        let service = Service { app, listener, settings, stop: stop.clone() };
        let thread = thread::spawn(move || (sockets.serve)(service));
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
