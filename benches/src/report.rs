//! The table.

use crate::client::Mode;
use crate::round::Measurement;
use crate::servers::{CANDIDATES, REFERENCE};
use crate::stats::Summary;

/// Prints a table for each mode, and the line that sums up.
pub fn print(servers: &[&'static str], modes: &[Mode], measurements: &[Measurement]) {
    for &mode in modes {
        let of_mode: Vec<&Measurement> = measurements.iter().filter(|one| one.mode == mode).collect();
        println!("\n{}\n", heading(mode));
        println!("| server | CPU time / {REFERENCE} | µs CPU per request | requests per second | p50 | p99 |");
        println!("|---|---|---|---|---|---|");
        for server in servers {
            if let Some(row) = row(server, &of_mode) {
                println!("{row}");
            }
        }
    }
    println!("\n{}", last_line(measurements));
}

/// The medians of the candidates without JSON; `-` where they did not run.
fn last_line(measurements: &[Measurement]) -> String {
    let [tokio, smol] = CANDIDATES.map(|server| {
        let [plain, pipelined] = [Mode::Plain, Mode::Pipelined].map(|mode| {
            let of_mode: Vec<&Measurement> = measurements.iter().filter(|one| one.mode == mode).collect();
            ratios(server, &of_mode).map_or("-".into(), |ratio| format!("{:.2}", ratio.median))
        });
        format!("{plain} plain {pipelined} pipelined")
    });
    format!("http: koa-tokio {tokio}, koa-smol {smol}")
}

fn heading(mode: Mode) -> &'static str {
    match mode {
        Mode::Plain => "plain: 64 connections, one request under way on each",
        Mode::Pipelined => "pipelined: 64 connections, sixteen requests under way on each",
        Mode::Json => "json: 64 connections, one POST of JSON under way on each, answered with JSON",
    }
}

fn row(server: &str, measurements: &[&Measurement]) -> Option<String> {
    let own = || measurements.iter().filter(|one| one.server == server);
    let ratio = ratios(server, measurements)?;
    let cpu = Summary::of(own().map(|one| one.cpu_per_request()))?;
    let rate = Summary::of(own().map(|one| one.rate()))?;
    let p50 = Summary::of(own().map(|one| one.load.p50.as_secs_f64() * 1e6))?.median;
    let p99 = Summary::of(own().map(|one| one.load.p99.as_secs_f64() * 1e6))?.median;
    Some(format!(
        "| {server} | {:.2} ({:.2}–{:.2}) | {:.2} ({:.2}–{:.2}) | {:.0} ({:.0}–{:.0}) | {p50:.0} µs | {p99:.0} µs |",
        ratio.median, ratio.min, ratio.max, cpu.median, cpu.min, cpu.max, rate.median, rate.min, rate.max
    ))
}

/// CPU time per request of `server` to that of the reference in the same round.
fn ratios(server: &str, measurements: &[&Measurement]) -> Option<Summary> {
    let reference = |round| measurements.iter().find(|one| one.server == REFERENCE && one.round == round);
    let own = measurements.iter().filter(|one| one.server == server);
    Summary::of(own.filter_map(|one| Some(one.cpu_per_request() / reference(one.round)?.cpu_per_request())))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::client::Load;

    const CANDIDATE: &str = CANDIDATES[0];

    fn measurement(round: usize, server: &'static str, micros: u64) -> Measurement {
        let time = Duration::from_micros(20);
        let load = Load { requests: 10, elapsed: Duration::from_secs(1), p50: time, p99: time };
        Measurement { round, server, mode: Mode::Plain, load, cpu: Duration::from_micros(10 * micros) }
    }

    #[test]
    fn ratios_are_taken_within_a_round() {
        let all = [
            measurement(0, REFERENCE, 10),
            measurement(0, CANDIDATE, 9),
            measurement(1, REFERENCE, 20),
            measurement(1, CANDIDATE, 18),
        ];
        let ratio = ratios(CANDIDATE, &all.each_ref()).unwrap();
        assert_eq!((ratio.min, ratio.max), (0.9, 0.9));
        assert_eq!(last_line(&all), "http: koa-tokio 0.90 plain - pipelined, koa-smol - plain - pipelined");
    }

    #[test]
    fn a_server_that_did_not_run_has_no_row() {
        assert_eq!(row(CANDIDATE, &[&measurement(0, REFERENCE, 10)]), None);
    }
}
