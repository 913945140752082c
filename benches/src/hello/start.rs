//! From the start of a program to its first answer.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::ask::ask;

/// How often it is looked whether the port is open.
const PAUSE: Duration = Duration::from_micros(100);
const PATIENCE: Duration = Duration::from_secs(10);

/// Starts `program` and asks it once; how long it took until the answer was there.
pub(super) fn first_answer(program: &Path) -> io::Result<Duration> {
    let address = free()?;
    let start = Instant::now();
    let _running = Running(Command::new(program).arg(address.to_string()).stdout(Stdio::null()).spawn()?);
    let mut stream = connect(address, start)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    ask(&mut stream)?;
    Ok(start.elapsed())
}

/// A port that was free a moment ago.
fn free() -> io::Result<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()
}

fn connect(address: SocketAddr, start: Instant) -> io::Result<TcpStream> {
    loop {
        match TcpStream::connect(address) {
            Err(error) if start.elapsed() > PATIENCE => return Err(error),
            Err(_) => thread::sleep(PAUSE),
            stream => return stream,
        }
    }
}

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself; there is nobody left to tell.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_cannot_be_started_is_an_error() {
        assert!(first_answer(Path::new("/no-such-program")).is_err());
    }
}
