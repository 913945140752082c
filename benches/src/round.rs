//! One round: every server once, all under the same conditions.
//!
//! Another program on the machine makes a server slower while it runs. So the servers of a round
//! are loaded in turns of a few milliseconds, and what disturbs one disturbs all.

use std::io;
use std::time::Duration;

use crate::client::{Clients, Load};
use crate::mode::Mode;
use crate::process::Server;
use crate::servers::is_on_node;

const TURN: Duration = Duration::from_millis(50);
const WARM_UP: Duration = Duration::from_millis(150);
/// On Node the first ten thousand requests cost up to ten times as much as those that follow.
const WARM_UP_ON_NODE: Duration = Duration::from_secs(1);

/// What one round gave for one server.
#[derive(Clone, Copy, Debug)]
pub struct Measurement {
    /// Index of the round.
    pub round: usize,
    /// The server.
    pub server: &'static str,
    /// What was asked, and how.
    pub mode: Mode,
    /// What the clients saw.
    pub load: Load,
    /// CPU time of the server in its turns.
    pub cpu: Duration,
    /// Resident memory of the server after its last turn, its clients still connected; in KiB.
    pub memory: u64,
}

impl Measurement {
    /// CPU time of the server per request, in microseconds.
    pub fn cpu_per_request(&self) -> f64 {
        self.cpu.as_secs_f64() * 1e6 / self.load.requests as f64
    }

    /// Requests per second.
    pub fn rate(&self) -> f64 {
        self.load.requests as f64 / self.load.elapsed.as_secs_f64()
    }
}

/// Starts fresh servers and loads each for `window`, in turns, after a warm-up in turns.
///
/// # Errors
///
/// When a server does not start, or an answer is wrong: which server, and in which mode.
pub fn measure(round: usize, servers: &[&'static str], mode: Mode, window: Duration) -> io::Result<Vec<Measurement>> {
    let start = |&server| named(server, mode, Lane::start(server, mode));
    let mut lanes = servers.iter().map(start).collect::<io::Result<Vec<Lane>>>()?;
    load(&mut lanes, mode, |server| warm_up(server, window))?;
    lanes.iter_mut().for_each(Lane::forget);
    load(&mut lanes, mode, |_| window)?;
    lanes.iter().map(|lane| named(lane.name, mode, lane.measurement(round, mode))).collect()
}

/// How long a server is loaded before anything is counted: a quarter of the window, though not less
/// than 150 ms, and a second on Node; less where the window is very short.
pub(crate) fn warm_up(server: &str, window: Duration) -> Duration {
    match is_on_node(server) {
        true => WARM_UP_ON_NODE.min(window * 4),
        false => (window / 4).max(WARM_UP.min(window)),
    }
}

/// All in turns, so that none waits for as long as idle connections are kept.
fn load(lanes: &mut [Lane], mode: Mode, time: impl Fn(&str) -> Duration) -> io::Result<()> {
    let turns = |lane: &Lane| time(lane.name).as_nanos().div_ceil(TURN.as_nanos());
    for turn in 0..lanes.iter().map(turns).max().unwrap_or(0) {
        for lane in lanes.iter_mut().filter(|lane| turn < turns(lane)) {
            named(lane.name, mode, lane.turn(TURN.min(time(lane.name))))?;
        }
    }
    Ok(())
}

fn named<T>(server: &str, mode: Mode, outcome: io::Result<T>) -> io::Result<T> {
    outcome.map_err(|error| io::Error::new(error.kind(), format!("{server}, {}: {error}", mode.name())))
}

/// A server and its clients. The clients go first, so that the server sees them leave.
struct Lane {
    clients: Clients,
    name: &'static str,
    server: Server,
    cpu: Duration,
}

impl Lane {
    fn start(name: &'static str, mode: Mode) -> io::Result<Self> {
        let server = Server::start(name)?;
        Ok(Self { clients: Clients::connect(server.address(), mode)?, name, server, cpu: Duration::ZERO })
    }

    fn turn(&mut self, time: Duration) -> io::Result<()> {
        let before = self.server.cpu_time()?;
        self.clients.run(time)?;
        self.cpu += self.server.cpu_time()?.saturating_sub(before);
        Ok(())
    }

    fn forget(&mut self) {
        self.clients.forget();
        self.cpu = Duration::ZERO;
    }

    fn measurement(&self, round: usize, mode: Mode) -> io::Result<Measurement> {
        let (load, memory) = (self.clients.load(), self.server.memory()?);
        Ok(Measurement { round, server: self.name, mode, load, cpu: self.cpu, memory })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_warm_up_is_a_quarter_but_neither_very_short_nor_longer_than_what_is_counted() {
        let of = |window| warm_up("hyper", Duration::from_millis(window)).as_millis();
        assert_eq!([of(50), of(300), of(1000), of(2000)], [50, 150, 250, 500]);
    }

    #[test]
    fn what_is_compiled_while_it_runs_is_warmed_for_longer() {
        let of = |window| warm_up("node-koa", Duration::from_millis(window)).as_millis();
        assert_eq!([of(50), of(300), of(2000)], [200, 1000, 1000]);
    }
}
