//! The server: an application, its limits and its way out, bound to a listener.

use std::fmt;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use smol::future::{or, yield_now};
use smol::lock::Semaphore;
use smol::net::{AsyncToSocketAddrs, TcpListener, resolve};

use crate::accept::Acceptor;
use crate::connection::{Opening, Pass};
use crate::shutdown::Tracker;
use crate::timer::sleep;
use crate::{
    App, Flavor, GlobalExecutor, Limits, Listener, MultiThread, OnDisconnect, Report, Request, Served, Shutdown, Spawn,
};

/// Listens on `addr` and answers with `app`, with the default [`Limits`].
///
/// ```
/// use koa_smol::{App, Shutdown, listen};
///
/// # fn main() -> std::io::Result<()> {
/// # smol::block_on(async {
/// let shutdown = Shutdown::new();
/// shutdown.start(); // So that the example ends.
/// let report = listen(App::new().extend(shutdown), "127.0.0.1:0").await?;
/// assert_eq!(report.accepted, 0);
/// # Ok(())
/// # })
/// # }
/// ```
///
/// # Errors
///
/// When `addr` cannot be listened on; the message names it.
///
/// # Cancel safety
///
/// As [`Server::serve`].
///
/// # Koa
///
/// `app.listen(3000)`.
pub async fn listen(app: impl Into<Arc<App>>, addr: impl AsyncToSocketAddrs) -> io::Result<Report> {
    Server::new(app).listen(addr).await
}

/// Answers what `listener` accepts with `app`, with the default [`Limits`].
///
/// # Errors
///
/// When the listener ends.
///
/// # Examples
///
/// ```no_run
/// use koa_smol::{App, serve};
///
/// # async fn example() -> std::io::Result<()> {
/// let listener = smol::net::TcpListener::bind("127.0.0.1:0").await?;
/// println!("listening on {}", listener.local_addr()?);
/// serve(listener, App::new()).await?;
/// # Ok(())
/// # }
/// ```
///
/// # Cancel safety
///
/// As [`Server::serve`].
pub async fn serve<L: Listener>(listener: L, app: impl Into<Arc<App>>) -> io::Result<Report> {
    Server::new(app).serve(listener).await
}

/// A server in the making.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use koa_smol::{App, Limits, OnDisconnect, Server, Shutdown};
///
/// let server = Server::new(App::new())
///     .limits(Limits { idle: Duration::from_secs(60), ..Limits::default() })
///     .shutdown(Shutdown::new())
///     .on_disconnect(OnDisconnect::Finish);
/// # let _ = server;
/// ```
///
/// The application of one thread, on an executor that is too; its middleware may share an `Rc`:
///
/// ```
/// use std::{cell::Cell, rc::Rc};
/// use koa_smol::{App, Server, Shutdown};
/// use smol::LocalExecutor;
///
/// # fn main() -> std::io::Result<()> {
/// let visits = Rc::new(Cell::new(0));
/// let app = App::local().with_state(visits, async |visits, ctx, _| {
///     visits.set(visits.get() + 1);
///     ctx.set_body(visits.get().to_string());
///     Ok(())
/// });
///
/// let shutdown = Shutdown::new();
/// shutdown.start(); // So that the example ends.
/// let executor = Rc::new(LocalExecutor::new());
/// let server = Server::new(app).executor(executor.clone()).shutdown(shutdown);
/// let report = smol::block_on(executor.run(server.listen("127.0.0.1:0")))?;
/// assert_eq!(report.accepted, 0);
/// # Ok(())
/// # }
/// ```
pub struct Server<M: Flavor = MultiThread, E = GlobalExecutor> {
    app: Arc<App<M>>,
    executor: E,
    limits: Limits,
    shutdown: Option<Shutdown>,
    on_disconnect: OnDisconnect,
    is_strict: bool,
}

impl<M: Flavor> Server<M> {
    /// A server for `app`, with the default [`Limits`], that nothing ends.
    ///
    /// ```
    /// use koa_smol::{App, Server, Shutdown};
    ///
    /// # fn main() -> std::io::Result<()> {
    /// # smol::block_on(async {
    /// let shutdown = Shutdown::new();
    /// shutdown.start(); // So that the example ends.
    /// let server = Server::new(App::new()).shutdown(shutdown);
    /// assert_eq!(server.listen("127.0.0.1:0").await?.accepted, 0);
    /// # Ok(())
    /// # })
    /// # }
    /// ```
    pub fn new(app: impl Into<Arc<App<M>>>) -> Self {
        Self {
            app: app.into(),
            executor: GlobalExecutor,
            limits: Limits::default(),
            shutdown: None,
            on_disconnect: OnDisconnect::default(),
            is_strict: true,
        }
    }

