//! Compares HTTP servers: `cargo run --release --manifest-path benches/Cargo.toml --bin http -- --quick`

use std::error::Error;

use koa_benches::{Clients, Figures, Options, USAGE, available, csv, measure, print, serve};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["serve", name] => Ok(serve(name)?),
        ["load", address, mode, seconds] => {
            let options = Options::parse(["--mode", mode, "--seconds", seconds].map(String::from))?;
            let mut clients = Clients::connect(address.parse()?, options.modes[0])?;
            clients.run(options.window())?;
            println!("{:?}", clients.load());
            Ok(())
        }
        ["-h" | "--help"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => compare(Options::parse(arguments)?),
    }
}

/// Runs the rounds: in each, every server in every mode, each time another one first.
fn compare(mut options: Options) -> Result<(), Box<dyn Error>> {
    options.servers = available(&options.servers);
    let Options { rounds, servers, modes, .. } = &options;
    eprintln!("{options}");
    let mut measurements = Vec::new();
    for round in 0..*rounds {
        eprintln!("round {} of {rounds}", round + 1);
        for &mode in modes {
            let mut order = servers.clone();
            order.rotate_left(round % servers.len());
            measurements.extend(measure(round, &order, mode, options.window())?);
        }
    }
    let figures = Figures::all(servers, modes, &measurements);
    if let Some(file) = &options.csv {
        std::fs::write(file, csv(&figures))?;
    }
    print(&figures);
    Ok(())
}
