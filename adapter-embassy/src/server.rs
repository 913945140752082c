//! The server: an application and its limits, for any number of sockets.

use core::fmt;
use core::future::{Future, poll_fn};
use core::pin::{Pin, pin};
use core::task::{Context as TaskContext, Poll};

use alloc::boxed::Box;
use alloc::vec::Vec;
use embassy_net::tcp::TcpSocket;
use embassy_net::{IpListenEndpoint, Stack};
use embassy_time::Instant;
use koa_http1::{Config, Control, Ended, Stage};

use crate::logging::{debug, warning};
use crate::timer::{Alarm, after, poll_at};
use crate::{
    App, Buffers, Connection, Flavor, Limits, Listener, MultiThread, OnDisconnect, Report, Request, Shutdown,
    TcpListener,
};

/// Listens on a port of `stack` and answers with `app`, with the default [`Limits`]: all sockets in this
/// task.
///
/// It ends when a [`Shutdown`] says so that the application was [extended](App::extend) by, else never.
///
/// # Examples
///
/// ```
/// use embassy_net::Stack;
/// use koa_embassy::{App, Buffers, SingleThread, listen};
///
/// #[embassy_executor::task]
/// async fn http(app: &'static App<SingleThread>, stack: Stack<'static>, buffers: &'static mut [Buffers; 4]) {
///     listen(app, stack, 80, buffers).await;
/// }
/// ```
///
/// # Panics
///
/// When `StackResources` of the network have no room for the sockets, or the port is 0.
///
/// # Cancel safety
///
/// Dropping the future drops the middleware where it stands, and resets the connections.
///
/// # Koa
///
/// `app.listen(80)`.
pub async fn listen<M: Flavor, const RX: usize, const TX: usize>(
    app: &App<M>,
    stack: Stack<'_>,
    endpoint: impl Into<IpListenEndpoint>,
    buffers: &mut [Buffers<RX, TX>],
) -> Report {
    Server::new(app).listen(stack, endpoint, buffers).await
}

/// Answers what `listener` accepts with `app`, with the default [`Limits`]: one socket.
///
/// # Examples
///
/// A task for each socket polls only the connection that has something to do:
///
/// ```
/// use koa_embassy::{App, Buffers, SingleThread, TcpListener, serve};
///
/// #[embassy_executor::task(pool_size = 4)]
/// async fn http(
///     app: &'static App<SingleThread>,
///     listener: &'static TcpListener<'static>,
///     buffers: &'static mut Buffers,
/// ) {
///     serve(listener, &mut buffers.socket(listener.stack()), app).await;
/// }
/// ```
///
/// # Cancel safety
///
/// As [`Server::serve`].
pub async fn serve<M: Flavor, L: Listener>(listener: &L, socket: &mut L::Socket, app: &App<M>) -> Report {
    Server::new(app).serve(listener, socket).await
}

/// A server in the making, and one that is made: it is shared by the tasks of all sockets.
///
/// # Examples
///
/// ```
/// use koa_embassy::{App, Limits, OnDisconnect, Server, Shutdown, SingleThread};
/// use static_cell::StaticCell;
///
/// static APP: StaticCell<App<SingleThread>> = StaticCell::new();
/// static SERVER: StaticCell<Server<'static, SingleThread>> = StaticCell::new();
///
/// let app = APP.init(App::local().with(async |ctx, _| {
///     ctx.set_body("Hello World");
///     Ok(())
/// }));
/// let server = Server::new(app)
///     .limits(Limits { body_bytes: 64 << 10, ..Limits::default() })
///     .shutdown(Shutdown::new())
///     .on_disconnect(OnDisconnect::Finish);
/// let server: &'static Server<'static, SingleThread> = SERVER.init(server);
/// # let _ = server;
/// ```
pub struct Server<'a, M: Flavor = MultiThread> {
    app: &'a App<M>,
    config: Config,
    limits: Limits,
    shutdown: Option<Shutdown>,
    memory: Option<Memory>,
}

