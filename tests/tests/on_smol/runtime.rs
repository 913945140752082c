//! What the tests need of smol.

use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use koa::{MultiThread, Served, Server, Spawn};
use smol::io::{AsyncWrite, AsyncWriteExt as _};

pub(crate) use futures_rustls as rustls;
pub(crate) use smol::{Task, block_on, future::yield_now, io, spawn};

pub(crate) mod net {
    pub(crate) use smol::net::unix::{UnixListener, UnixStream};
    pub(crate) use smol::net::{TcpListener, TcpStream};
}

/// Runs a task that nobody waits for.
pub(crate) fn detach<T: Send + 'static>(task: impl Future<Output = T> + Send + 'static) {
    spawn(task).detach();
}

pub(crate) async fn sleep(time: Duration) {
    smol::Timer::after(time).await;
}

/// Closes the sending side.
pub(crate) async fn finish(stream: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
    stream.close().await
}

/// One socket, twice.
pub(crate) fn twins(stream: net::TcpStream) -> (net::TcpStream, net::TcpStream) {
    (stream.clone(), stream)
}

/// The connections whose tasks have not ended.
static TASKS: AtomicUsize = AtomicUsize::new(0);

pub(crate) fn tasks() -> usize {
    TASKS.load(Ordering::Relaxed)
}

/// A server whose [`tasks`] are counted.
pub(crate) fn counted(server: Server) -> Server<MultiThread, Counting> {
    server.executor(Counting)
}

/// smol's executor, counted.
pub(crate) struct Counting;

impl Spawn for Counting {
    fn spawn(&self, task: <MultiThread as Served>::Task) {
        TASKS.fetch_add(1, Ordering::Relaxed);
        detach(async {
            task.await;
            TASKS.fetch_sub(1, Ordering::Relaxed);
        });
    }
}
