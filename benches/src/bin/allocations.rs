//! What the onions allocate: `cargo run --release --manifest-path benches/Cargo.toml --bin allocations`
//!
//! A program of its own, since an allocator that counts takes time.

use koa_benches::onion::{DEPTHS, ONIONS};

fn main() {
    for (name, onion) in ONIONS {
        for depth in DEPTHS {
            let mut run = onion(depth);
            // The first request may allocate what the next ones use again.
            for _ in 0..3 {
                run();
            }
            println!("{} {depth} {name}", allocation_counter::measure(run).count_total);
        }
    }
}