    /// Runs the tasks of connections on `executor`, which somebody else must run; the server itself
    /// runs where it is awaited.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use koa_smol::{App, Server, Shutdown};
    /// use smol::Executor;
    ///
    /// # fn main() -> std::io::Result<()> {
    /// let shutdown = Shutdown::new();
    /// shutdown.start(); // So that the example ends.
    /// let executor = Arc::new(Executor::new());
    /// let server = Server::new(App::new()).shutdown(shutdown).executor(executor.clone());
    /// let report = smol::block_on(executor.run(server.listen("127.0.0.1:0")))?;
    /// assert_eq!(report.accepted, 0);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn executor<E>(self, executor: E) -> Server<M, E> {
        let Self { app, limits, shutdown, on_disconnect, is_strict, .. } = self;
        Server { app, executor, limits, shutdown, on_disconnect, is_strict }
    }
}

impl<M: Flavor, E> Server<M, E> {
    /// Replaces the limits.
    ///
    /// ```
    /// use koa_smol::{App, Limits, Server};
    ///
    /// # fn main() -> std::io::Result<()> {
    /// # smol::block_on(async {
    /// let server = Server::new(App::new()).limits(Limits { headers: 0, ..Limits::default() });
    /// let error = server.listen("127.0.0.1:0").await.unwrap_err();
    /// assert_eq!(error.to_string(), "Limits::headers must be at least 1");
    /// # Ok(())
    /// # })
    /// # }
    /// ```
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Ends when `shutdown` says so.
    ///
    /// An application that was given by value, and not a shared one, is extended by it, so that
    /// handlers read it with `ctx.app::<Shutdown>()`.
    ///
    /// ```
    /// use koa_smol::{App, Server, Shutdown};
    ///
    /// # fn main() -> std::io::Result<()> {
    /// # smol::block_on(async {
    /// let shutdown = Shutdown::new();
    /// let server = Server::new(App::new()).shutdown(shutdown.clone());
    /// shutdown.start();
    /// assert_eq!(server.listen("127.0.0.1:0").await?.aborted, 0);
    /// # Ok(())
    /// # })
    /// # }
    /// ```
    #[must_use]
    pub fn shutdown(mut self, shutdown: Shutdown) -> Self {
        self.shutdown = Some(shutdown);
        self
    }

    /// Chooses what happens to a request whose client has gone.
    ///
    /// ```
    /// use koa_smol::{App, OnDisconnect, Server};
    ///
    /// let server = Server::new(App::new()).on_disconnect(OnDisconnect::Finish);
    /// assert!(format!("{server:?}").contains("Finish"));
    /// ```
    #[must_use]
    pub fn on_disconnect(mut self, on_disconnect: OnDisconnect) -> Self {
        self.on_disconnect = on_disconnect;
        self
    }

    /// Whether Host and target of a request must be what RFC 9112 §3.2 asks for: exactly one valid Host,
    /// no user information, `https` over TLS alone (else 421), `*` for OPTIONS alone; any other is a 400.
    /// They must unless it is set. Node's server asks for none of it.
    ///
    /// ```
    /// use koa_smol::{App, Server};
    ///
    /// let lenient = Server::new(App::new()).strict(false);
    /// assert!(format!("{lenient:?}").contains("is_strict: false"));
    /// ```
    #[must_use]
    pub fn strict(mut self, is_strict: bool) -> Self {
        self.is_strict = is_strict;
        self
    }
}

impl<M: Served, E: Spawn<M>> Server<M, E> {
    /// Listens on `addr`, as [`serve`](Self::serve).
    ///
    /// ```
    /// use koa_smol::{App, Server, Shutdown};
    ///
    /// # fn main() -> std::io::Result<()> {
    /// # smol::block_on(async {
    /// let shutdown = Shutdown::new();
    /// shutdown.start(); // So that the example ends.
    /// let report = Server::new(App::new()).shutdown(shutdown).listen("127.0.0.1:0").await?;
    /// assert_eq!(report.accepted, 0);
    /// # Ok(())
    /// # })
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When `addr` cannot be listened on; the message names it. Else as [`serve`](Self::serve).
    ///
    /// # Cancel safety
    ///
    /// As [`serve`](Self::serve).
    pub async fn listen(self, addr: impl AsyncToSocketAddrs) -> io::Result<Report> {
        let listener = bind(addr).await?;
        self.serve(listener).await
    }

