//! koa-compose on Node: a program of `node-onion/` that is told how often to run which onion.

use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::npm;

/// The running program; it ends when this is dropped.
#[derive(Debug)]
pub(super) struct Compose {
    child: Child,
    orders: ChildStdin,
    times: BufReader<ChildStdout>,
}

impl Compose {
    /// Starts it; the error says in a line why it cannot run.
    pub(super) fn start() -> Result<Self, String> {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("node-onion");
        npm::node()?;
        npm::install(&directory, "koa-compose")?;
        Self::spawn(&directory.join("onion.mjs")).map_err(|error| format!("node: {error}"))
    }

    fn spawn(program: &Path) -> io::Result<Self> {
        let mut child = Command::new("node").arg(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (Some(orders), Some(times)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        Ok(Self { child, orders, times: BufReader::new(times) })
    }

    /// Nanoseconds per request.
    pub(super) fn time(&mut self, layers: usize, requests: u32) -> io::Result<f64> {
        writeln!(self.orders, "{layers} {requests}")?;
        let mut line = String::new();
        self.times.read_line(&mut line)?;
        line.trim().parse().map_err(|_| io::Error::other(format!("koa-compose gave {line:?}")))
    }
}

impl Drop for Compose {
    fn drop(&mut self) {
        // It may have ended by itself; there is nobody left to tell.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
