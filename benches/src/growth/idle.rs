//! Idle connections: what each keeps in memory, and what they cost the traffic beside them.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use super::files;
use super::servers::NAMES;
use super::{Per, Point, Series};
use crate::ask::ask;
use crate::client::Clients;
use crate::mode::Mode;
use crate::process::Server;

/// How many, how long the traffic beside them is measured, and how often.
pub(super) struct Plan {
    pub(super) counts: &'static [usize],
    pub(super) window: Duration,
    pub(super) rounds: usize,
}

const CPU: &str = "idle connections: CPU of a request beside them";
pub(super) const MEMORY: &str = "idle connections: memory";
/// Open files besides the idle connections: the clients, and what a runtime has.
const OTHER_FILES: usize = 200;

/// A series of each kind for each server.
pub(super) fn measure(plan: &Plan) -> io::Result<Vec<Series>> {
    let counts = possible(plan.counts)?;
    let pairs = NAMES.into_iter().flat_map(|server| counts.iter().map(move |&x| (server, x)));
    let mut samples: Vec<_> = pairs.map(|(server, x)| (server, x, Vec::new(), Vec::new())).collect();
    for round in 0..plan.rounds {
        eprintln!("idle connections, round {} of {}", round + 1, plan.rounds);
        for (server, x, cpu, memory) in &mut samples {
            let (time, bytes) = beside(server, *x, plan.window)?;
            cpu.push(time);
            memory.push(bytes);
        }
    }
    let series = |server| {
        let own = || samples.iter().filter(move |sample| sample.0 == server);
        let cpu = own().filter_map(|(_, x, cpu, _)| Point::median(*x, cpu)).collect();
        let memory = own().filter_map(|(_, x, _, memory)| Point::median(*x, memory)).collect();
        [
            Series { name: CPU, server, unit: "µs", per: Per::One("request"), points: cpu },
            Series { name: MEMORY, server, unit: "bytes", per: Per::Each("connection"), points: memory },
        ]
    };
    Ok(NAMES.into_iter().flat_map(series).collect())
}

/// Those for which enough files may be open.
fn possible(counts: &[usize]) -> io::Result<Vec<usize>> {
    let files = |count: usize| (count + OTHER_FILES) as u64;
    let allowed = files::allow(counts.iter().copied().max().map_or(0, files))?;
    let (possible, left_out): (Vec<usize>, Vec<usize>) = counts.iter().partition(|&&count| files(count) <= allowed);
    for count in left_out {
        eprintln!("left out: {count} idle connections (only {allowed} files may be open; see ulimit -Hn)");
    }
    Ok(possible)
}

/// Microseconds of CPU per request and bytes of memory, beside so many idle connections.
fn beside(server: &str, count: usize, window: Duration) -> io::Result<(f64, f64)> {
    let server = Server::start(server)?;
    let mut clients = Clients::connect(server.address(), Mode::Plain)?;
    clients.run(window / 4)?;
    let before = server.memory()?;
    let idle = Idle::connect(server.address(), count)?;
    let bytes = server.memory()?.saturating_sub(before) * 1024;
    clients.run(window / 4)?;
    clients.forget();
    let start = server.cpu_time()?;
    clients.run(window)?;
    let cpu = server.cpu_time()?.saturating_sub(start);
    idle.check()?;
    Ok((cpu.as_secs_f64() * 1e6 / clients.load().requests as f64, bytes as f64))
}

/// Connections that made a request and now wait.
struct Idle(Vec<TcpStream>);

impl Idle {
    fn connect(address: SocketAddr, count: usize) -> io::Result<Self> {
        (0..count).map(|_| answered(address)).collect::<io::Result<_>>().map(Self)
    }

    /// All must be open still, or there was nothing to measure.
    fn check(&self) -> io::Result<()> {
        for stream in &self.0 {
            stream.set_nonblocking(true)?;
            match stream.peek(&mut [0]) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => (),
                _ => return Err(io::Error::other("the server closed an idle connection")),
            }
        }
        Ok(())
    }
}

fn answered(address: SocketAddr) -> io::Result<TcpStream> {
    let mut stream = TcpStream::connect(address)?;
    ask(&mut stream)?;
    Ok(stream)
}
