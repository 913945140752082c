//! The way out: stop listening, let running requests end, abort what is left at the deadline.
//!
//! A board that takes a new firmware wants its last answers to arrive before it restarts.

use core::cell::RefCell;
use core::future::poll_fn;
use core::ops::AddAssign;
use core::task::{Context, Poll, Waker};

use alloc::vec::Vec;
use critical_section::Mutex;
use koa_http1::Stage;

use crate::sync::Arc;

/// Ends a server, and tells whoever asks that it is ending.
///
/// All clones are one. A server finds the one that the application was given with
/// [`App::extend`](crate::App::extend), else the one of [`Server::shutdown`](crate::Server::shutdown);
/// handlers read it with `ctx.app::<Shutdown>()`.
///
/// # Examples
///
/// A route that ends the server, and the task that restarts the board then:
///
/// ```
/// use embassy_net::Stack;
/// use koa_embassy::{App, Buffers, Shutdown, SingleThread, listen, test};
///
/// let shutdown = Shutdown::new();
/// let app = App::local().extend(shutdown.clone()).with(async |ctx, _| {
///     ctx.app::<Shutdown>()?.start();
///     ctx.set_body("bye");
///     Ok(())
/// });
///
/// async fn http(app: &App<SingleThread>, stack: Stack<'_>, buffers: &mut [Buffers; 4]) {
///     listen(app, stack, 80, buffers).await;
///     // cortex_m::peripheral::SCB::sys_reset();
/// }
///
/// assert!(!shutdown.is_started());
/// assert_eq!(test::get("/restart").send(&app).text(), "bye");
/// assert!(shutdown.is_started());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Shutdown {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared(Mutex<RefCell<State>>);

impl Default for Shared {
    fn default() -> Self {
        Self(Mutex::new(RefCell::default()))
    }
}

#[derive(Debug, Default)]
struct State {
    stage: Stage,
    wakers: Vec<Waker>,
}

impl Shutdown {
    /// One that nothing has started.
    ///
    /// ```
    /// assert!(!koa_embassy::Shutdown::new().is_started());
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Starts the shutdown; later calls do nothing.
    ///
    /// ```
    /// let shutdown = koa_embassy::Shutdown::new();
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
    /// let shutdown = koa_embassy::Shutdown::new();
    /// shutdown.abort();
    /// assert!(shutdown.is_started());
    /// ```
    pub fn abort(&self) {
        self.advance(Stage::Aborted);
    }

    /// Whether the shutdown has been started.
    ///
    /// ```
    /// assert!(!koa_embassy::Shutdown::new().is_started());
    /// ```
    #[must_use]
    pub fn is_started(&self) -> bool {
        self.with(|state| state.stage) >= Stage::Draining
    }

    /// Waits until the shutdown is started.
    ///
    /// ```
    /// use koa_embassy::{Shutdown, test::block_on};
    ///
    /// let shutdown = Shutdown::new();
    /// shutdown.start();
    /// block_on(shutdown.wait());
    /// ```
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses nothing.
    pub async fn wait(&self) {
        poll_fn(|cx| match self.poll_stage(cx) {
            Stage::Open | Stage::Crowded => Poll::Pending,
            _ => Poll::Ready(()),
        })
        .await;
    }

    /// The present stage; the task is woken when it changes.
    pub(crate) fn poll_stage(&self, cx: &mut Context<'_>) -> Stage {
        self.with(|state| {
            if state.stage < Stage::Aborted && !state.wakers.iter().any(|waker| waker.will_wake(cx.waker())) {
                state.wakers.push(cx.waker().clone());
            }
            state.stage
        })
    }

    fn advance(&self, stage: Stage) {
        let wakers = self.with(|state| {
            if state.stage >= stage {
                return Vec::new();
            }
            state.stage = stage;
            core::mem::take(&mut state.wakers)
        });
        wakers.into_iter().for_each(Waker::wake);
    }

    fn with<R>(&self, f: impl FnOnce(&mut State) -> R) -> R {
        critical_section::with(|section| f(&mut self.shared.0.borrow_ref_mut(section)))
    }
}

/// What a server did, when it has ended.
///
/// ```
/// assert_eq!(koa_embassy::Report::default().accepted, 0);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Report {
    /// The connections that were accepted.
    pub accepted: u64,
    /// The connections that were refused with 503, for want of memory.
    pub refused: u64,
    /// The connections that were open when the shutdown started, and ended by themselves.
    pub finished: usize,
    /// The connections that the deadline ended.
    pub aborted: usize,
}

impl AddAssign for Report {
    fn add_assign(&mut self, other: Self) {
        self.accepted += other.accepted;
        self.refused += other.refused;
        self.finished += other.finished;
        self.aborted += other.aborted;
    }
}
