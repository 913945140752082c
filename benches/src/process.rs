//! A server as a process of its own: this program again, with other arguments.

use std::io::{self, BufRead as _, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::servers::THREADS;
use crate::{cpu, resident};

/// A running server; it ends when this is dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    /// Starts the server `name` and waits until it listens.
    ///
    /// # Errors
    ///
    /// When it cannot be started or ends before it listens.
    pub fn start(name: &str) -> io::Result<Self> {
        let program = std::env::current_exe()?;
        let mut command = Command::new(program);
        command.args(["serve", name]).envs(THREADS).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        let mut server = Self { child, address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)) };
        let port = line.trim().parse().map_err(|_| io::Error::other(format!("{name} did not start")))?;
        server.address.set_port(port);
        Ok(server)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The CPU time it has used so far.
    ///
    /// # Errors
    ///
    /// When it has ended, or this is not Linux.
    pub fn cpu_time(&self) -> io::Result<Duration> {
        cpu::time(self.child.id())
    }

    /// The memory it takes now that is in RAM, in KiB.
    ///
    /// # Errors
    ///
    /// When it has ended, or this is not Linux.
    pub fn memory(&self) -> io::Result<u64> {
        resident::memory(self.child.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; there is nobody left to tell.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
