//! The table of the programs, and the line that sums up.

use std::fmt::Write as _;

use super::{Hello, SMOL, TOKIO};

const COLUMNS: &str = "hello,build_s,crates,bytes,start_ms_median,start_ms_min,start_ms_max";

/// A line for each program, and the last line.
pub fn report(all: &[Hello]) -> String {
    let mut text = String::from("| hello | build | crates | bytes | first answer |\n|---|---|---|---|---|\n");
    for Hello { name, build, crates, bytes, start } in all {
        let build = build.map_or("-".into(), |time| format!("{:.1} s", time.as_secs_f64()));
        let start = format!("{:.1} ms ({:.1}–{:.1})", start.median, start.min, start.max);
        // Writing into a String cannot fail, here and below.
        let _ = writeln!(text, "| {name} | {build} | {crates} | {bytes} | {start} |");
    }
    let [tokio, smol] = [TOKIO, SMOL].map(|name| sum(all, name));
    let _ = writeln!(text, "\nhello: {tokio}; {smol}");
    text
}

/// A line of column names, and a line for each program. No value needs quotes.
pub fn csv(all: &[Hello]) -> String {
    let mut text = format!("{COLUMNS}\n");
    for Hello { name, build, crates, bytes, start } in all {
        let build = build.map_or("-".into(), |time| format!("{:.2}", time.as_secs_f64()));
        let start = format!("{:.3},{:.3},{:.3}", start.median, start.min, start.max);
        let _ = writeln!(text, "{name},{build},{crates},{bytes},{start}");
    }
    text
}

/// One program's part of the last line; `-` for what was not measured.
fn sum(all: &[Hello], name: &str) -> String {
    let hello = all.iter().find(|hello| hello.name == name);
    let build = hello.and_then(|hello| hello.build).map_or("-".into(), |time| format!("{:.1}", time.as_secs_f64()));
    let [crates, bytes, start] = match hello {
        Some(hello) => [hello.crates.to_string(), hello.bytes.to_string(), format!("{:.1}", hello.start.median)],
        None => ["-"; 3].map(String::from),
    };
    format!("{name} {build} s build of {crates} crates, {bytes} bytes, {start} ms to the first answer")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::stats::Summary;

    fn hello(name: &'static str, build: Option<Duration>) -> Hello {
        Hello { name, build, crates: 49, bytes: 1_000_000, start: Summary { median: 2.5, min: 2.0, max: 4.0 } }
    }

    #[test]
    fn the_last_line_is_about_ours() {
        let all = [hello("axum", None), hello(TOKIO, Some(Duration::from_millis(20_440))), hello(SMOL, None)];
        let last = "hello: koa-tokio 20.4 s build of 49 crates, 1000000 bytes, 2.5 ms to the first answer; \
                    koa-smol - s build of 49 crates, 1000000 bytes, 2.5 ms to the first answer";
        assert_eq!(report(&all).lines().last(), Some(last));
    }

    #[test]
    fn what_was_not_measured_is_a_dash() {
        let last = "hello: koa-tokio - s build of - crates, - bytes, - ms to the first answer; \
                    koa-smol - s build of - crates, - bytes, - ms to the first answer";
        assert_eq!(report(&[hello("axum", None)]).lines().last(), Some(last));
    }

    #[test]
    fn each_line_has_a_value_for_each_column() {
        let csv = csv(&[hello("axum", None), hello(TOKIO, Some(Duration::from_secs(20)))]);
        let line = "koa-tokio,20.00,49,1000000,2.500,2.000,4.000";
        assert_eq!(csv, format!("{COLUMNS}\naxum,-,49,1000000,2.500,2.000,4.000\n{line}\n"));
        assert_eq!(line.split(',').count(), COLUMNS.split(',').count());
    }
}
