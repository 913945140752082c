//! What the onions cost, measured in turns.

use std::error::Error;
use std::time::Instant;

use super::allocations::{self, Allocations};
use super::node::Compose;
use super::{COMPOSE, DEPTHS, Make, ONIONS, Run};
use crate::stats::Summary;

/// What a request through an onion costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// The library, and the way in which it was used.
    pub onion: &'static str,
    /// The layers around the handler.
    pub layers: usize,
    /// Nanoseconds per request.
    pub time: Summary,
    /// Allocations per request, where they can be counted.
    pub allocations: Option<u64>,
}

/// Measures every onion at every depth, in `rounds` in which each runs so many `requests`.
///
/// # Errors
///
/// When the program that counts allocations cannot be built or run, or Node breaks off.
pub fn costs(rounds: usize, requests: u32) -> Result<Vec<Cost>, Box<dyn Error>> {
    let allocations = allocations::count()?;
    let mut lanes = lanes();
    let mut times: Vec<_> = lanes.iter().map(|_| DEPTHS.map(|_| Vec::with_capacity(rounds))).collect();
    for _ in 0..rounds {
        for depth in 0..DEPTHS.len() {
            for ((_, time), times) in lanes.iter_mut().zip(&mut times) {
                times[depth].push(time(depth, requests)?);
            }
        }
    }
    let names = lanes.iter().map(|(name, _)| *name);
    Ok(names.zip(times).flat_map(|(onion, times)| summaries(onion, times, &allocations)).collect())
}

fn summaries(onion: &'static str, times: [Vec<f64>; DEPTHS.len()], allocations: &Allocations) -> Vec<Cost> {
    let cost = |(layers, times): (usize, Vec<f64>)| {
        let allocations = allocations.get(&(onion.to_owned(), layers)).copied();
        Some(Cost { onion, layers, time: Summary::of(times)?, allocations })
    };
    DEPTHS.into_iter().zip(times).filter_map(cost).collect()
}

/// Nanoseconds per request at a depth of `DEPTHS`, of so many requests.
type Time = Box<dyn FnMut(usize, u32) -> std::io::Result<f64>>;

fn lanes() -> Vec<(&'static str, Time)> {
    let mut lanes: Vec<_> = ONIONS.iter().map(|&(name, make)| (name, here(make))).collect();
    match Compose::start() {
        Ok(node) => lanes.push((COMPOSE, there(node))),
        Err(why) => eprintln!("left out: {COMPOSE} ({why})"),
    }
    lanes
}

fn here(make: Make) -> Time {
    let mut onions = DEPTHS.map(make);
    Box::new(move |depth, requests| Ok(time(&mut onions[depth], requests)))
}

fn there(mut node: Compose) -> Time {
    Box::new(move |depth, requests| node.time(DEPTHS[depth], requests))
}

fn time(run: &mut Run, requests: u32) -> f64 {
    let start = Instant::now();
    for _ in 0..requests {
        run();
    }
    start.elapsed().as_nanos() as f64 / f64::from(requests)
}
