//! Firmware: built for every board, booted on an emulated one, checked, measured, held to a budget.

use std::os::unix::process::CommandExt;
use std::process::Stdio;
use std::time::Duration;

use crate::Result;

mod boards;
mod budget;
mod client;
mod image;
mod load;
mod machine;
mod parity;
mod report;
mod routes;
mod stall;
mod tap;
mod tools;
mod weight;

use image::{Build, Image};
use machine::{Link, Machine, Pace, free_port};
use report::Report;
use tap::Tap;
use weight::Images;

/// The image that the budget is about: a text, JSON, 404, one middleware, four connections.
const HELLO: &str = "hello";

/// What `cargo xtask firmware` does, part by part.
const PARTS: [&str; 6] = ["weight", "boards", "tour", "parity", "load", "stall"];

/// Builds everything, boots the board, checks and measures; only some parts where they are named.
///
/// # Errors
///
/// When something cannot be built or booted, a check fails, or a number exceeds its budget.
pub(crate) fn check(only: &[&str]) -> Result {
    if let Some(unknown) = only.iter().find(|part| !PARTS.contains(part)) {
        return Err(format!("{unknown} is none of {}", PARTS.join(", ")));
    }
    let wanted = |part| only.is_empty() || only.contains(&part);
    tools::install()?;
    let mut report = Report::new(budget::read()?, only.is_empty());
    let images = Images::default();
    if wanted("weight") {
        weight::weigh_all(&mut report, &images)?;
    }
    if wanted("boards") {
        boards::build(&mut report)?;
    }
    if wanted("tour") {
        routes::check(&mut report)?;
    }
    if wanted("parity") {
        parity::check(&mut report)?;
    }
    let network = Network::new();
    if wanted("load") {
        load::check(&mut report, &images, &network)?;
    }
    if wanted("stall") {
        stall::check(&mut report, &images.probed(HELLO)?, &network)?;
    }
    report.finish()
}

/// Boots the tour with its port 80 at a port of this machine, until it is interrupted.
///
/// # Errors
///
/// When it cannot be built or booted.
pub(crate) fn serve(port: u16) -> Result {
    tools::install_for_emulator()?;
    let tour = Build::new("onion", &["tour"], "messages").run()?.remove(0);
    println!("listening on http://127.0.0.1:{port}");
    let mut qemu = machine::command(&tour.path, Link::Forwarded(port));
    // In this process's place, so that who ends it ends the board.
    let error = qemu.args(["-serial", "stdio"]).stdin(Stdio::null()).exec();
    Err(format!("{}: {error}", tools::QEMU))
}

/// The way to the board on which connections are judged.
struct Network(Option<Tap>);

impl Network {
    fn new() -> Self {
        let tap = Tap::new();
        if tap.is_none() {
            println!("no interface can be made here: loads run through QEMU's own network");
        }
        Self(tap)
    }

    /// Boots an image that is reached this way.
    fn boot(&self, image: &Image, pace: Pace) -> Result<Machine> {
        let machine = match &self.0 {
            Some(tap) => Machine::boot(&image.path, Link::Tap(tap), pace, "")?,
            None => forwarded(image, pace, "")?,
        };
        until_it_answers(&machine, if self.0.is_some() { Duration::ZERO } else { SETTLING })?;
        Ok(machine)
    }
}

/// How long QEMU's own network takes to notice what the board has to say.
const SETTLING: Duration = Duration::from_millis(200);

/// Boots an image behind a port of this machine.
fn forwarded(image: &Image, pace: Pace, argument: &str) -> Result<Machine> {
    Machine::boot(&image.path, Link::Forwarded(free_port()?), pace, argument)
}

/// Waits for the first answer, whatever it is.
fn until_it_answers(machine: &Machine, settling: Duration) -> Result {
    let mut last = None;
    for _ in 0..50 {
        match client::Client::open(machine.address).and_then(|mut client| client.get("/", true)) {
            Ok(_) => {
                std::thread::sleep(settling);
                return Ok(());
            }
            Err(trouble) => last = Some(trouble),
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Err(format!("the board does not answer: {last:?}"))
}
