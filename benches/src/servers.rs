//! The servers that are compared: the same text, each in the plainest way its library offers.
//!
//! All turn Nagle's algorithm off. With it, a server that writes each of sixteen pipelined answers by
//! itself waits 40 ms for the client's delayed acknowledgement, and the kernel's timer is measured.

use std::io::{self, Read as _};

use tokio::net::TcpListener;
use tokio::runtime;

mod axum;
mod hyper;
mod koa;

/// hyper with default settings: what every other server is compared to.
pub const REFERENCE: &str = "hyper";
/// Koa with three middleware: what the last line of the report is about.
pub const CANDIDATE: &str = "koa-tokio-3";
/// Every server.
pub const NAMES: [&str; 6] = [REFERENCE, "hyper-flush", "koa-tokio", CANDIDATE, "axum", "axum-3"];

/// On any machine as on the one with two cores that the published table comes from.
const WORKERS: usize = 2;
const TEXT: &str = "Hello World";

/// Serves the server `name` on a free port of the loopback, which it prints, until stdin ends.
///
/// # Errors
///
/// When the name is unknown or the port cannot be opened.
pub fn serve(name: &str) -> io::Result<()> {
    std::thread::spawn(|| {
        // Whatever ends stdin ends the server, so that none outlives the program that started it.
        let _ = io::stdin().read(&mut [0]);
        std::process::exit(0);
    });
    let runtime = runtime::Builder::new_multi_thread().worker_threads(WORKERS).enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        println!("{}", listener.local_addr()?.port());
        match name {
            REFERENCE => hyper::serve(listener, false).await,
            "hyper-flush" => hyper::serve(listener, true).await,
            "koa-tokio" => koa::serve(listener, 0).await,
            CANDIDATE => koa::serve(listener, 3).await,
            "axum" => axum::serve(listener, 0).await,
            "axum-3" => axum::serve(listener, 3).await,
            _ => Err(io::Error::other(format!("there is no server {name}"))),
        }
    })
}
