//! What hello takes: `cargo run --release --manifest-path benches/Cargo.toml --bin hello`
//!
//! Time to build, size and time to the first answer of Hello World on several libraries.

use std::error::Error;

use koa_benches::Arguments;
use koa_benches::hello::{NAMES, csv, measure, report};

const USAGE: &str = "\
Builds and starts Hello World on several libraries.

  --no-build-times   builds what is missing, and does not time it
  --short            the same, and few starts: to see that all run
  --only a,b         only these programs
  --csv FILE         writes the figures there too";

fn main() -> Result<(), Box<dyn Error>> {
    let flags = ["--no-build-times", "--short", "--help"];
    let arguments = Arguments::parse(std::env::args().skip(1), &flags, &["--only", "--csv"])?;
    if arguments.has("--help") {
        println!("{USAGE}");
        return Ok(());
    }
    let is_timed = !arguments.has("--no-build-times") && !arguments.has("--short");
    let starts = if arguments.has("--short") { 3 } else { 31 };
    let mut all = Vec::new();
    for name in programs(arguments.value("--only"))? {
        eprintln!("{name}");
        all.push(measure(name, is_timed, starts)?);
    }
    if let Some(file) = arguments.value("--csv") {
        std::fs::write(file, csv(&all))?;
    }
    print!("{}", report(&all));
    Ok(())
}

fn programs(only: Option<&str>) -> Result<Vec<&'static str>, String> {
    let Some(list) = only else { return Ok(NAMES.to_vec()) };
    let find = |wanted| NAMES.into_iter().find(|&name| name == wanted);
    let named = |wanted| find(wanted).ok_or(format!("{wanted} is none of {}", NAMES.join(", ")));
    list.split(',').map(named).collect()
}
