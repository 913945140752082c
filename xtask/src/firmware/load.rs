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
    storms(report, &machine);
    emptied(report, &mut machine, &idle)?;
    let after = machine.probe()?;
    drop(machine);
    let later = soak(report, images, network)?;
    memory(report, images, &[after, later])
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

/// How long a GET on a kept connection takes, compared with the floor's: the best of a few rounds in turn,
/// since this machine has other things to do as well.
fn latency(report: &mut Report, images: &Images, network: &Network) -> Result {
    report.part("time of a GET on a kept connection, half of them within");
    let mut best = [Duration::MAX; 2];
    for _ in 0..3 {
        for (name, best) in [HELLO, "floor"].into_iter().zip(&mut best) {
            let machine = network.boot(&images.plain(name)?, Pace::Real)?;
            let tally = load(machine.address, &["/"], &[Group { clients: 1, requests: 1000, keeps: true }]);
            if !tally.is_clean() {
                report.check(false, format!("{name}: {}", told(&tally)));
            }
            *best = tally.median().min(*best);
        }
    }
    let [hello, floor] = best;
    report.check(hello <= 2 * floor, format!("hello {hello:?}, at most twice the floor's {floor:?}"));
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
        let tally = load(machine.address, &["/"], groups);
        report.refused += tally.refused;
        report.failed += tally.failed;
        report.check(tally.is_clean(), format!("{what}: {}", told(&tally)));
    }
}

/// 20,000 requests on four connections in turn, every tenth of which is closed and opened again; the heap's
/// high-water mark after the first thousand is that after the last.
fn soak(report: &mut Report, images: &Images, network: &Network) -> Result<Counters> {
    let mut machine = network.boot(&images.probed(HELLO)?, Pace::Real)?;
    let mut clients: [Option<Client>; 4] = Default::default();
    let (mut answered, mut first) = (0, None);
    for request in 0..20_000 {
        let place = &mut clients[request % 4];
        let path = ["/", "/json", "/nowhere"][request % 3];
        let closes = request % 10 == 9;
        let outcome = place.take().map_or_else(|| Client::open(machine.address), Ok).and_then(|mut client| {
            client.get(path, closes)?;
            Ok(client)
        });
        match outcome {
            Ok(client) => {
                *place = Some(client).filter(|_| !closes);
                answered += 1;
            }
            Err(trouble) => println!("request {request}: {trouble:?}"),
        }
        if request + 1 == 1000 {
            first = Some(machine.probe()?);
        }
    }
    report.check(answered == 20_000, format!("{answered} of 20,000 requests are answered"));
    let (first, after) = (first.unwrap_or_default().heap_peak, machine.probe()?);
    let last = after.heap_peak;
    let marks = format!("the heap's high-water mark after 1,000 requests: {first}, after 20,000: {last}");
    report.check(first == last, marks);
    Ok(after)
}

/// With all clients gone the heap holds what it held before they came.
fn emptied(report: &mut Report, machine: &mut Machine, idle: &Counters) -> Result {
    std::thread::sleep(Duration::from_secs(5));
    let left = machine.probe()?.heap;
    report.check(left == idle.heap, format!("with all clients gone the heap holds {left} bytes, {} before", idle.heap));
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
    let tally = load(machine.address, &["/"], &[Group { clients: 6, requests: 20, keeps: true }]);
    report.check(tally.is_clean(), format!("6 clients after 20 reload storms: {}", told(&tally)));
}

/// What of the RAM was taken at most.
fn memory(report: &mut Report, images: &Images, seen: &[Counters]) -> Result {
    report.part("memory of hello with 4 connections, after all of that");
    let most = |of: fn(&Counters) -> u64| seen.iter().map(of).max().unwrap_or_default();
    let (heap, stack) = (most(|seen| seen.heap_peak), most(|seen| seen.stack_peak));
    let own = images.plain(HELLO)?.ram;
    let all = own + heap + stack;
    println!("static {own} + heap {heap} + stack {stack} = {all} bytes");
    report.measure("heap peak", heap);
    report.measure("stack peak", stack);
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
