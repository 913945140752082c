//! The servers that keep idle connections. Ours has its limits raised, so that it keeps that many for so long.

use std::io;
use std::time::Duration;

use crate::engine::hello;
use crate::servers::{self, REFERENCE, end_with_stdin, listen, on_smol, on_tokio};

pub(super) const TOKIO: &str = "koa-tokio";
pub(super) const SMOL: &str = "koa-smol";
pub(super) const NAMES: [&str; 3] = [TOKIO, SMOL, REFERENCE];

const CONNECTIONS: usize = 100_000;
const IDLE: Duration = Duration::from_secs(3600);

/// Serves the server `name` on a free port of the loopback, which it prints, until stdin ends.
///
/// # Errors
///
/// When the name is unknown or the port cannot be opened.
pub fn serve(name: &str) -> io::Result<()> {
    if ![TOKIO, SMOL].contains(&name) {
        return servers::serve(name);
    }
    end_with_stdin();
    let listener = listen()?;
    match name {
        TOKIO => on_tokio(listener, serve_on_tokio),
        _ => on_smol(listener, serve_on_smol),
    }
}

async fn serve_on_tokio(listener: tokio::net::TcpListener) -> io::Result<()> {
    let limits = koa_tokio::Limits { connections: CONNECTIONS, idle: IDLE, ..Default::default() };
    koa_tokio::Server::new(hello(0)).limits(limits).serve(listener).await.map(drop)
}

async fn serve_on_smol(listener: smol::net::TcpListener) -> io::Result<()> {
    let limits = koa_smol::Limits { connections: CONNECTIONS, idle: IDLE, ..Default::default() };
    koa_smol::Server::new(hello(0)).limits(limits).serve(listener).await.map(drop)
}
