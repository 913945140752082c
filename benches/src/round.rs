//! One round: every server once, all under the same conditions.
//!
//! Another program on the machine makes a server slower while it runs. So the servers of a round
//! are loaded in turns of a few milliseconds, and what disturbs one disturbs all.

use std::io;
use std::time::Duration;

use crate::client::{Clients, Load, Mode};
use crate::process::Server;

const TURN: Duration = Duration::from_millis(50);

/// What one round gave for one server.
#[derive(Clone, Copy, Debug)]
pub struct Measurement {
    /// Index of the round.
    pub round: usize,
    /// The server.
    pub server: &'static str,
    /// How requests were sent.
    pub mode: Mode,
    /// What the clients saw.
    pub load: Load,
    /// CPU time of the server in its turns.
    pub cpu: Duration,
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

/// Starts fresh servers and loads each for `window`, in turns.
///
/// # Errors
///
/// When a server does not start, or an answer is wrong.
pub fn measure(round: usize, servers: &[&'static str], mode: Mode, window: Duration) -> io::Result<Vec<Measurement>> {
    let mut lanes = Vec::with_capacity(servers.len());
    for server in servers {
        let mut lane = named(server, mode, Lane::start(server, mode))?;
        named(server, mode, lane.turn(window / 4))?;
        lane.forget();
        lanes.push(lane);
    }
    let turns = window.as_nanos().div_ceil(TURN.as_nanos());
    for _ in 0..turns {
        for (server, lane) in servers.iter().zip(&mut lanes) {
            named(server, mode, lane.turn(TURN.min(window)))?;
        }
    }
    let of = |(&server, lane): (&&'static str, &Lane)| Measurement {
        round,
        server,
        mode,
        load: lane.clients.load(),
        cpu: lane.cpu,
    };
    Ok(servers.iter().zip(&lanes).map(of).collect())
}

fn named<T>(server: &str, mode: Mode, outcome: io::Result<T>) -> io::Result<T> {
    outcome.map_err(|error| io::Error::new(error.kind(), format!("{server}, {}: {error}", mode.name())))
}

/// A server and its clients. The clients go first, so that the server sees them leave.
struct Lane {
    clients: Clients,
    server: Server,
    cpu: Duration,
}

impl Lane {
    fn start(name: &str, mode: Mode) -> io::Result<Self> {
        let server = Server::start(name)?;
        Ok(Self { clients: Clients::connect(server.address(), mode)?, server, cpu: Duration::ZERO })
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
}
