//! What the tests need of tokio.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use koa::Server;
use tokio::io::{AsyncWrite, AsyncWriteExt as _};
use tokio::task::JoinHandle;

pub(crate) use tokio::task::yield_now;
pub(crate) use tokio::time::sleep;
pub(crate) use tokio::{io, net};
pub(crate) use tokio_rustls as rustls;

/// Runs a test on two threads.
pub(crate) fn block_on<T>(test: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let outcome = runtime.block_on(test);
    runtime.shutdown_background();
    outcome
}

pub(crate) fn spawn<T: Send + 'static>(task: impl Future<Output = T> + Send + 'static) -> Task<T> {
    Task(tokio::spawn(task))
}

/// Runs a task that nobody waits for.
pub(crate) fn detach<T: Send + 'static>(task: impl Future<Output = T> + Send + 'static) {
    tokio::spawn(task);
}

/// A task that ends when it is dropped.
pub(crate) struct Task<T>(JoinHandle<T>);

impl<T> Future for Task<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        Poll::Ready(ready!(Pin::new(&mut self.0).poll(cx)).unwrap())
    }
}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Closes the sending side.
pub(crate) async fn finish(stream: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
    stream.shutdown().await
}

/// One socket, twice.
pub(crate) fn twins(stream: net::TcpStream) -> (net::TcpStream, net::TcpStream) {
    let stream = stream.into_std().unwrap();
    let twin = stream.try_clone().unwrap();
    (net::TcpStream::from_std(stream).unwrap(), net::TcpStream::from_std(twin).unwrap())
}

/// A server whose [`tasks`] are counted: the runtime does.
pub(crate) fn counted(server: Server) -> Server {
    server
}

pub(crate) fn tasks() -> usize {
    tokio::runtime::Handle::current().metrics().num_alive_tasks()
}
