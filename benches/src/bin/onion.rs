//! What onions cost: `cargo run --release --manifest-path benches/Cargo.toml --bin onion`
//!
//! No sockets: middleware that only call the next, ours beside those of others, in turns.

use std::collections::HashMap;
use std::error::Error;
use std::process::Command;
use std::time::Instant;

use koa_benches::onion::{DEPTHS, ONIONS, Run};
use koa_benches::{Summary, slope};

const ROUNDS: usize = 81;
const REQUESTS: u32 = 500;

fn main() -> Result<(), Box<dyn Error>> {
    let allocations = allocations()?;
    let mut onions = ONIONS.map(|(_, onion)| DEPTHS.map(onion));
    let mut times = ONIONS.map(|_| DEPTHS.map(|_| Vec::with_capacity(ROUNDS)));
    for _ in 0..ROUNDS {
        for depth in 0..DEPTHS.len() {
            for onion in 0..ONIONS.len() {
                times[onion][depth].push(time(&mut onions[onion][depth]));
            }
        }
    }
    println!("| onion | layers | ns per request | allocations per request |\n|---|---|---|---|");
    let mut slopes = Vec::new();
    for (index, (name, _)) in ONIONS.into_iter().enumerate() {
        let mut points = Vec::new();
        for (times, depth) in times[index].iter().zip(DEPTHS) {
            let Some(time) = Summary::of(times.iter().copied()) else { continue };
            let allocations = allocations[&(name.to_owned(), depth)];
            println!("| {name} | {depth} | {:.0} ({:.0}–{:.0}) | {allocations} |", time.median, time.min, time.max);
            points.push((depth as f64, time.median));
        }
        slopes.push((name, slope(&points[2..4]), slope(&points[2..])));
    }
    println!("\n| onion | ns per layer, 5 to 10 | 5 to 50 | of ours |\n|---|---|---|---|");
    let ours = slopes[0].2;
    for (name, shallow, deep) in &slopes {
        println!("| {name} | {shallow:.1} | {deep:.1} | {:.2} |", deep / ours);
    }
    let deepest = DEPTHS[DEPTHS.len() - 1];
    let ratio = ours / slopes[1].2;
    let count = allocations[&(ONIONS[0].0.to_owned(), deepest)];
    println!("\nonion: {ours:.1} ns per layer, {count} allocations per request, {ratio:.2} of actix");
    Ok(())
}

/// Nanoseconds per request.
fn time(run: &mut Run) -> f64 {
    let start = Instant::now();
    for _ in 0..REQUESTS {
        run();
    }
    start.elapsed().as_nanos() as f64 / f64::from(REQUESTS)
}

/// Asks the program that counts, so that this one need not carry its allocator.
fn allocations() -> Result<HashMap<(String, usize), u64>, Box<dyn Error>> {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let arguments = ["run", "-q", "--release", "--locked", "--bin", "allocations", "--manifest-path", manifest];
    let run = Command::new(env!("CARGO")).args(arguments).output()?;
    if !run.status.success() {
        return Err(String::from_utf8_lossy(&run.stderr).into());
    }
    let report = String::from_utf8(run.stdout)?;
    report.lines().map(count).collect::<Option<_>>().ok_or_else(|| report.into())
}

/// A line of that program: `5 10 name`.
fn count(line: &str) -> Option<((String, usize), u64)> {
    let mut words = line.splitn(3, ' ');
    let (count, depth) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    Some(((words.next()?.to_owned(), depth), count))
}
