//! What onions cost: `cargo run --release --manifest-path benches/Cargo.toml --bin onion`
//!
//! No sockets: middleware that only call the next, ours beside those of others, in turns.

use std::error::Error;

use koa_benches::Arguments;
use koa_benches::onion::{costs, csv, report};

const USAGE: &str = "\
Compares onions of middleware by what a layer costs.

  --short       a few requests, to see that all run; their times say nothing
  --csv FILE    writes the figures there too";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse(std::env::args().skip(1), &["--short", "--help"], &["--csv"])?;
    if arguments.has("--help") {
        println!("{USAGE}");
        return Ok(());
    }
    let (rounds, requests) = if arguments.has("--short") { (3, 20) } else { (81, 500) };
    let costs = costs(rounds, requests)?;
    if let Some(file) = arguments.value("--csv") {
        std::fs::write(file, csv(&costs))?;
    }
    print!("{}", report(&costs));
    Ok(())
}
