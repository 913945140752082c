//! The way out: stop accepting, let running requests end, abort what is left at the deadline.
//!
//! Koa has nothing of the kind; Node's `server.close()` waits for ever.

use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};

use koa_http1::Stage;
use tokio::sync::Notify;
use tokio::sync::futures::Notified;

/// Ends a server, and tells whoever asks that it is ending.
///
/// All clones are one. A server finds the one that the application was given with
/// [`App::extend`](crate::App::extend), else the one of [`Server::shutdown`](crate::Server::shutdown);
/// handlers read it with `ctx.app::<Shutdown>()`, and a stream that never ends by itself waits for it.
///
/// # Examples
///
/// ```
/// use koa_tokio::{App, Server, Shutdown};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let shutdown = Shutdown::new();
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
/// let server = tokio::spawn(Server::new(App::new()).shutdown(shutdown.clone()).serve(listener));
///
/// shutdown.start();
/// let report = server.await??;
/// assert_eq!(report.aborted, 0);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Shutdown {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    /// A [`Stage`].
    stage: AtomicU8,
    changed: Notify,
}

const OPEN: u8 = Stage::Open as u8;
const DRAINING: u8 = Stage::Draining as u8;

impl Shutdown {
    /// One that nothing has started.
    ///
    /// ```
    /// assert!(!koa_tokio::Shutdown::new().is_started());
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// One that SIGTERM or SIGINT starts (elsewhere than on Unix: Ctrl-C), and a second signal
    /// makes abrupt.
    ///
    /// ```
    /// use koa_tokio::Shutdown;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// assert!(!Shutdown::on_signal()?.is_started());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When the signals cannot be listened for.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub fn on_signal() -> io::Result<Self> {
        let shutdown = Self::new();
        let mut signals = Signals::new()?;
        let told = shutdown.clone();
        tokio::spawn(async move {
            signals.next().await;
            told.start();
            signals.next().await;
            told.abort();
        });
        Ok(shutdown)
    }

    /// Starts the shutdown; later calls do nothing.
    ///
    /// ```
    /// let shutdown = koa_tokio::Shutdown::new();
    /// let clone = shutdown.clone();
    /// shutdown.start();
    /// assert!(clone.is_started());
    /// ```
    pub fn start(&self) {
        self.advance(Stage::Draining);
    }

    /// Ends what is still running, without waiting for the deadline.
    ///
    /// ```
    /// let shutdown = koa_tokio::Shutdown::new();
    /// shutdown.abort();
    /// assert!(shutdown.is_started());
    /// ```
    pub fn abort(&self) {
        self.advance(Stage::Aborted);
    }

    /// Whether the shutdown has been started.
    ///
    /// ```
    /// assert!(!koa_tokio::Shutdown::new().is_started());
    /// ```
    pub fn is_started(&self) -> bool {
        self.stage() >= Stage::Draining
    }

    /// Waits until the shutdown is started.
    ///
    /// ```
    /// use koa_tokio::Shutdown;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// let shutdown = Shutdown::new();
    /// let started = shutdown.clone();
    /// tokio::spawn(async move { started.start() });
    /// shutdown.wait().await;
    /// assert!(shutdown.is_started());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses nothing.
    pub async fn wait(&self) {
        self.reach(Stage::Draining).await;
    }

    /// Waits until what is left is aborted.
    pub(crate) async fn aborted(&self) {
        self.reach(Stage::Aborted).await;
    }

    pub(crate) fn stage(&self) -> Stage {
        match self.shared.stage.load(Ordering::Acquire) {
            OPEN => Stage::Open,
            DRAINING => Stage::Draining,
            _ => Stage::Aborted,
        }
    }

    pub(crate) fn is_aborted(&self) -> bool {
        self.stage() == Stage::Aborted
    }

    /// Ends at the next change of the stage, if it is polled before.
    pub(crate) fn changed(&self) -> Notified<'_> {
        self.shared.changed.notified()
    }

    async fn reach(&self, stage: Stage) {
        loop {
            let mut changed = pin!(self.changed());
            changed.as_mut().enable();
            if self.stage() >= stage {
                return;
            }
            changed.await;
        }
    }

    fn advance(&self, stage: Stage) {
        if self.shared.stage.fetch_max(stage as u8, Ordering::AcqRel) < stage as u8 {
            self.shared.changed.notify_waiters();
        }
    }
}

/// What a server did, when it has ended.
///
/// ```
/// assert_eq!(koa_tokio::Report::default().accepted, 0);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The connections that were accepted.
    pub accepted: u64,
    /// The times that accepting failed, for want of descriptors or memory.
    pub accept_errors: u64,
    /// The connections that were open when the shutdown started, and ended by themselves.
    pub finished: usize,
    /// The connections that the deadline ended.
    pub aborted: usize,
}

/// Counts what is open.
#[derive(Debug, Default)]
pub(crate) struct Tracker {
    open: AtomicUsize,
    /// Those that ended since the shutdown began.
    ended: AtomicUsize,
    aborted: AtomicUsize,
    empty: Notify,
}

impl Tracker {
    pub(crate) fn enter(self: &Arc<Self>, shutdown: &Shutdown) -> Tracked {
        self.open.fetch_add(1, Ordering::Relaxed);
        Tracked { tracker: self.clone(), shutdown: shutdown.clone() }
    }

    pub(crate) fn ended(&self) -> usize {
        self.ended.load(Ordering::Acquire)
    }

    pub(crate) fn open(&self) -> usize {
        self.open.load(Ordering::Acquire)
    }

    /// Counts one that was ended before its time.
    pub(crate) fn count_aborted(&self) {
        self.aborted.fetch_add(1, Ordering::AcqRel);
    }

    pub(crate) fn aborted(&self) -> usize {
        self.aborted.load(Ordering::Acquire)
    }

    /// Waits until nothing is open.
    pub(crate) async fn empty(&self) {
        loop {
            let mut empty = pin!(self.empty.notified());
            empty.as_mut().enable();
            if self.open() == 0 {
                return;
            }
            empty.await;
        }
    }
}

/// Something open, until it is dropped.
#[derive(Debug)]
pub(crate) struct Tracked {
    tracker: Arc<Tracker>,
    shutdown: Shutdown,
}

impl Drop for Tracked {
    fn drop(&mut self) {
        if self.shutdown.is_started() {
            self.tracker.ended.fetch_add(1, Ordering::AcqRel);
        }
        if self.tracker.open.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.tracker.empty.notify_waiters();
        }
    }
}

#[cfg(unix)]
struct Signals {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};

        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    fn next(&mut self) -> impl Future<Output = Option<()>> + '_ {
        crate::timer::race(self.terminate.recv(), self.interrupt.recv())
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    fn next(&mut self) -> impl Future<Output = io::Result<()>> {
        tokio::signal::ctrl_c()
    }
}
