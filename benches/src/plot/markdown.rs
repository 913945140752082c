//! The tables of `results.md`.

use std::fmt::Write as _;

use super::growth::Series;
use super::http::{Ratio, find};
use super::lines::Line;
use super::machine::Machine;
use super::table::{Table, different};

/// What follows was measured on.
pub(super) fn machine(machine: &Machine) -> String {
    let Machine { cpu, cores, kernel, rustc, node, peers } = machine;
    let mut text =
        String::from("# Results\n\nWritten by `cargo xtask bench`; `../README.md` says what the figures mean.\n\n");
    let peers: Vec<String> = peers.iter().map(|(name, version)| format!("{name} {version}")).collect();
    // Writing into a String cannot fail, here and below.
    let _ = writeln!(text, "| | |\n|---|---|\n| CPU | {cpu}, {cores} cores |\n| kernel | {kernel} |");
    let _ = writeln!(text, "| Rust | {rustc} |\n| Node | {node} |\n| peers | {} |", peers.join(", "));
    text
}

/// A row for each server, a column for each mode.
pub(super) fn http(all: &[Ratio]) -> String {
    let modes = different(all.iter().map(|one| one.mode.as_str()));
    let mut text =
        String::from("\n## http\n\nCPU time per request as a ratio to `hyper`: median, least and greatest.\n\n");
    head(&mut text, "server", &modes);
    for server in different(all.iter().map(|one| one.server.as_str())) {
        let cells = modes.iter().map(|mode| {
            find(all, server, mode).map_or("-".into(), |it| format!("{:.2} ({:.2}–{:.2})", it.median, it.min, it.max))
        });
        row(&mut text, &format!("`{server}`"), cells);
    }
    text
}

/// A row for each onion, a column for each depth.
pub(super) fn onion(lines: &[Line]) -> String {
    let depths: Vec<f64> = lines.first().map_or(Vec::new(), |line| line.points.iter().map(|(x, _)| *x).collect());
    let mut text = String::from("\n## onion\n\nNanoseconds per request through so many layers.\n\n");
    let names: Vec<String> = depths.iter().map(f64::to_string).collect();
    head(&mut text, "onion", &names.iter().map(String::as_str).collect::<Vec<_>>());
    for Line { name, points } in lines {
        let cell = |depth: &f64| points.iter().find(|(x, _)| x == depth).map_or("-".into(), |(_, y)| format!("{y:.0}"));
        row(&mut text, name, depths.iter().map(cell));
    }
    text
}

/// The cost of a unit of work of each series, where there is least and where there is most.
pub(super) fn growth(all: &[Series]) -> String {
    let mut text = String::from("\n## growth\n\nThe cost of a unit of work, from the least size to the greatest.\n\n");
    head(&mut text, "series", &["on", "unit", "from", "costs", "to", "costs"]);
    for Series { name, server, unit, points } in all {
        if let (Some(first), Some(last)) = (points.first(), points.last()) {
            let ends = [first, last].into_iter().flat_map(|(x, cost)| [x.to_string(), short(*cost)]);
            row(&mut text, name, [server.clone(), unit.clone()].into_iter().chain(ends));
        }
    }
    text
}

/// A row for each program.
pub(super) fn hello(table: &Table) -> Result<String, String> {
    let mut text = String::from("\n## hello\n\n");
    head(&mut text, "hello", &["build (s)", "crates", "bytes", "first answer (ms)"]);
    for line in table.rows() {
        let [build, crates, bytes] =
            [line.text("build_s")?, line.text("crates")?, line.text("bytes")?].map(String::from);
        let [median, min, max]: [f64; 3] =
            [line.number("start_ms_median")?, line.number("start_ms_min")?, line.number("start_ms_max")?];
        row(&mut text, line.text("hello")?, [build, crates, bytes, format!("{median:.1} ({min:.1}–{max:.1})")]);
    }
    Ok(text)
}

fn head(text: &mut String, first: &str, columns: &[&str]) {
    row(text, first, columns.iter().map(|name| (*name).into()));
    let _ = writeln!(text, "|---{}|", "|---".repeat(columns.len()));
}

fn row(text: &mut String, first: &str, cells: impl IntoIterator<Item = String>) {
    let cells: Vec<String> = cells.into_iter().collect();
    let _ = writeln!(text, "| {first} | {} |", cells.join(" | "));
}

/// Three digits that count.
fn short(cost: f64) -> String {
    let digits = if cost > 0.0 { (2 - cost.log10().floor() as i32).clamp(0, 6) as usize } else { 0 };
    format!("{cost:.digits$}")
}

#[cfg(test)]
mod tests {
    use super::super::{growth, http, onion};
    use super::*;

    fn table(text: &str) -> Table {
        Table::parse(text).unwrap()
    }

    #[test]
    fn the_machine_and_the_versions_of_the_peers_are_named() {
        let text = machine(&Machine {
            cpu: "Some CPU".into(),
            cores: 2,
            kernel: "6.18.0".into(),
            rustc: "rustc 1.95.0".into(),
            node: "-".into(),
            peers: vec![("hyper", "1.12.0".into()), ("axum", "0.8.9".into())],
        });
        for row in ["| CPU | Some CPU, 2 cores |", "| kernel | 6.18.0 |", "| Rust | rustc 1.95.0 |", "| Node | - |"] {
            assert!(text.lines().any(|line| line == row), "{row}: {text}");
        }
        assert!(text.contains("| peers | hyper 1.12.0, axum 0.8.9 |"), "{text}");
    }

    #[test]
    fn a_server_has_a_row_and_what_was_not_measured_is_a_dash() {
        let text = super::http(&http::ratios(&table(http::tests::CSV)).unwrap());
        let rows = "| server | plain | json |\n|---|---|---|\n\
                    | `hyper` | 1.00 (1.00–1.00) | 1.00 (1.00–1.00) |\n| `koa-tokio` | 0.94 (0.90–1.00) | - |\n";
        assert!(text.ends_with(rows), "{text}");
    }

    #[test]
    fn an_onion_has_a_row() {
        let text = super::onion(&onion::lines(&table(onion::tests::CSV)).unwrap());
        assert!(
            text.ends_with(
                "| onion | 0 | 50 |\n|---|---|---|\n| koa | 5 | 646 |\n| koa-compose on Node | 20 | 3000 |\n"
            )
        );
    }

    #[test]
    fn a_series_has_the_cost_of_a_unit_at_both_ends() {
        let text = super::growth(&growth::series(&table(growth::tests::CSV)).unwrap());
        assert!(text.contains("| idle connections: memory | koa-tokio | bytes | 10 | 4000 | 100 | 3000 |\n"), "{text}");
        assert!(text.contains("| body read whole | engine | ns | 1024 | 0.684 | 1024 | 0.684 |\n"), "{text}");
    }

    #[test]
    fn a_program_has_a_row_whether_its_build_was_timed_or_not() {
        let csv = "hello,build_s,crates,bytes,start_ms_median,start_ms_min,start_ms_max\nkoa-smol,-,40,1000,1.25,1.000,2.000\n";
        assert!(super::hello(&table(csv)).unwrap().ends_with("| koa-smol | - | 40 | 1000 | 1.2 (1.0–2.0) |\n"));
    }
}
