//! Time: an argument of the engine, and the one thing that its driver asks a runtime for.

use core::task::{Context, Poll};
use core::time::Duration;

/// A clock that can wake.
///
/// # Examples
///
/// ```
/// use core::task::{Context, Poll};
/// use core::time::Duration;
/// use koa_http1::Timer;
///
/// /// A timer that never rings: a connection may take as long as it likes.
/// struct Never;
///
/// impl Timer for Never {
///     fn now(&self) -> Duration {
///         Duration::ZERO
///     }
///
///     fn poll_until(&mut self, _: Duration, _: &mut Context<'_>) -> Poll<()> {
///         Poll::Pending
///     }
/// }
/// assert_eq!(Never.now(), Duration::ZERO);
/// ```
pub trait Timer {
    /// The time since any moment that stays the same; it never goes back.
    fn now(&self) -> Duration;

    /// Ready when `deadline`, which is a time of [`now`](Self::now), has come; before, it sees to it
    /// that the task is woken then.
    ///
    /// The deadline of the last call counts. It mostly moves on before it comes, so it is worth
    /// keeping a timer that rings early and is set again then.
    fn poll_until(&mut self, deadline: Duration, cx: &mut Context<'_>) -> Poll<()>;
}

impl<T: Timer + ?Sized> Timer for &mut T {
    fn now(&self) -> Duration {
        (**self).now()
    }

    fn poll_until(&mut self, deadline: Duration, cx: &mut Context<'_>) -> Poll<()> {
        (**self).poll_until(deadline, cx)
    }
}
