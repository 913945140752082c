//! The server: an application, its limits and its way out, bound to a listener.

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tokio::net::{TcpListener, ToSocketAddrs, lookup_host};
use tokio::sync::Semaphore;

use crate::accept::Acceptor;
use crate::connection::{self, Pass};
use crate::shutdown::Tracker;
use crate::timer::race;
use crate::{App, Limits, Listener, OnDisconnect, Report, Request, Shutdown};

/// Listens on `addr` and answers with `app`, with the default [`Limits`].
///
/// ```
/// use koa_tokio::{App, Shutdown, listen};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let shutdown = Shutdown::new();
/// shutdown.start(); // So that the example ends.
/// let report = listen(App::new().extend(shutdown), "127.0.0.1:0").await?;
/// assert_eq!(report.accepted, 0);
/// # Ok(())
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
pub async fn listen(app: impl Into<Arc<App>>, addr: impl ToSocketAddrs) -> io::Result<Report> {
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
/// use koa_tokio::{App, serve};
///
/// # async fn example() -> std::io::Result<()> {
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
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
/// use koa_tokio::{App, Limits, OnDisconnect, Server, Shutdown};
///
/// let server = Server::new(App::new())
///     .limits(Limits { idle: Duration::from_secs(60), ..Limits::default() })
///     .shutdown(Shutdown::new())
///     .on_disconnect(OnDisconnect::Finish);
/// # let _ = server;
/// ```
#[derive(Debug)]
pub struct Server {
    app: Arc<App>,
    limits: Limits,
    shutdown: Option<Shutdown>,
    on_disconnect: OnDisconnect,
    is_strict: bool,
}

impl Server {
    /// A server for `app`, with the default [`Limits`], that nothing ends.
    ///
    /// ```
    /// use koa_tokio::{App, Server, Shutdown};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// let shutdown = Shutdown::new();
    /// shutdown.start(); // So that the example ends.
    /// let server = Server::new(App::new()).shutdown(shutdown);
    /// assert_eq!(server.listen("127.0.0.1:0").await?.accepted, 0);
    /// # Ok(())
    /// # }
    /// ```
    pub fn new(app: impl Into<Arc<App>>) -> Self {
        Self {
            app: app.into(),
            limits: Limits::default(),
            shutdown: None,
            on_disconnect: OnDisconnect::default(),
            is_strict: true,
        }
    }

    /// Replaces the limits.
    ///
    /// ```
    /// use koa_tokio::{App, Limits, Server};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// let server = Server::new(App::new()).limits(Limits { headers: 0, ..Limits::default() });
    /// let error = server.listen("127.0.0.1:0").await.unwrap_err();
    /// assert_eq!(error.to_string(), "Limits::headers must be at least 1");
    /// # Ok(())
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
    /// use koa_tokio::{App, Server, Shutdown};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// let shutdown = Shutdown::new();
    /// let server = Server::new(App::new()).shutdown(shutdown.clone());
    /// shutdown.start();
    /// assert_eq!(server.listen("127.0.0.1:0").await?.aborted, 0);
    /// # Ok(())
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
    /// use koa_tokio::{App, OnDisconnect, Server};
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
    /// use koa_tokio::{App, Server};
    ///
    /// let lenient = Server::new(App::new()).strict(false);
    /// assert!(format!("{lenient:?}").contains("is_strict: false"));
    /// ```
    #[must_use]
    pub fn strict(mut self, is_strict: bool) -> Self {
        self.is_strict = is_strict;
        self
    }

    /// Listens on `addr`, as [`serve`](Self::serve).
    ///
    /// ```
    /// use koa_tokio::{App, Server, Shutdown};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// let shutdown = Shutdown::new();
    /// shutdown.start(); // So that the example ends.
    /// let report = Server::new(App::new()).shutdown(shutdown).listen("127.0.0.1:0").await?;
    /// assert_eq!(report.accepted, 0);
    /// # Ok(())
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
    pub async fn listen(self, addr: impl ToSocketAddrs) -> io::Result<Report> {
        let listener = bind(addr).await?;
        self.serve(listener).await
    }

    /// Answers what `listener` accepts until the shutdown; gives back what happened.
    ///
    /// ```
    /// use koa_tokio::{App, Server, Shutdown};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// let shutdown = Shutdown::new();
    /// shutdown.start(); // So that the example ends.
    /// let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    /// let report = Server::new(App::new()).shutdown(shutdown).serve(listener).await?;
    /// assert_eq!(report.accepted, 0);
    /// # Ok(())
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
        let config = Arc::new(self.configure());
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
                // The semaphore is never closed.
                let permit = permits.clone().acquire_owned().await.ok();
                acceptor.accept().await.map(|handshake| Some((handshake, permit)))
            };
            let Some((handshake, permit)) = race(stopped.as_mut(), accepted).await? else { break };
            report.accepted += 1;
            let pass = Pass::new(config.tracker.enter(shutdown), permit);
            tokio::spawn(connection::serve(handshake, config.clone(), pass));
        }
        report.accept_errors = acceptor.errors;
        drop(acceptor); // Frees the port before the last answers are written.
        settle(&config, drain, &mut report).await;
        Ok(report)
    }

    fn configure(self) -> Config {
        let Self { limits, on_disconnect, is_strict: strict, .. } = self;
        let (app, shutdown) = extend(self.app, self.shutdown);
        Config {
            app,
            http1: koa_http1::Config { limits: limits.engine(), on_disconnect, strict },
            http2: http2(&limits),
            limits,
            shutdown,
            on_disconnect,
            tracker: Arc::default(),
        }
    }
}

