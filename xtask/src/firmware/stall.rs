//! Clients that stop in the middle do not keep others from being served.

use std::time::{Duration, Instant};

use super::client::{Answer, Client, Group, Trouble, load};
use super::machine::Pace;
use super::report::Report;
use super::{Image, Network};
use crate::Result;

/// A client that stalls: what it sends, and the status that it is told, if any.
struct Phase {
    name: &'static str,
    sends: &'static [u8],
    told: Option<u16>,
}

const PHASES: [Phase; 5] = [
    Phase { name: "before its request", sends: b"", told: None },
    Phase { name: "in the head", sends: b"GET / HTTP/1.1\r\nHost: bo", told: Some(408) },
    Phase {
        name: "in a body that nobody reads",
        sends: b"POST / HTTP/1.1\r\nHost: board\r\nContent-Length: 100\r\n\r\nhalf of it",
        told: Some(200),
    },
    Phase {
        name: "in a chunk",
        sends: b"POST / HTTP/1.1\r\nHost: board\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nhalf",
        told: Some(200),
    },
    Phase { name: "after an answer", sends: b"GET / HTTP/1.1\r\nHost: board\r\n\r\n", told: Some(200) },
];

/// The time within which the board has to be free again.
const PATIENCE: Duration = Duration::from_secs(9);

/// Takes all four connections in each phase, and then wants to be served.
pub(super) fn check(report: &mut Report, image: &Image, network: &Network) -> Result {
    report.part("4 clients that stall on 4 connections");
    let machine = network.boot(image, Pace::Real)?;
    for phase in &PHASES {
        let stalled: Vec<_> = (0..4).map(|_| stall(machine.address, phase.sends)).collect();
        let begun = Instant::now();
        let tally = load(machine.address, &["/"], &[Group { clients: 2, requests: 3, keeps: false }]);
        let waited = begun.elapsed();
        let served = tally.is_clean() && waited < PATIENCE;
        let trouble = tally.trouble.map_or(String::new(), |trouble| format!(", {trouble:?}"));
        report.check(served, format!("{}: others are served within {waited:?}{trouble}", phase.name));
        let Some(status) = phase.told else { continue };
        let told: Vec<_> = stalled.into_iter().map(answer).collect();
        report.check(told.iter().all(|told| *told == Ok(status)), format!("{}: they are told {told:?}", phase.name));
    }
    let tally = load(machine.address, &["/"], &[Group { clients: 4, requests: 25, keeps: true }]);
    report.check(tally.is_clean(), "after all of them the board serves as before");
    Ok(())
}

fn stall(address: std::net::SocketAddr, sends: &[u8]) -> std::result::Result<Client, Trouble> {
    let mut client = Client::open(address)?;
    client.send(sends)?;
    Ok(client)
}

fn answer(client: std::result::Result<Client, Trouble>) -> std::result::Result<u16, Trouble> {
    client?.answer().map(|Answer { status, .. }| status)
}
