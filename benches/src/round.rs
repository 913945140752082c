//! One server, one mode, once.

use std::io;
use std::time::Duration;

use crate::client::{Load, Mode, Plan, load};
use crate::process::Server;

/// What one run of one server in one mode gave.
#[derive(Clone, Copy, Debug)]
pub struct Measurement {
    /// Index of the round.
    pub round: usize,
    /// The server.
    pub server: &'static str,
    /// How requests were sent.
    pub mode: Mode,
    /// What the client saw.
    pub load: Load,
    /// CPU time of the server within the window.
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

/// Starts a fresh server and loads it.
///
/// # Errors
///
/// When the server does not start, or an answer is wrong.
pub fn measure(round: usize, server: &'static str, mode: Mode, plan: Plan) -> io::Result<Measurement> {
    let process = Server::start(server)?;
    let mut marks = Vec::with_capacity(2);
    let load = load(process.address(), mode, plan, || process.cpu_time().map(|time| marks.push(time)))
        .map_err(|error| io::Error::new(error.kind(), format!("{server}, {}: {error}", mode.name())))?;
    let cpu = marks[1].saturating_sub(marks[0]);
    Ok(Measurement { round, server, mode, load, cpu })
}
