//! What all rounds together say about a server in a mode.

use crate::mode::Mode;
use crate::round::Measurement;
use crate::servers::REFERENCE;
use crate::stats::Summary;

/// A row of a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figures {
    /// The mode.
    pub mode: Mode,
    /// The server.
    pub server: &'static str,
    /// CPU time per request to that of the reference in the same round.
    pub ratio: Summary,
    /// CPU time per request, in microseconds.
    pub cpu: Summary,
    /// Requests per second.
    pub rate: Summary,
    /// Half of all batches took no longer; in microseconds, the median of all rounds.
    pub p50: f64,
    /// Of a hundred batches, ninety-nine took no longer; likewise.
    pub p99: f64,
    /// Resident memory after the load, in KiB; likewise.
    pub memory: f64,
}

impl Figures {
    /// The figures of `server` in `mode`; `None` when it, or the reference, did not run.
    pub fn of(server: &'static str, mode: Mode, measurements: &[Measurement]) -> Option<Self> {
        let own = || measurements.iter().filter(|one| one.mode == mode && one.server == server);
        let reference =
            |round| measurements.iter().find(|one| one.mode == mode && one.server == REFERENCE && one.round == round);
        let ratio = |one: &Measurement| Some(one.cpu_per_request() / reference(one.round)?.cpu_per_request());
        Some(Self {
            mode,
            server,
            ratio: Summary::of(own().filter_map(ratio))?,
            cpu: Summary::of(own().map(Measurement::cpu_per_request))?,
            rate: Summary::of(own().map(Measurement::rate))?,
            p50: Summary::of(own().map(|one| one.load.p50.as_secs_f64() * 1e6))?.median,
            p99: Summary::of(own().map(|one| one.load.p99.as_secs_f64() * 1e6))?.median,
            memory: Summary::of(own().map(|one| one.memory as f64))?.median,
        })
    }

    /// Those of every mode and every server that ran, in this order.
    pub fn all(servers: &[&'static str], modes: &[Mode], measurements: &[Measurement]) -> Vec<Self> {
        let of_mode = |&mode| servers.iter().filter_map(move |&server| Self::of(server, mode, measurements));
        modes.iter().flat_map(of_mode).collect()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::time::Duration;

    use super::*;
    use crate::client::Load;
    use crate::servers::CANDIDATES;

    /// Ten plain requests of so many microseconds each.
    pub(crate) fn measurement(round: usize, server: &'static str, micros: u64) -> Measurement {
        let time = Duration::from_micros(20);
        let load = Load { requests: 10, elapsed: Duration::from_secs(1), p50: time, p99: time };
        Measurement { round, server, mode: Mode::Plain, load, cpu: Duration::from_micros(10 * micros), memory: 4096 }
    }

    #[test]
    fn ratios_are_taken_within_a_round() {
        let [candidate, _] = CANDIDATES;
        let rounds = [(0, REFERENCE, 10), (0, candidate, 9), (1, REFERENCE, 20), (1, candidate, 18)];
        let all = rounds.map(|(round, server, micros)| measurement(round, server, micros));
        let figures = Figures::of(candidate, Mode::Plain, &all).unwrap();
        assert_eq!((figures.ratio.min, figures.ratio.max), (0.9, 0.9));
        assert_eq!((figures.cpu.min, figures.cpu.max, figures.rate.median), (9.0, 18.0, 10.0));
        assert_eq!((figures.p50, figures.p99, figures.memory), (20.0, 20.0, 4096.0));
    }

    #[test]
    fn a_server_or_a_mode_that_did_not_run_has_no_figures() {
        let all = [measurement(0, REFERENCE, 10)];
        assert_eq!(Figures::of(CANDIDATES[0], Mode::Plain, &all), None);
        assert_eq!(Figures::all(&[REFERENCE], &[Mode::Plain, Mode::Json], &all).len(), 1);
    }
}
