//! Who runs the tasks of connections: smol's global executor, one of your own, or one that stays on
//! its thread, for applications that do too.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

use futures_io::{AsyncRead, AsyncWrite};
use smol::{Executor, LocalExecutor};

use crate::connection::{Opening, serve};
use crate::{Flavor, Handshake, MultiThread, SingleThread};

/// A flavor of applications that connections can be served with; both are.
///
/// ```
/// use koa_smol::{MultiThread, Served, SingleThread};
///
/// fn is_served<M: Served>() {}
/// fn is_send<T: Send>() {}
///
/// is_served::<SingleThread>();
/// is_send::<<MultiThread as Served>::Task>();
/// ```
pub trait Served: Flavor {
    /// The task of a connection: a boxed future, `Send` or not.
    type Task: Future<Output = ()> + 'static;

    #[doc(hidden)]
    fn task<S, H>(opening: Opening<Self, H>) -> Self::Task
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
        H: Handshake<S>;
}

impl Served for MultiThread {
    type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

    fn task<S, H>(opening: Opening<Self, H>) -> Self::Task
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
        H: Handshake<S>,
    {
        Box::pin(serve(opening))
    }
}

impl Served for SingleThread {
    type Task = Pin<Box<dyn Future<Output = ()>>>;

    fn task<S, H>(opening: Opening<Self, H>) -> Self::Task
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
        H: Handshake<S>,
    {
        Box::pin(serve(opening))
    }
}

/// What runs the tasks of connections; see [`Server::executor`](crate::Server::executor).
///
/// Implemented for smol's executors, shared or for ever; another is a few lines.
///
/// # Examples
///
/// ```
/// use koa_smol::{MultiThread, Served, Spawn};
///
/// /// A thread per connection.
/// struct Threads;
///
/// impl Spawn for Threads {
///     fn spawn(&self, task: <MultiThread as Served>::Task) {
///         std::thread::spawn(|| smol::block_on(task));
///     }
/// }
///
/// let (told, tells) = std::sync::mpsc::channel();
/// Threads.spawn(Box::pin(async move { told.send("hello").unwrap() }));
/// assert_eq!(tells.recv(), Ok("hello"));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not run the connections of such an application",
    note = "the tasks of `App::new()` are run by the global executor, an `Arc<Executor<'static>>` or a `&'static Executor<'static>`",
    note = "the tasks of `App::local()` by an `Rc<LocalExecutor<'static>>`: `Server::new(app).executor(executor)`"
)]
pub trait Spawn<M: Served = MultiThread> {
    /// Runs `task` to its end, whatever becomes of the server.
    fn spawn(&self, task: M::Task);
}

/// smol's own executor, on `SMOL_THREADS` threads, one unless set: what a server takes unless told
/// otherwise.
///
/// ```
/// use koa_smol::{GlobalExecutor, Spawn};
///
/// let (told, tells) = std::sync::mpsc::channel();
/// GlobalExecutor.spawn(Box::pin(async move { told.send("hello").unwrap() }));
/// assert_eq!(tells.recv(), Ok("hello"));
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct GlobalExecutor;

impl Spawn for GlobalExecutor {
    fn spawn(&self, task: <MultiThread as Served>::Task) {
        smol::spawn(task).detach();
    }
}

impl Spawn for Arc<Executor<'static>> {
    fn spawn(&self, task: <MultiThread as Served>::Task) {
        Executor::spawn(self, task).detach();
    }
}

impl Spawn for &'static Executor<'static> {
    fn spawn(&self, task: <MultiThread as Served>::Task) {
        Executor::spawn(self, task).detach();
    }
}

impl Spawn<SingleThread> for Rc<LocalExecutor<'static>> {
    fn spawn(&self, task: <SingleThread as Served>::Task) {
        LocalExecutor::spawn(self, task).detach();
    }
}

impl Spawn<SingleThread> for &'static LocalExecutor<'static> {
    fn spawn(&self, task: <SingleThread as Served>::Task) {
        LocalExecutor::spawn(self, task).detach();
    }
}
