//! What is printed: tables, and the line that sums up.

use crate::figures::Figures;
use crate::mode::Mode;
use crate::servers::{CANDIDATES, REFERENCE};
use crate::stats::Summary;

/// Prints a table for each mode, and the line that sums up.
pub fn print(figures: &[Figures]) {
    for of_mode in figures.chunk_by(|one, next| one.mode == next.mode) {
        println!("\n{}\n", heading(of_mode[0].mode));
        println!("| server | CPU time / {REFERENCE} | µs CPU per request | requests per second | p50 | p99 | memory |");
        println!("|---|---|---|---|---|---|---|");
        of_mode.iter().for_each(|one| println!("{}", row(one)));
    }
    println!("\n{}", last_line(figures));
}

fn heading(mode: Mode) -> String {
    format!("{}: {}; {} connections", mode.name(), mode.title(), mode.connections())
}

fn row(figures: &Figures) -> String {
    let Figures { server, p50, p99, .. } = figures;
    let [ratio, cpu] = [figures.ratio, figures.cpu].map(|of| spread(of, 2));
    let (rate, memory) = (spread(figures.rate, 0), figures.memory / 1024.0);
    format!("| {server} | {ratio} | {cpu} | {rate} | {p50:.0} µs | {p99:.0} µs | {memory:.1} MiB |")
}

fn spread(Summary { median, min, max }: Summary, digits: usize) -> String {
    format!("{median:.digits$} ({min:.digits$}–{max:.digits$})")
}

/// The medians of the candidates in the modes without a body; `-` where they did not run.
fn last_line(figures: &[Figures]) -> String {
    let [tokio, smol] = CANDIDATES.map(|server| {
        let [plain, pipelined] = [Mode::Plain, Mode::Pipelined].map(|mode| {
            let figures = figures.iter().find(|one| one.server == server && one.mode == mode);
            figures.map_or("-".into(), |one| format!("{:.2}", one.ratio.median))
        });
        format!("{plain} plain {pipelined} pipelined")
    });
    format!("http: koa-tokio {tokio}, koa-smol {smol}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::tests::measurement;

    fn figures() -> Vec<Figures> {
        let all = [measurement(0, REFERENCE, 10), measurement(0, CANDIDATES[0], 9)];
        Figures::all(&[REFERENCE, CANDIDATES[0]], &[Mode::Plain], &all)
    }

    #[test]
    fn the_last_line_says_what_ran() {
        assert_eq!(last_line(&figures()), "http: koa-tokio 0.90 plain - pipelined, koa-smol - plain - pipelined");
        assert_eq!(last_line(&[]), "http: koa-tokio - plain - pipelined, koa-smol - plain - pipelined");
    }

    #[test]
    fn a_row_has_medians_and_spreads() {
        let expected = "| hyper | 1.00 (1.00–1.00) | 10.00 (10.00–10.00) | 10 (10–10) | 20 µs | 20 µs | 4.0 MiB |";
        assert_eq!(row(&figures()[0]), expected);
    }
}
