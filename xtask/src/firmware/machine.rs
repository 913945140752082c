//! The emulated board: QEMU's `lm3s6965evb` with an image, a network and a serial line.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::tap::Tap;
use super::tools;
use crate::Result;

/// The address that the firmware gives itself.
const ADDRESS: Ipv4Addr = Ipv4Addr::new(10, 0, 2, 15);

/// How the board is reached.
#[derive(Clone, Copy, Debug)]
pub(super) enum Link<'t> {
    /// QEMU's own network, which forwards a port of this machine.
    Forwarded(u16),
    /// A network interface of this machine: its own TCP is the peer.
    Tap(&'t Tap),
}

/// How the board's time passes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Pace {
    /// As it does here.
    Real,
    /// By the instruction: one takes a nanosecond of the board's time.
    Counted,
}

/// A running board; dropped, it ends.
#[derive(Debug)]
pub(super) struct Machine {
    qemu: Child,
    serial: TcpStream,
    /// Where its port 80 is.
    pub(super) address: SocketAddr,
}

impl Machine {
    /// Boots an image; `argument` is what it finds as its command line.
    pub(super) fn boot(image: &Path, link: Link<'_>, pace: Pace, argument: &str) -> Result<Self> {
        let serial_port = free_port()?;
        let mut qemu = command(image, link);
        qemu.args(["-serial", &format!("tcp:127.0.0.1:{serial_port},server=on,wait=on")]);
        if pace == Pace::Counted {
            qemu.args(["-icount", "shift=0,align=off,sleep=on"]);
        }
        if !argument.is_empty() {
            qemu.args(["-semihosting-config", &format!("enable=on,target=native,arg=image,arg={argument}")]);
        }
        let qemu = qemu.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut qemu = qemu.spawn().map_err(|error| format!("{}: {error}", tools::QEMU))?;
        let address = match link {
            Link::Forwarded(port) => SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
            Link::Tap(_) => SocketAddr::from((ADDRESS, 80)),
        };
        match connect(&mut qemu, SocketAddr::from((Ipv4Addr::LOCALHOST, serial_port))) {
            Ok(serial) => Ok(Self { qemu, serial, address }),
            Err(message) => {
                let _ = qemu.kill();
                let _ = qemu.wait();
                Err(message)
            }
        }
    }

    /// Asks the image for its counters; it must be one with the feature `probe`.
    pub(super) fn probe(&mut self) -> Result<Counters> {
        self.serial.write_all(b"?").map_err(|error| format!("the serial line: {error}"))?;
        let line = self.line()?;
        Counters::parse(&line).ok_or_else(|| format!("the board said: {line}"))
    }

    /// The next line that the board says within a few seconds.
    pub(super) fn line(&mut self) -> Result<String> {
        let _ = self.serial.set_read_timeout(Some(Duration::from_secs(5)));
        let (mut line, mut byte) = (Vec::new(), [0]);
        loop {
            match self.serial.read(&mut byte) {
                Ok(1) if byte[0] == b'\n' => return Ok(String::from_utf8_lossy(&line).into_owned()),
                Ok(1) => line.push(byte[0]),
                _ => return Err(format!("the board says no more than: {}", String::from_utf8_lossy(&line))),
            }
        }
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _ = self.qemu.kill();
        let _ = self.qemu.wait();
    }
}

/// The emulator without its serial line.
pub(super) fn command(image: &Path, link: Link<'_>) -> Command {
    let mut qemu = Command::new(tools::QEMU);
    qemu.args(["-M", "lm3s6965evb", "-display", "none", "-monitor", "none"]).arg("-kernel").arg(image);
    let network = match link {
        Link::Forwarded(port) => format!("user,hostfwd=tcp:127.0.0.1:{port}-:80"),
        Link::Tap(tap) => format!("tap,ifname={},script=no,downscript=no", tap.name()),
    };
    qemu.args(["-nic", &network]);
    qemu
}

/// A port of this machine that is free now.
pub(super) fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(|error| error.to_string())?;
    listener.local_addr().map(|address| address.port()).map_err(|error| error.to_string())
}

fn connect(qemu: &mut Child, serial: SocketAddr) -> Result<TcpStream> {
    let begun = Instant::now();
    loop {
        match TcpStream::connect(serial) {
            Ok(stream) => return Ok(stream),
            Err(error) if begun.elapsed() > Duration::from_secs(10) => return Err(format!("QEMU: {error}")),
            Err(_) => sleep(Duration::from_millis(20)),
        }
        if let Ok(Some(status)) = qemu.try_wait() {
            return Err(format!("QEMU ended: {status}"));
        }
    }
}

/// What a board with a probe has counted.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counters {
    /// The processor's steps since the start, awake and asleep; one is 20 ns.
    pub(super) steps: u64,
    /// Those asleep.
    pub(super) slept: u64,
    /// Allocations since the start.
    pub(super) allocations: u64,
    /// The bytes of the heap that are taken.
    pub(super) heap: u64,
    /// The most that ever were.
    pub(super) heap_peak: u64,
    /// The most of the stack that ever was taken.
    pub(super) stack_peak: u64,
}

impl Counters {
    fn parse(line: &str) -> Option<Self> {
        let number = |name: &str| {
            let word = line.split(' ').find_map(|word| word.strip_prefix(name)?.strip_prefix('='))?;
            word.parse().ok()
        };
        Some(Self {
            steps: number("steps")?,
            slept: number("slept")?,
            allocations: number("allocations")?,
            heap: number("heap")?,
            heap_peak: number("heap_peak")?,
            stack_peak: number("stack_peak")?,
        })
    }

    /// The instructions since `earlier`, on a board whose time is counted by them.
    pub(super) fn instructions_since(&self, earlier: &Self) -> u64 {
        20 * ((self.steps - earlier.steps) - (self.slept - earlier.slept))
    }
}
