//! The tables of growth, and the line that sums up.

use std::fmt::Write as _;

use super::idle::MEMORY;
use super::servers::{SMOL, TOKIO};
use super::{Per, Point, Series};
use crate::servers::REFERENCE;

const COLUMNS: &str = "series,server,x,cost,unit";

/// A table for each series, and the last line.
pub fn report(all: &[Series]) -> String {
    let mut text = String::new();
    for series in all {
        table(&mut text, series);
    }
    text.push_str(&last_line(all));
    text.push('\n');
    text
}

/// A line of column names, and a line for each size of each series. No value needs quotes.
pub fn csv(all: &[Series]) -> String {
    let mut text = format!("{COLUMNS}\n");
    for Series { name, server, unit, points, .. } in all {
        for Point { x, cost } in points {
            // Writing into a String cannot fail, here and below.
            let _ = writeln!(text, "{name},{server},{x},{cost:.2},{unit}");
        }
    }
    text
}

fn table(text: &mut String, series: &Series) {
    let Series { name, server, unit, per, points } = series;
    let (Per::Each(work) | Per::One(work)) = per;
    let _ = writeln!(text, "{name}, on {server}\n\n| | {unit} | {unit} per {work} |\n|---|---|---|");
    for point in points {
        let unit_cost = series.unit_cost(point).map_or("-".into(), |cost| format!("{cost:.2}"));
        let _ = writeln!(text, "| {} | {:.2} | {unit_cost} |", point.x, point.cost);
    }
    let _ = writeln!(text, "\nexponent {}\n", number(series.exponent(), 2));
}

fn last_line(all: &[Series]) -> String {
    let [tokio, smol] = [TOKIO, SMOL].map(|server| number(memory(all, server), 0));
    let judged = all.iter().filter(|series| series.server != REFERENCE);
    let worst = judged.filter_map(|series| Some((series.exponent()?, series)));
    let worst = worst.max_by(|(a, _), (b, _)| a.total_cmp(b));
    let name = worst.map_or("-".into(), |(_, Series { name, server, unit, .. })| format!("{name}, {unit} on {server}"));
    let exponent = number(worst.map(|(exponent, _)| exponent), 2);
    format!(
        "growth: {tokio} bytes per idle connection on koa-tokio, {smol} on koa-smol, worst exponent {exponent} ({name})"
    )
}

/// Bytes per idle connection, of as many as were measured.
fn memory(all: &[Series], server: &str) -> Option<f64> {
    let series = all.iter().find(|series| series.name == MEMORY && series.server == server)?;
    series.unit_cost(series.points.last()?)
}

fn number(value: Option<f64>, decimals: usize) -> String {
    value.map_or("-".into(), |value| format!("{value:.decimals$}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(name: &'static str, server: &'static str, per: Per, cost: fn(f64) -> f64) -> Series {
        let points = [0, 1, 10, 100].map(|x| Point { x, cost: cost(x as f64) }).to_vec();
        Series { name, server, unit: "bytes", per, points }
    }

    fn all() -> Vec<Series> {
        let connection = Per::Each("connection");
        vec![
            series(MEMORY, TOKIO, connection, |x| 4000.0 * x),
            series(MEMORY, SMOL, connection, |x| 3000.0 * x),
            series(MEMORY, REFERENCE, connection, |x| x.powi(3)),
            series("lookups", "koa-core", Per::One("lookup"), |x| 5.0 * x.max(1.0).sqrt()),
        ]
    }

    #[test]
    fn the_last_line_names_the_worst_of_ours() {
        let last = "growth: 4000 bytes per idle connection on koa-tokio, 3000 on koa-smol, \
                    worst exponent 1.50 (lookups, bytes on koa-core)";
        assert_eq!(report(&all()).lines().last(), Some(last));
    }

    #[test]
    fn what_was_not_measured_is_a_dash() {
        let last = "growth: - bytes per idle connection on koa-tokio, - on koa-smol, worst exponent - (-)";
        assert_eq!(report(&[]), format!("{last}\n"));
    }

    #[test]
    fn a_table_has_the_cost_and_the_cost_of_a_unit() {
        let report = report(&all());
        assert!(report.contains("| | bytes | bytes per connection |\n|---|---|---|\n| 0 | 0.00 | - |\n"), "{report}");
        assert!(report.contains("\n| 10 | 40000.00 | 4000.00 |\n"), "{report}");
        assert!(report.contains("\nexponent 1.00\n"), "{report}");
    }

    #[test]
    fn each_size_has_a_line() {
        let csv = csv(&all());
        assert_eq!(csv.lines().count(), 1 + 4 * 4);
        assert!(csv.contains("\nidle connections: memory,koa-smol,10,30000.00,bytes\n"), "{csv}");
    }
}
