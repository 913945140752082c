//! What the board bears and what a request costs it.

use std::time::Duration;

use super::client::{Client, Group, Tally, load};
use super::machine::{Counters, Machine, Pace};
use super::report::Report;
use super::weight::Images;
use super::{HELLO, Network};
use crate::Result;

/// Instructions, answers under overload, 20,000 requests, reload storms, and the memory that all of it took.
pub(super) fn check(report: &mut Report, images: &Images, network: &Network) -> Result {
    instructions(report, images, network)?;
    latency(report, images, network)?;
    report.part("overload: hello with 4 connections");
    let mut machine = network.boot(&images.probed(HELLO)?, Pace::Real)?;
    let idle = machine.probe()?;
    per_connection(report, &mut machine, &idle)?;
    overload(report, &machine);
    soak(report, &mut machine)?;
    storms(report, &machine);
    memory(report, images, &mut machine)
}

/// Instructions of a GET on a kept connection, by the emulator's count; those of the peers beside.
fn instructions(report: &mut Report, images: &Images, network: &Network) -> Result {
    const REQUESTS: usize = 500;
    report.part("instructions per GET on a kept connection, with the network beneath");
    for name in [HELLO, "floor", "edge-http", "picoserve"] {
        let mut machine = network.boot(&images.probed(name)?, Pace::Counted)?;
        let mut client = Client::open(machine.address).map_err(|trouble| format!("{name}: {trouble:?}"))?;
        let mut get = |count| {
            (0..count)
                .try_for_each(|_| client.get("/", false).map(drop))
                .map_err(|trouble| format!("{name}: {trouble:?}"))
        };
        get(50)?;
        let before = machine.probe()?;
        get(REQUESTS)?;
        let after = machine.probe()?;
        let instructions = after.instructions_since(&before) / REQUESTS as u64;
        let allocations = (after.allocations - before.allocations) as f64 / REQUESTS as f64;
        println!("{name}: {instructions} instructions, {allocations:.1} allocations");
        if name == HELLO {
            report.measure("instructions", instructions);
            report.measure("allocations", allocations.ceil() as u64);
        }
    }
    Ok(())
}

/// How long a GET on a kept connection takes, compared with the floor's.
fn latency(report: &mut Report, images: &Images, network: &Network) -> Result {
    report.part("time of a GET on a kept connection");
    let mut medians = Vec::new();
    for name in [HELLO, "floor"] {
        let machine = network.boot(&images.plain(name)?, Pace::Real)?;
        let group = Group { clients: 1, requests: 2000, keeps: true };
        let tally = load(machine.address, "/", &[group]);
        println!("{name}: half of them within {:?}", tally.median());
        report.check(tally.is_clean(), format!("{name}: {}", told(&tally)));
        medians.push(tally.median());
    }
    let holds = medians[0] <= 2 * medians[1];
    report.check(holds, format!("half of hello's take at most twice as long as the floor's: {medians:?}"));
    Ok(())
}

/// What four kept connections hold.
fn per_connection(report: &mut Report, machine: &mut Machine, idle: &Counters) -> Result {
    let mut clients = Vec::new();
    for _ in 0..4 {
        let mut client = Client::open(machine.address).map_err(|trouble| format!("{trouble:?}"))?;
        client.get("/", false).map_err(|trouble| format!("{trouble:?}"))?;
        clients.push(client);
    }
    let held = machine.probe()?.heap.saturating_sub(idle.heap) / 4;
    println!("an open connection holds {held} bytes of the heap; the application holds {}", idle.heap);
    report.measure("heap per connection", held);
    Ok(())
}

/// More clients than connections.
fn overload(report: &mut Report, machine: &Machine) {
    let kept = |clients| Group { clients, requests: 250, keeps: true };
    let closed = |clients| Group { clients, requests: 50, keeps: false };
    let runs: [(&str, &[Group]); 5] = [
        ("8 that keep their connections", &[kept(8)]),
        ("20 that close theirs", &[closed(20)]),
        ("8 that keep and 20 that close", &[kept(8), closed(20)]),
        ("4 that keep and 4 that close", &[kept(4), closed(4)]),
        ("4 that keep", &[kept(4)]),
    ];
    for (what, groups) in runs {
        let tally = load(machine.address, "/", groups);
        report.refused += tally.refused;
        report.failed += tally.failed;
        report.check(tally.is_clean(), format!("{what}: {}", told(&tally)));
    }
}

/// 20,000 requests; the heap's high-water mark after the first thousand is that after the last.
fn soak(report: &mut Report, machine: &mut Machine) -> Result {
    let path = |round| if round % 2 == 0 { "/" } else { "/json" };
    let mut tally = Tally::default();
    let mut marks = Vec::new();
    for round in 0..20 {
        let groups =
            [Group { clients: 3, requests: 300, keeps: true }, Group { clients: 2, requests: 50, keeps: false }];
        tally.add(load(machine.address, path(round), &groups));
        marks.push(machine.probe()?.heap_peak);
    }
    report.check(tally.is_clean() && tally.answered == 20_000, format!("20,000 requests: {}", told(&tally)));
    let (first, last) = (marks[0], marks[19]);
    report.check(
        first == last,
        format!("the heap's high-water mark after 1,000 requests: {first}, after 20,000: {last}"),
    );
    Ok(())
}

/// Browsers that reload: six connections at once, a few requests on each, all dropped at once.
fn storms(report: &mut Report, machine: &Machine) {
    for _ in 0..20 {
        std::thread::scope(|scope| {
            for _ in 0..6 {
                scope.spawn(|| {
                    let Ok(mut client) = Client::open(machine.address) else { return };
                    for path in ["/", "/json", "/nowhere"] {
                        if client.send(format!("GET {path} HTTP/1.1\r\nHost: board\r\n\r\n").as_bytes()).is_err() {
                            return;
                        }
                        std::thread::sleep(Duration::from_millis(1)); // And reloaded before it is all there.
                    }
                });
            }
        });
    }
    let tally = load(machine.address, "/", &[Group { clients: 6, requests: 20, keeps: true }]);
    report.check(tally.is_clean(), format!("6 clients after 20 reload storms: {}", told(&tally)));
}

/// What of the RAM was taken at most.
fn memory(report: &mut Report, images: &Images, machine: &mut Machine) -> Result {
    report.part("memory of hello with 4 connections, after all of that");
    let (counters, own) = (machine.probe()?, images.plain(HELLO)?.ram);
    let all = own + counters.heap_peak + counters.stack_peak;
    println!("static {own} + heap {} + stack {} = {all} bytes", counters.heap_peak, counters.stack_peak);
    report.measure("heap peak", counters.heap_peak);
    report.measure("stack peak", counters.stack_peak);
    report.measure("ram", all);
    Ok(())
}

fn told(tally: &Tally) -> String {
    let trouble = tally.trouble.as_ref().map_or(String::new(), |trouble| format!("; the first: {trouble:?}"));
    let slowest = tally.times.last().copied().unwrap_or_default();
    let Tally { answered, refused, failed, .. } = tally;
    format!(
        "{answered} answered, half within {:?}, all within {slowest:?}; refused {refused}, failed {failed}{trouble}",
        tally.median()
    )
}
