//! How long a body may take: no long pause, and not for ever.

use core::time::Duration;

use crate::Limits;

/// The waiting for one body.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    /// When the present wait began.
    since: Option<Duration>,
    waited: Duration,
    received: u64,
}

impl Pace {
    /// Notes that bytes are waited for.
    pub(crate) fn wait(&mut self, now: Duration) {
        self.since.get_or_insert(now);
    }

    /// Whether bytes are waited for.
    pub(crate) fn is_waiting(&self) -> bool {
        self.since.is_some()
    }

    /// Notes that bytes came, or that nobody waits any more.
    pub(crate) fn advance(&mut self, length: usize, now: Duration) {
        self.received = self.received.saturating_add(length as u64);
        if let Some(since) = self.since.take() {
            self.waited += now.saturating_sub(since);
        }
    }

    /// When the wait has been too long; `None` when nobody waits.
    pub(crate) fn deadline(&self, limits: &Limits) -> Option<Duration> {
        let allowance = match limits.body_rate {
            0 => Duration::MAX,
            rate => limits.body_pause.saturating_add(Duration::from_secs(self.received / u64::from(rate))),
        };
        let left = allowance.saturating_sub(self.waited).min(limits.body_pause);
        Some(self.since?.saturating_add(left))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_byte_a_second_is_too_slow_although_no_pause_is_too_long() {
        let (limits, mut pace) = (Limits::default(), Pace::default());
        let mut now = Duration::ZERO;
        loop {
            pace.wait(now);
            let deadline = pace.deadline(&limits).unwrap();
            now += SECOND;
            if deadline <= now {
                break;
            }
            pace.advance(1, now);
        }
        assert!((SECOND * 9..SECOND * 12).contains(&now), "{now:?}");
    }

    #[test]
    fn what_comes_fast_enough_may_take_for_ever() {
        let (limits, mut pace) = (Limits::default(), Pace::default());
        for second in 0..1000 {
            pace.wait(SECOND * second);
            assert!(pace.deadline(&limits).unwrap() > SECOND * (second + 1));
            pace.advance(1000, SECOND * (second + 1));
        }
    }

    #[test]
    fn nobody_is_late_for_what_nobody_waits_for() {
        assert_eq!(Pace::default().deadline(&Limits::default()), None);
    }
}