/// What all connections of a server share.
#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) app: Arc<App>,
    pub(crate) limits: Limits,
    pub(crate) shutdown: Shutdown,
    pub(crate) on_disconnect: OnDisconnect,
    pub(crate) http1: koa_http1::Config,
    pub(crate) http2: http2::Builder<TokioExecutor>,
    pub(crate) tracker: Arc<Tracker>,
}

/// Lets the application and the server have the same shutdown, where they can.
fn extend(app: Arc<App>, shutdown: Option<Shutdown>) -> (Arc<App>, Shutdown) {
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

fn http2(limits: &Limits) -> http2::Builder<TokioExecutor> {
    let mut builder = http2::Builder::new(TokioExecutor::new());
    builder
        .timer(TokioTimer::new())
        .max_concurrent_streams(limits.streams)
        .max_header_list_size(u32::try_from(limits.head_bytes).unwrap_or(u32::MAX))
        .keep_alive_interval(limits.write_pause)
        .keep_alive_timeout(limits.write_pause);
    builder
}

async fn bind(addr: impl ToSocketAddrs) -> io::Result<TcpListener> {
    let named = |addr: &dyn std::fmt::Display, error: io::Error| {
        io::Error::new(error.kind(), format!("cannot listen on {addr}: {error}"))
    };
    let mut failure = io::Error::new(io::ErrorKind::InvalidInput, "there is no address to listen on");
    for addr in lookup_host(addr).await.map_err(|error| named(&"the given name", error))? {
        match TcpListener::bind(addr).await {
            Ok(listener) => return Ok(listener),
            Err(error) => failure = named(&addr, error),
        }
    }
    Err(failure)
}

/// Waits for what is open, and ends it at the deadline.
async fn settle(config: &Config, drain: Duration, report: &mut Report) {
    let (tracker, shutdown) = (&config.tracker, &config.shutdown);
    let patience = race(tokio::time::sleep(drain), shutdown.aborted());
    race(tracker.empty(), patience).await;
    if tracker.open() > 0 {
        shutdown.abort();
        // A handler that blocks its thread cannot be ended; nobody waits for it.
        race(tracker.empty(), tokio::time::sleep(Duration::from_secs(1))).await;
    }
    report.aborted = tracker.aborted() + tracker.open();
    report.finished = (tracker.ended() + tracker.open()).saturating_sub(report.aborted);
}
