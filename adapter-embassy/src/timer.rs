//! Deadlines on embassy's clock.
//!
//! All timers of an embassy task share one entry in the queue of time, the earliest counts, and it is
//! gone once it has rung. So a timer is set at every poll, which costs little, and none relies on one that
//! was set before.

use core::future::{Future, poll_fn};
use core::pin::{Pin, pin};
use core::task::{Context, Poll};
use core::time::Duration;

use embassy_time::{Instant, TICK_HZ, Timer};

/// A timer whose deadline may move at every poll, for the engine; it counts from its making.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Alarm {
    start: Instant,
}

impl Alarm {
    pub(crate) fn new() -> Self {
        Self { start: Instant::now() }
    }
}

impl koa_http1::Timer for Alarm {
    fn now(&self) -> Duration {
        duration(Instant::now().as_ticks().saturating_sub(self.start.as_ticks()))
    }

    fn poll_until(&mut self, deadline: Duration, cx: &mut Context<'_>) -> Poll<()> {
        // A time that the clock cannot tell never comes.
        match self.start.as_ticks().checked_add(ticks(deadline)) {
            Some(at) => poll_at(Instant::from_ticks(at), cx),
            None => Poll::Pending,
        }
    }
}

/// Ready when the time has come; before, it sees to it that the task is woken then.
pub(crate) fn poll_at(at: Instant, cx: &mut Context<'_>) -> Poll<()> {
    if at <= Instant::now() {
        return Poll::Ready(());
    }
    // Its first poll only sets it.
    let _ = pin!(Timer::at(at)).poll(cx);
    Poll::Pending
}

/// The time that is `patience` from now.
pub(crate) fn after(patience: Duration) -> Instant {
    Instant::from_ticks(Instant::now().as_ticks().saturating_add(ticks(patience)))
}

/// Waits for `work`, though not longer than `patience`; says whether it was done.
pub(crate) async fn within(patience: Duration, mut work: impl Future<Output = ()> + Unpin) -> bool {
    let end = after(patience);
    poll_fn(|cx| match Pin::new(&mut work).poll(cx) {
        Poll::Ready(()) => Poll::Ready(true),
        Poll::Pending => poll_at(end, cx).map(|()| false),
    })
    .await
}

/// Ticks as a duration, by 32 bits where they do: a board divides those by an instruction, 64 by hundreds.
fn duration(ticks: u64) -> Duration {
    const HZ: u32 = TICK_HZ as u32;
    match (u32::try_from(ticks), 1_000_000_000 % TICK_HZ) {
        (Ok(ticks), 0) => Duration::new((ticks / HZ).into(), ticks % HZ * (1_000_000_000 / HZ)),
        _ => {
            let nanoseconds = ticks % TICK_HZ * 1_000_000_000 / TICK_HZ;
            Duration::new(ticks / TICK_HZ, nanoseconds as u32)
        }
    }
}

/// A duration in ticks, rounded up.
fn ticks(duration: Duration) -> u64 {
    const HZ: u32 = TICK_HZ as u32;
    let part = match 1_000_000_000 % TICK_HZ {
        0 => duration.subsec_nanos().div_ceil(1_000_000_000 / HZ).into(),
        _ => (u64::from(duration.subsec_nanos()) * TICK_HZ).div_ceil(1_000_000_000),
    };
    duration.as_secs().saturating_mul(TICK_HZ).saturating_add(part)
}

#[cfg(test)]
mod tests {
    use core::task::Waker;

    use koa_http1::Timer as _;

    use super::*;

    #[test]
    fn ticks_are_durations_and_back() {
        for count in [0, 1, 999_999, 1_000_000, u64::from(u32::MAX), u64::from(u32::MAX) + 1, 1 << 45] {
            assert_eq!(ticks(duration(count)), count);
        }
        assert_eq!(duration(1_500_000), Duration::from_millis(1500));
        assert_eq!(ticks(Duration::from_nanos(1)), 1);
    }

    #[test]
    fn a_deadline_that_has_come_is_ready_at_once() {
        let mut alarm = Alarm::new();
        let mut cx = Context::from_waker(Waker::noop());
        let now = alarm.now();
        assert!(alarm.poll_until(now, &mut cx).is_ready());
        assert!(alarm.poll_until(now + Duration::from_secs(60), &mut cx).is_pending());
    }

    #[test]
    fn a_deadline_that_no_clock_can_tell_never_comes() {
        let mut cx = Context::from_waker(Waker::noop());
        assert!(Alarm::new().poll_until(Duration::MAX, &mut cx).is_pending());
    }
}
