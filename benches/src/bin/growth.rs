//! How costs grow: `cargo run --release --manifest-path benches/Cargo.toml --bin growth`
//!
//! Idle connections, layers, header fields and lengths of bodies, from few to many.

use std::error::Error;

use koa_benches::Arguments;
use koa_benches::growth::{csv, measure, report, run, serve};

const USAGE: &str = "\
Measures what a request costs as its connection's neighbours, layers, headers and body grow.

  --short       small sizes, to see that all run; their times say nothing
  --csv FILE    writes the figures there too";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["serve", name] => Ok(serve(name)?),
        ["run", task, size, count] => Ok(run(task, size.parse()?, count.parse()?)?),
        _ => compare(&Arguments::parse(arguments, &["--short", "--help"], &["--csv"])?),
    }
}

fn compare(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    if arguments.has("--help") {
        println!("{USAGE}");
        return Ok(());
    }
    let series = measure(arguments.has("--short"))?;
    if let Some(file) = arguments.value("--csv") {
        std::fs::write(file, csv(&series))?;
    }
    print!("{}", report(&series));
    Ok(())
}
