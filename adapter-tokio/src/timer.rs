//! Deadlines: a timer that is set often and rings seldom.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::task::unconstrained;
use tokio::time::{Instant, Sleep, sleep_until};

/// A timer whose deadline may move at every poll.
///
/// Moving it later costs nothing: it rings early, looks at the deadline of the day and sleeps on.
/// So a connection that is never late sets its timer once in a while, not once per request.
#[derive(Default)]
pub(crate) struct Alarm {
    sleep: Option<Pin<Box<Sleep>>>,
    /// Whom it wakes.
    waker: Option<Waker>,
}

impl Alarm {
    /// Whether `deadline` has passed; if not, the task is woken when it has.
    pub(crate) fn is_due(&mut self, deadline: Instant, cx: &mut Context<'_>) -> bool {
        let sleep = self.sleep.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        let is_known = self.waker.as_ref().is_some_and(|waker| waker.will_wake(cx.waker()));
        if is_known && sleep.deadline() <= deadline && !sleep.is_elapsed() {
            return false;
        }
        loop {
            if sleep.is_elapsed() || sleep.deadline() > deadline {
                sleep.as_mut().reset(deadline);
            }
            // Out of budget it would say that it is pending and not ring.
            if pin!(unconstrained(sleep.as_mut())).poll(cx).is_pending() {
                if !is_known {
                    self.waker = Some(cx.waker().clone());
                }
                return false;
            }
            if Instant::now() >= deadline {
                return true;
            }
        }
    }
}

/// The time of one connection of the engine.
pub(crate) struct Clock {
    start: Instant,
    alarm: Alarm,
}

impl Clock {
    pub(crate) fn new() -> Self {
        Self { start: Instant::now(), alarm: Alarm::default() }
    }
}

impl koa_http1::Timer for Clock {
    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    fn poll_until(&mut self, deadline: Duration, cx: &mut Context<'_>) -> Poll<()> {
        // A time that the clock cannot tell never comes.
        match self.start.checked_add(deadline) {
            Some(deadline) if self.alarm.is_due(deadline, cx) => Poll::Ready(()),
            _ => Poll::Pending,
        }
    }
}

/// How long somebody may be waited for: a pause, and a rate beyond it.
pub(crate) struct Pace {
    pause: Duration,
    rate: u32,
    since: Option<Instant>,
    waited: Duration,
    moved: u64,
    alarm: Alarm,
}

impl Pace {
    pub(crate) fn new(pause: Duration, rate: u32) -> Self {
        Self { pause, rate, since: None, waited: Duration::ZERO, moved: 0, alarm: Alarm::default() }
    }

    /// Records that `length` bytes came, which ends a wait.
    pub(crate) fn advance(&mut self, length: usize) {
        self.moved = self.moved.saturating_add(length as u64);
        if let Some(since) = self.since.take() {
            self.waited += since.elapsed();
        }
    }

    /// Whether the wait has been too long; if not, the task is woken when it has.
    pub(crate) fn is_over(&mut self, cx: &mut Context<'_>) -> bool {
        let since = *self.since.get_or_insert_with(Instant::now);
        let left = self.allowance().saturating_sub(self.waited).min(self.pause);
        self.alarm.is_due(since + left, cx)
    }

    /// The waiting that the bytes so far have earned.
    fn allowance(&self) -> Duration {
        match self.rate {
            0 => Duration::MAX,
            rate => self.pause.saturating_add(Duration::from_secs(self.moved / u64::from(rate))),
        }
    }
}

/// Whichever future ends first; when both have, the first.
pub(crate) async fn race<T>(first: impl Future<Output = T>, second: impl Future<Output = T>) -> T {
    let (mut first, mut second) = (pin!(first), pin!(second));
    poll_fn(|cx| match first.as_mut().poll(cx) {
        Poll::Pending => second.as_mut().poll(cx),
        ready => ready,
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_alarm_that_moved_later_rings_later() {
        let start = Instant::now();
        let mut alarm = Alarm::default();
        poll_fn(|cx| {
            assert!(!alarm.is_due(start + Duration::from_secs(1), cx));
            Poll::Ready(())
        })
        .await;
        let moved = start + Duration::from_secs(3);
        poll_fn(|cx| if alarm.is_due(moved, cx) { Poll::Ready(()) } else { Poll::Pending }).await;
        assert!(start.elapsed() >= Duration::from_secs(3));
    }

    #[tokio::test(start_paused = true)]
    async fn an_alarm_that_moved_earlier_rings_earlier() {
        let start = Instant::now();
        let mut alarm = Alarm::default();
        poll_fn(|cx| {
            assert!(!alarm.is_due(start + Duration::from_secs(60), cx));
            Poll::Ready(())
        })
        .await;
        let moved = start + Duration::from_secs(1);
        poll_fn(|cx| if alarm.is_due(moved, cx) { Poll::Ready(()) } else { Poll::Pending }).await;
        assert!(start.elapsed() < Duration::from_secs(2));
    }

    #[tokio::test(start_paused = true)]
    async fn a_byte_a_second_is_too_slow_although_no_pause_is_too_long() {
        let mut pace = Pace::new(Duration::from_secs(10), 256);
        let start = Instant::now();
        for _ in 0..60 {
            let over = race(
                async { poll_fn(|cx| if pace.is_over(cx) { Poll::Ready(true) } else { Poll::Pending }).await },
                async {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    false
                },
            )
            .await;
            if over {
                break;
            }
            pace.advance(1);
        }
        assert!((Duration::from_secs(9)..Duration::from_secs(12)).contains(&start.elapsed()));
    }
}
