//! The word to stop, for any runtime.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

/// Tells a server to stop.
#[derive(Clone, Debug, Default)]
pub(super) struct Stop(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    is_stopped: bool,
    waker: Option<Waker>,
}

impl Stop {
    /// Says it.
    pub(super) fn stop(&self) {
        let mut state = self.state();
        state.is_stopped = true;
        if let Some(waker) = state.waker.take() {
            waker.wake();
        }
    }

    /// Runs `serve` until it ends or is told to stop.
    pub(super) async fn race<T>(&self, serve: impl Future<Output = T>) -> Option<T> {
        let mut serve = pin!(serve);
        poll_fn(|cx| {
            if let Poll::Ready(outcome) = serve.as_mut().poll(cx) {
                return Poll::Ready(Some(outcome));
            }
            let mut state = self.state();
            state.waker = Some(cx.waker().clone());
            if state.is_stopped { Poll::Ready(None) } else { Poll::Pending }
        })
        .await
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
