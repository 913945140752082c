//! A server on a free port.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use koa::{App, Limits, Report, Server, Shutdown};

use super::answer::Answer;
use super::client::{Client, connect};
use super::time::ms;
use crate::runtime::net::{TcpListener, TcpStream};
use crate::runtime::{Task, spawn};

/// Small times, so that tests of slow clients are quick.
pub(crate) fn hasty() -> Limits {
    Limits {
        head: ms(300),
        idle: ms(300),
        body_pause: ms(300),
        write_pause: ms(300),
        half_closed: ms(300),
        handshake: ms(300),
        drain: ms(500),
        ..Limits::default()
    }
}

/// Where a socket of Unix may be.
pub(crate) fn socket_path(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("koa-{name}-{}", std::process::id()))
}

pub(crate) struct Running {
    pub(crate) addr: SocketAddr,
    pub(crate) shutdown: Shutdown,
    task: Task<io::Result<Report>>,
}

/// Serves `app` on a free port.
pub(crate) async fn start(app: App) -> Running {
    start_server(Server::new(app)).await
}

pub(crate) async fn start_with(app: App, limits: Limits) -> Running {
    start_server(Server::new(app).limits(limits)).await
}

pub(crate) async fn start_server(server: Server) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    let shutdown = Shutdown::new();
    let task = spawn(server.shutdown(shutdown.clone()).serve(listener));
    Running { addr, shutdown, task }
}

impl Running {
    pub(crate) async fn connect(&self) -> Client<TcpStream> {
        connect(self.addr).await
    }

    /// Sends one request on its own connection.
    pub(crate) async fn get(&self, target: &str) -> Answer {
        self.connect().await.get(target).await
    }

    /// Sends bytes and gives everything that comes back until the end.
    pub(crate) async fn dialogue(&self, bytes: impl AsRef<[u8]>) -> String {
        let mut client = self.connect().await;
        client.send(bytes).await;
        client.rest().await
    }

    pub(crate) async fn ended(self) -> Report {
        self.task.await.unwrap()
    }

    pub(crate) async fn stop(self) -> Report {
        self.shutdown.start();
        self.ended().await
    }
}
