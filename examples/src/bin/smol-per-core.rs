//! cargo run -p koa-examples --bin smol-per-core
//!
//! A thread and an executor for each core, one port for all: a connection never leaves the thread
//! that accepted it. Ctrl-C and SIGTERM let running requests end.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use koa_smol::{App, Report, Server, Shutdown};
use smol::{Async, Executor};

fn main() -> io::Result<()> {
    let app = Arc::new(App::new().with(async |ctx, _| {
        let name = thread::current().name().unwrap_or_default().to_owned();
        ctx.set_body(format!("answered by {name}"));
        Ok(())
    }));
    let shutdown = Shutdown::on_signal()?;
    let socket = TcpListener::bind("127.0.0.1:3000")?;
    println!("listening on http://127.0.0.1:3000");

    let mut cores = Vec::new();
    for number in 0..thread::available_parallelism()?.get() {
        let server = Server::new(app.clone()).shutdown(shutdown.clone());
        let socket = socket.try_clone()?;
        cores.push(thread::Builder::new().name(format!("core {number}")).spawn(|| run(server, socket))?);
    }
    for core in cores {
        let report = core.join().map_err(|_| io::Error::other("a core panicked"))??;
        println!("served {} connections, aborted {}", report.accepted, report.aborted);
    }
    Ok(())
}

fn run(server: Server, socket: TcpListener) -> io::Result<Report> {
    let executor = Arc::new(Executor::new());
    let server = server.executor(executor.clone()).serve(Async::new(socket)?);
    smol::block_on(executor.run(server))
}