/// How much memory is free, and the least that must be.
#[derive(Clone, Copy)]
struct Memory {
    free: fn() -> usize,
    least: usize,
}

impl<'a, M: Flavor> Server<'a, M> {
    /// A server for `app`, with the default [`Limits`].
    ///
    /// ```
    /// use koa_embassy::{App, Server};
    ///
    /// let app = App::new();
    /// assert!(format!("{:?}", Server::new(&app)).starts_with("Server"));
    /// ```
    #[must_use]
    pub fn new(app: &'a App<M>) -> Self {
        let shutdown = app.context(Request::default()).app::<Shutdown>().ok().cloned();
        let limits = Limits::default();
        let config = Config { limits: limits.engine(), ..Config::default() };
        Self { app, config, limits, shutdown, memory: None }
    }

    /// Replaces the limits.
    ///
    /// ```
    /// use koa_embassy::{App, Limits, Server};
    ///
    /// let app = App::new();
    /// let server = Server::new(&app).limits(Limits { head_bytes: 2048, ..Limits::default() });
    /// assert!(format!("{server:?}").contains("head_bytes: 2048"));
    /// ```
    ///
    /// # Panics
    ///
    /// When they cannot work; [`Limits::check`] tells.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        if let Err(error) = limits.check() {
            panic!("{error}");
        }
        self.config.limits = limits.engine();
        self.limits = limits;
        self
    }

    /// Ends when `shutdown` says so, unless the application was extended by one.
    ///
    /// ```
    /// use koa_embassy::{App, Server, Shutdown};
    ///
    /// let app = App::new();
    /// let server = Server::new(&app).shutdown(Shutdown::new());
    /// # let _ = server;
    /// ```
    #[must_use]
    pub fn shutdown(mut self, shutdown: Shutdown) -> Self {
        self.shutdown.get_or_insert(shutdown);
        self
    }

    /// Chooses what happens to a request whose client has gone.
    ///
    /// ```
    /// use koa_embassy::{App, OnDisconnect, Server};
    ///
    /// let app = App::new();
    /// let server = Server::new(&app).on_disconnect(OnDisconnect::Finish);
    /// assert!(format!("{server:?}").contains("Finish"));
    /// ```
    #[must_use]
    pub fn on_disconnect(mut self, on_disconnect: OnDisconnect) -> Self {
        self.config.on_disconnect = on_disconnect;
        self
    }

    /// Whether Host and target of a request must be what RFC 9112 §3.2 asks for: exactly one valid Host,
    /// no user information, `*` for OPTIONS alone; any other is a 400. They must unless it is set.
    /// Node's server asks for none of it.
    ///
    /// ```
    /// use koa_embassy::{App, Server};
    ///
    /// let app = App::new();
    /// let lenient = Server::new(&app).strict(false);
    /// assert!(format!("{lenient:?}").contains("strict: false"));
    /// ```
    #[must_use]
    pub fn strict(mut self, is_strict: bool) -> Self {
        self.config.strict = is_strict;
        self
    }

    /// Begins nothing while less than `least` bytes of memory are free: a connection or a request that
    /// comes then is answered 503, and the server goes on.
    ///
    /// Rust ends a program that runs out of memory, so this is asked before memory is needed. `least` must
    /// be enough for what one request takes at most: about 3 KiB for a connection, its head and its body
    /// as far as [`Limits`] let it, and what the application itself takes. `free` is what the heap says of
    /// itself, as `|| HEAP.free()` of `embedded-alloc`.
    ///
    /// ```
    /// use koa_embassy::{App, Server};
    /// use std::sync::atomic::{AtomicUsize, Ordering};
    ///
    /// static FREE: AtomicUsize = AtomicUsize::new(20_000);
    ///
    /// let app = App::new();
    /// let server = Server::new(&app).free_memory(|| FREE.load(Ordering::Relaxed), 6 << 10);
    /// # let _ = server;
    /// ```
    #[must_use]
    pub fn free_memory(mut self, free: fn() -> usize, least: usize) -> Self {
        self.memory = Some(Memory { free, least });
        self
    }

    /// Listens on a port of `stack`, with a socket for each of `buffers`, all of them in this task.
    ///
    /// ```
    /// use embassy_net::Stack;
    /// use koa_embassy::{Buffers, Server, SingleThread};
    ///
    /// #[embassy_executor::task]
    /// async fn http(
    ///     server: &'static Server<'static, SingleThread>,
    ///     stack: Stack<'static>,
    ///     buffers: &'static mut [Buffers; 4],
    /// ) {
    ///     server.listen(stack, 80, buffers).await;
    /// }
    /// ```
    ///
    /// # Panics
    ///
    /// When `StackResources` of the network have no room for the sockets, or the port is 0.
    ///
    /// # Cancel safety
    ///
    /// As [`serve`](Self::serve).
    pub async fn listen<const RX: usize, const TX: usize>(
        &self,
        stack: Stack<'_>,
        endpoint: impl Into<IpListenEndpoint>,
        buffers: &mut [Buffers<RX, TX>],
    ) -> Report {
        let listener = TcpListener::new(stack, endpoint);
        let mut sockets: Vec<TcpSocket<'_>> = buffers.iter_mut().map(|buffers| buffers.socket(stack)).collect();
        self.serve_all(&listener, &mut sockets).await
    }

    /// Answers what `listener` accepts, with all of `sockets` in this task.
    ///
    /// ```
    /// use koa_embassy::{Backlog, Buffers, Server, SingleThread, TcpListener};
    ///
    /// #[embassy_executor::task]
    /// async fn http(
    ///     server: &'static Server<'static, SingleThread>,
    ///     listener: TcpListener<'static>,
    ///     buffers: &'static mut [Buffers; 4],
    /// ) {
    ///     let mut sockets = buffers.each_mut().map(|buffers| buffers.socket(listener.stack()));
    ///     server.serve_all(&listener, &mut sockets).await;
    /// }
    /// ```
    ///
    /// # Cancel safety
    ///
    /// As [`serve`](Self::serve).
    pub async fn serve_all<L: Listener>(&self, listener: &L, sockets: &mut [L::Socket]) -> Report {
        let mut workers: Vec<Option<Pin<Box<dyn Future<Output = Report> + '_>>>> = Vec::new();
        for socket in sockets {
            workers.push(Some(Box::pin(self.serve(listener, socket))));
        }
        let mut report = Report::default();
        poll_fn(|cx| {
            for worker in &mut workers {
                if let Some(Poll::Ready(one)) = worker.as_mut().map(|worker| worker.as_mut().poll(cx)) {
                    report += one;
                    *worker = None;
                }
            }
            if workers.iter().all(Option::is_none) { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
        report
    }

    /// Answers what `listener` accepts with one socket, a connection after the other, until the shutdown;
    /// gives back what happened.
    ///
    /// ```
    /// use koa_embassy::{Buffers, Server, SingleThread, TcpListener};
    ///
    /// #[embassy_executor::task(pool_size = 4)]
    /// async fn http(
    ///     server: &'static Server<'static, SingleThread>,
    ///     listener: &'static TcpListener<'static>,
    ///     buffers: &'static mut Buffers,
    /// ) {
    ///     server.serve(listener, &mut buffers.socket(listener.stack())).await;
    /// }
    /// ```
    ///
    /// # Cancel safety
    ///
    /// Dropping the future drops the middleware where it stands; dropping the socket then resets its
    /// connection.
    pub async fn serve<L: Listener>(&self, listener: &L, socket: &mut L::Socket) -> Report {
        let mut report = Report::default();
        while let Some(token) = self.accept(listener, socket).await {
            if let Some(mut connection) = listener.open(token, socket).await {
                report.accepted += 1;
                self.attend(&mut connection, listener, &mut report).await;
            }
        }
        report
    }

    /// The next connection, until the shutdown.
    async fn accept<L: Listener>(&self, listener: &L, socket: &mut L::Socket) -> Option<L::Token> {
        let mut accepted = pin!(listener.accept(socket));
        poll_fn(|cx| match self.poll_shutdown(cx) {
            Stage::Open | Stage::Crowded => accepted.as_mut().poll(cx).map(Some),
            Stage::Draining | Stage::Aborted => Poll::Ready(None),
        })
        .await
    }

    /// Serves a connection, and closes it as its end asks for.
    async fn attend<C: Connection, L: Listener>(&self, connection: &mut C, listener: &L, report: &mut Report) {
        if !self.has_room() {
            report.refused += 1;
            return self.refuse(connection).await;
        }
        let (mut timer, mut hold) = (Alarm::new(), Hold { server: self, listener, drained: None });
        let peer = connection.peer();
        // On the heap for as long as the connection, and not in the task for ever.
        let served = Box::pin(koa_http1::serve(connection, self.app, peer, &mut timer, &mut hold, &self.config));
        let ended = served.await;
        match ended {
            Ended::Closing => connection.close(self.limits.close).await,
            Ended::Closed => connection.release(self.limits.close).await,
            // An answer that broke off must not look complete. Of other protocols nothing is known here.
            Ended::Aborted | Ended::Upgraded { .. } => connection.abort().await,
        }
        if self.is_shutting_down() {
            match ended {
                Ended::Aborted => report.aborted += 1,
                _ => report.finished += 1,
            }
        }
    }

    /// Tells a client that there is no memory for it, without needing any.
    async fn refuse(&self, connection: &mut impl Connection) {
        warning!("no memory for a connection");
        // Nothing was sent yet, so there is room for it; and if it fails, nobody is left to be told.
        let _ = connection.write(NO_MEMORY).await;
        connection.close(self.limits.close).await;
    }

    fn has_room(&self) -> bool {
        self.memory.is_none_or(|memory| (memory.free)() >= memory.least)
    }

    fn is_shutting_down(&self) -> bool {
        self.shutdown.as_ref().is_some_and(Shutdown::is_started)
    }

    fn poll_shutdown(&self, cx: &mut TaskContext<'_>) -> Stage {
        self.shutdown.as_ref().map_or(Stage::Open, |shutdown| shutdown.poll_stage(cx))
    }
}

const NO_MEMORY: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 1\r\nConnection: close\r\n\r\n";

impl<M: Flavor> fmt::Debug for Server<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("app", &self.app)
            .field("config", &self.config)
            .field("limits", &self.limits)
            .field("shutdown", &self.shutdown)
            .finish_non_exhaustive()
    }
}

/// What the engine is told while it serves: who waits, the shutdown, and whether there is memory.
struct Hold<'a, 's, M: Flavor, L> {
    server: &'s Server<'a, M>,
    listener: &'s L,
    /// When the patience with a running request ends.
    drained: Option<Instant>,
}

impl<M: Flavor, L: Listener> Control for Hold<'_, '_, M, L> {
    fn poll_stage(&mut self, cx: &mut TaskContext<'_>) -> Stage {
        match self.server.poll_shutdown(cx) {
            Stage::Open if self.listener.poll_crowded(cx) => Stage::Crowded,
            Stage::Draining => {
                let drained = *self.drained.get_or_insert_with(|| after(self.server.limits.drain));
                if poll_at(drained, cx).is_ready() { Stage::Aborted } else { Stage::Draining }
            }
            stage => stage,
        }
    }

    fn admit(&mut self) -> bool {
        let has_room = self.server.has_room();
        if !has_room {
            debug!("no memory for a request");
        }
        has_room
    }
}