    /// Answers what `listener` accepts until the shutdown; gives back what happened.
    ///
    /// ```
    /// use koa_smol::{App, Server, Shutdown};
    ///
    /// # fn main() -> std::io::Result<()> {
    /// # smol::block_on(async {
    /// let shutdown = Shutdown::new();
    /// shutdown.start(); // So that the example ends.
    /// let listener = smol::net::TcpListener::bind("127.0.0.1:0").await?;
    /// let report = Server::new(App::new()).shutdown(shutdown).serve(listener).await?;
    /// assert_eq!(report.accepted, 0);
    /// # Ok(())
    /// # })
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When a limit cannot work, or when the listener ends.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future stops accepting; open connections go on.
    pub async fn serve<L: Listener>(self, listener: L) -> io::Result<Report> {
        self.limits.check()?;
        let (drain, connections) = (self.limits.drain, self.limits.connections);
        let (executor, config) = self.configure();
        let config = Arc::new(config);
        let shutdown = &config.shutdown;
        let permits = Arc::new(Semaphore::new(connections));
        let mut acceptor = Acceptor::new(listener);
        let mut report = Report::default();
        let mut stopped = pin!(async {
            shutdown.wait().await;
            Ok(None)
        });
        loop {
            let accepted = async {
                let permit = permits.acquire_arc().await;
                acceptor.accept().await.map(|handshake| Some((handshake, permit)))
            };
            let Some((handshake, permit)) = or(stopped.as_mut(), accepted).await? else { break };
            report.accepted += 1;
            let pass = Pass::new(config.tracker.enter(shutdown), permit);
            executor.spawn(M::task(Opening::new(handshake, config.clone(), pass)));
            if report.accepted.is_multiple_of(BATCH) {
                // Who runs in the thread of the server has a turn, too.
                yield_now().await;
            }
        }
        report.accept_errors = acceptor.errors;
        drop(acceptor); // Frees the port before the last answers are written.
        settle(&config, drain, &mut report).await;
        Ok(report)
    }

    fn configure(self) -> (E, Config<M>) {
        let (app, shutdown) = extend(self.app, self.shutdown);
        let Self { on_disconnect, is_strict: strict, .. } = self;
        let engine = koa_http1::Config { limits: self.limits.engine(), on_disconnect, strict };
        let tracker = Arc::default();
        (self.executor, Config { app, engine, handshake: self.limits.handshake, shutdown, tracker })
    }
}

impl<M: Flavor, E> fmt::Debug for Server<M, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("app", &self.app)
            .field("limits", &self.limits)
            .field("shutdown", &self.shutdown)
            .field("on_disconnect", &self.on_disconnect)
            .field("is_strict", &self.is_strict)
            .finish_non_exhaustive()
    }
}

/// What all connections of a server share.
pub(crate) struct Config<M: Flavor> {
    pub(crate) app: Arc<App<M>>,
    pub(crate) engine: koa_http1::Config,
    /// The time for a handshake.
    pub(crate) handshake: Duration,
    pub(crate) shutdown: Shutdown,
    pub(crate) tracker: Arc<Tracker>,
}

/// How many connections are accepted in one go.
const BATCH: u64 = 32;

/// Lets the application and the server have the same shutdown, where they can.
fn extend<M: Flavor>(app: Arc<App<M>>, shutdown: Option<Shutdown>) -> (Arc<App<M>>, Shutdown) {
    let known = app.context(Request::default()).app::<Shutdown>().ok().cloned();
    if let (Some(known), None) = (&known, &shutdown) {
        return (app, known.clone());
    }
    let shutdown = shutdown.unwrap_or_default();
    let app = match known {
        Some(_) => app,
        None => Arc::try_unwrap(app).map_or_else(|app| app, |app| Arc::new(app.extend(shutdown.clone()))),
    };
    (app, shutdown)
}

async fn bind(addr: impl AsyncToSocketAddrs) -> io::Result<TcpListener> {
    let named = |addr: &dyn std::fmt::Display, error: io::Error| {
        io::Error::new(error.kind(), format!("cannot listen on {addr}: {error}"))
    };
    let mut failure = io::Error::new(io::ErrorKind::InvalidInput, "there is no address to listen on");
    for addr in resolve(addr).await.map_err(|error| named(&"the given name", error))? {
        match TcpListener::bind(addr).await {
            Ok(listener) => return Ok(listener),
            Err(error) => failure = named(&addr, error),
        }
    }
    Err(failure)
}

/// Waits for what is open, and ends it at the deadline.
async fn settle<M: Flavor>(config: &Config<M>, drain: Duration, report: &mut Report) {
    let (tracker, shutdown) = (&config.tracker, &config.shutdown);
    let patience = or(sleep(drain), shutdown.aborted());
    or(tracker.empty(), patience).await;
    if tracker.open() > 0 {
        shutdown.abort();
        // A handler that blocks its thread cannot be ended; nobody waits for it.
        or(tracker.empty(), sleep(Duration::from_secs(1))).await;
    }
    report.aborted = tracker.aborted() + tracker.open();
    report.finished = (tracker.ended() + tracker.open()).saturating_sub(report.aborted);
}
