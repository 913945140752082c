//! What the onion alone costs: `cargo run --release --manifest-path benches/Cargo.toml --bin onion`
//!
//! No sockets: middleware that only call the next, run on a context that is used again.

use std::hint::black_box;
use std::time::Instant;

use koa_benches::{Summary, slope};
use koa_core::{App, Context, test};

const LAYERS: [usize; 6] = [0, 1, 5, 10, 25, 50];
const ROUNDS: usize = 41;
const REQUESTS: u32 = 5_000;

fn main() {
    let apps = LAYERS.map(app);
    let mut contexts = LAYERS.map(|_| test::context("GET /"));
    let mut nanoseconds = LAYERS.map(|_| Vec::with_capacity(ROUNDS));
    for _ in 0..ROUNDS {
        for index in 0..LAYERS.len() {
            nanoseconds[index].push(time(&apps[index], &mut contexts[index]));
        }
    }
    println!("| layers | ns per request | allocations per request |\n|---|---|---|");
    let mut points = [(0.0, 0.0); LAYERS.len()];
    for index in 0..LAYERS.len() {
        let Some(time) = Summary::of(nanoseconds[index].iter().copied()) else { continue };
        let allocations = allocation_counter::measure(|| run(&apps[index], &mut contexts[index])).count_total;
        println!("| {} | {:.0} ({:.0}–{:.0}) | {allocations} |", LAYERS[index], time.median, time.min, time.max);
        points[index] = (LAYERS[index] as f64, time.median);
    }
    println!("\nonion: {:.1} ns per layer, from 5 to 50", slope(&points[2..]));
}

fn app(layers: usize) -> App {
    (0..layers).fold(App::new(), |app, _| app.with(async |ctx, next| next.run(ctx).await))
}

/// Nanoseconds per request.
fn time(app: &App, ctx: &mut Context) -> f64 {
    let start = Instant::now();
    for _ in 0..REQUESTS {
        run(app, ctx);
    }
    start.elapsed().as_nanos() as f64 / f64::from(REQUESTS)
}

fn run(app: &App, ctx: &mut Context) {
    let outcome = test::block_on(black_box(app).run(black_box(ctx)));
    let _ = black_box(outcome);
}
