//! What the engine alone costs: `cargo run --release --manifest-path benches/Cargo.toml --bin engine`
//!
//! No sockets: koa-http1 reads requests from memory and writes answers to memory, one keep-alive
//! request after the other, with pass-through middleware and a static body between.

use std::error::Error;
use std::time::Instant;

use koa_benches::engine::{REQUESTS, run};
use koa_benches::{Summary, instructions};

/// Middleware that only call the next, before the one that answers.
const LAYERS: [usize; 2] = [3, 10];
const ROUNDS: usize = 21;
const WARM: usize = 500;
const COUNTED: usize = 2_000;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["run", index, layers, count] => Ok(run(index.parse()?, layers.parse()?, count.parse()?)?),
        [] => compare(),
        _ => Err("engine takes no arguments".into()),
    }
}

/// The table, and the line that sums up the request of a browser.
fn compare() -> Result<(), Box<dyn Error>> {
    println!("| request | layers | instructions | allocations | ns |\n|---|---|---|---|---|");
    let mut browser = Vec::new();
    for (index, (name, _)) in REQUESTS.iter().enumerate() {
        browser.clear();
        for layers in LAYERS {
            let arguments = ["run", &index.to_string(), &layers.to_string()];
            let instructions = instructions(&arguments, WARM, COUNTED)?;
            let instructions = instructions.map_or("skipped".into(), |count| format!("{count:.0}"));
            let allocations = allocations(index, layers)?;
            let times = (0..ROUNDS).map(|_| nanoseconds(index, layers)).collect::<Result<Vec<_>, _>>()?;
            let time = Summary::of(times);
            let time = time.map_or(String::new(), |it| format!("{:.0} ({:.0}–{:.0})", it.median, it.min, it.max));
            println!("| {name} | {layers} | {instructions} | {allocations} | {time} |");
            browser.push((instructions, allocations));
        }
    }
    if let [(instructions, few), (_, many)] = &browser[..] {
        let [three, ten] = LAYERS;
        println!(
            "\nengine: {instructions} instructions, {few} allocations per request with {three} layers, {many} with {ten}"
        );
    }
    Ok(())
}

/// Allocations per request, once the connection has its buffers.
fn allocations(index: usize, layers: usize) -> Result<f64, Box<dyn Error>> {
    let count = |requests| {
        let mut outcome = Ok(());
        let info = allocation_counter::measure(|| outcome = run(index, layers, requests));
        outcome.map(|()| info.count_total as f64)
    };
    let difference = count(WARM + COUNTED)? - count(WARM)?;
    Ok((difference / COUNTED as f64 * 100.0).round() / 100.0)
}

fn nanoseconds(index: usize, layers: usize) -> Result<f64, String> {
    let start = Instant::now();
    run(index, layers, COUNTED)?;
    Ok(start.elapsed().as_nanos() as f64 / COUNTED as f64)
}
