//! The servers that are compared: the same answers, each in the plainest way its library offers.
//!
//! All turn Nagle's algorithm off. With it, a server that writes each of sixteen pipelined answers by
//! itself waits 40 ms for the client's delayed acknowledgement, and the kernel's timer is measured.

use std::future::Future;
use std::io::{self, Read as _};
use std::net::TcpListener;

mod actix;
mod axum;
mod hyper;
mod koa;
mod limit;
mod node;
mod ntex;
mod order;
mod pieces;
mod trillium;
mod xitca;

/// hyper on tokio with default settings: what every other server is compared to.
pub const REFERENCE: &str = "hyper";
/// Koa with three middleware, on tokio and on smol: what the last line of the report is about.
pub const CANDIDATES: [&str; 2] = ["koa-tokio-3", "koa-smol-3"];
/// Every server.
pub const NAMES: [&str; 17] = [
    REFERENCE,
    "limit",
    "hyper-flush",
    "koa-tokio",
    "koa-tokio-3",
    "axum",
    "axum-3",
    "actix",
    "ntex",
    "xitca",
    "trillium-tokio",
    "smol-hyper",
    "koa-smol",
    "koa-smol-3",
    "trillium-smol",
    node::HTTP,
    node::KOA,
];

/// On any machine as on the one with two cores that the published table comes from.
const WORKERS: usize = 2;
/// What tells smol's executor, and that of trillium-smol, the number of their threads.
pub(crate) const THREADS: [(&str, &str); 2] = [("SMOL_THREADS", "2"), ("ASYNC_GLOBAL_EXECUTOR_THREADS", "2")];
const TEXT: &str = "Hello World";

/// Whether the server `name` is a program for Node.
pub(crate) fn is_on_node(name: &str) -> bool {
    [node::HTTP, node::KOA].contains(&name)
}

/// Those of `names` that can run here; a line on stderr tells which cannot, and why.
pub fn available(names: &[&'static str]) -> Vec<&'static str> {
    let mut available = names.to_vec();
    if let Some((missing, why)) = node::missing(names) {
        eprintln!("left out: {} ({why})", missing.join(" and "));
        available.retain(|name| !missing.contains(name));
    }
    available
}

/// Serves the server `name` on a free port of the loopback, which it prints, until stdin ends.
///
/// # Errors
///
/// When the name is unknown or the port cannot be opened.
pub fn serve(name: &str) -> io::Result<()> {
    end_with_stdin();
    if is_on_node(name) {
        return node::serve(name);
    }
    let listener = listen()?;
    match name {
        REFERENCE => on_tokio(listener, |listener| hyper::on_tokio(listener, false)),
        "hyper-flush" => on_tokio(listener, |listener| hyper::on_tokio(listener, true)),
        "limit" => on_tokio(listener, limit::on_tokio),
        "koa-tokio" => on_tokio(listener, |listener| koa::on_tokio(listener, 0)),
        "koa-tokio-3" => on_tokio(listener, |listener| koa::on_tokio(listener, 3)),
        "axum" => on_tokio(listener, |listener| axum::serve(listener, 0)),
        "axum-3" => on_tokio(listener, |listener| axum::serve(listener, 3)),
        "actix" => actix::serve(listener),
        "ntex" => ntex::serve(listener),
        "xitca" => xitca::serve(listener),
        "trillium-tokio" => on_tokio(listener, trillium::on_tokio),
        "smol-hyper" => on_smol(listener, hyper::on_smol),
        "koa-smol" => on_smol(listener, |listener| koa::on_smol(listener, 0)),
        "koa-smol-3" => on_smol(listener, |listener| koa::on_smol(listener, 3)),
        "trillium-smol" => on_smol(listener, trillium::on_smol),
        _ => Err(io::Error::other(format!("there is no server {name}"))),
    }
}

/// Whatever ends stdin ends the server, so that none outlives the program that started it.
pub(crate) fn end_with_stdin() {
    std::thread::spawn(|| {
        let _ = io::stdin().read(&mut [0]);
        std::process::exit(0);
    });
}

/// A free port of the loopback, which is printed.
pub(crate) fn listen() -> io::Result<TcpListener> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    println!("{}", listener.local_addr()?.port());
    Ok(listener)
}

/// Two worker threads; connections are accepted on this one.
pub(crate) fn on_tokio<F: Future<Output = io::Result<()>>>(
    listener: TcpListener,
    serve: impl FnOnce(tokio::net::TcpListener) -> F,
) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(WORKERS).enable_all().build()?;
    runtime.block_on(async { serve(tokio::net::TcpListener::from_std(listener)?).await })
}

/// The global executor with two threads; connections are accepted on this one.
pub(crate) fn on_smol<F: Future<Output = io::Result<()>>>(
    listener: TcpListener,
    serve: impl FnOnce(smol::net::TcpListener) -> F,
) -> io::Result<()> {
    let listener = smol::Async::new(listener)?;
    smol::block_on(serve(listener.into()))
}
