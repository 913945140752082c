//! Deadlines: a timer that is set often and rings seldom.

use std::future::Future as _;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use smol::Timer;

/// A timer whose deadline may move at every poll, for the engine.
///
/// Moving it later costs nothing: it rings early, looks at the deadline of the day and sleeps on.
/// So a connection that is never late sets its timer once in a while, not once per request.
pub(crate) struct Alarm {
    start: Instant,
    timer: Timer,
    /// When it rings next, since `start`.
    rings: Option<Duration>,
    /// Whom it wakes.
    waker: Option<Waker>,
}

impl Alarm {
    pub(crate) fn new() -> Self {
        Self { start: Instant::now(), timer: Timer::never(), rings: None, waker: None }
    }

    /// Whether it wakes the task, and not after `deadline`.
    fn is_set(&self, now: Duration, deadline: Duration, cx: &Context<'_>) -> bool {
        self.rings.is_some_and(|rings| now < rings && rings <= deadline)
            && self.waker.as_ref().is_some_and(|waker| waker.will_wake(cx.waker()))
    }
}

impl koa_http1::Timer for Alarm {
    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    fn poll_until(&mut self, deadline: Duration, cx: &mut Context<'_>) -> Poll<()> {
        let now = self.start.elapsed();
        if now >= deadline {
            return Poll::Ready(());
        }
        if self.is_set(now, deadline, cx) {
            return Poll::Pending;
        }
        // A time that the clock cannot tell never comes.
        let Some(at) = self.start.checked_add(deadline) else { return Poll::Pending };
        self.timer.set_at(at);
        if Pin::new(&mut self.timer).poll(cx).is_ready() {
            self.rings = None;
            return Poll::Ready(());
        }
        self.rings = Some(deadline);
        self.waker = Some(cx.waker().clone());
        Poll::Pending
    }
}

/// Waits.
pub(crate) async fn sleep(time: Duration) {
    Timer::after(time).await;
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use koa_http1::Timer as _;

    use super::*;

    const fn ms(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    /// Sets an alarm, moves it, and gives the time at which it rings and how often it woke.
    fn rings(first: Duration, moved: Duration) -> (Duration, u32) {
        let mut alarm = Alarm::new();
        let mut polls = 0;
        smol::block_on(async {
            poll_fn(|cx| {
                assert!(alarm.poll_until(first, cx).is_pending());
                Poll::Ready(())
            })
            .await;
            poll_fn(|cx| {
                polls += 1;
                alarm.poll_until(moved, cx)
            })
            .await;
        });
        (alarm.now(), polls)
    }

    #[test]
    fn an_alarm_that_moved_later_rings_later() {
        let (rang, polls) = rings(ms(20), ms(120));
        assert!(rang >= ms(120), "{rang:?}");
        // It was told of the move, woken early, and woken in time.
        assert!(polls <= 4, "{polls}");
    }

    #[test]
    fn an_alarm_that_moved_earlier_rings_earlier() {
        let (rang, _) = rings(ms(20_000), ms(40));
        assert!((ms(40)..ms(2000)).contains(&rang), "{rang:?}");
    }

    #[test]
    fn an_alarm_that_moves_later_is_left_alone_until_it_rings() {
        let mut alarm = Alarm::new();
        smol::block_on(poll_fn(|cx| {
            assert!((10_000..10_100).all(|deadline| alarm.poll_until(ms(deadline), cx).is_pending()));
            Poll::Ready(())
        }));
        assert_eq!(alarm.rings, Some(ms(10_000)));
    }

    #[test]
    fn a_deadline_that_no_clock_can_tell_never_comes() {
        let mut cx = Context::from_waker(Waker::noop());
        assert!(Alarm::new().poll_until(Duration::MAX, &mut cx).is_pending());
    }
}
