//! Serves the endpoints by which HTTP/1.1 conformance is judged.
//!
//! ```text
//! cargo run -p koa-tests --bin conformance -- --runtime NAME --port N
//!     [--head S] [--idle S] [--body S] [--body-limit BYTES]
//! ```
//!
//! `--head` is the time for a head, `--idle` that between two requests, `--body` that for which a body
//! may pause, each in seconds; `--body-limit` is how long a body may be. The endpoints are described at
//! `koa_tests::conformance`.

use koa_tests::conformance;
use koa_tests::conformance::options::{Options, USAGE};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match serve(&arguments.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

fn serve(words: &[&str]) -> Result<(), String> {
    if let ["-h" | "--help"] = words {
        println!("{USAGE}");
        return Ok(());
    }
    let Options { runtime, port, settings } = Options::parse(words)?;
    let sleep = runtime.sleep().ok_or(USAGE)?;
    runtime.serve(conformance::app(sleep), port, settings)
}
