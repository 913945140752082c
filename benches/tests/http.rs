//! The whole comparison, as short as it can be.

use std::path::Path;
use std::process::{Command, Output};

use koa_benches::{Mode, NAMES};

const COLUMNS: &str = "mode,server,ratio_median,ratio_min,ratio_max,cpu_us,rate,p50_us,p99_us,rss_kib";

fn http(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_http"));
    command.args(arguments);
    command
}

fn stdout(Output { status, stdout, stderr }: &Output) -> &str {
    assert!(status.success(), "{}", String::from_utf8_lossy(stderr));
    str::from_utf8(stdout).unwrap()
}

#[test]
fn every_server_answers_right_in_every_mode_and_the_last_line_sums_up() {
    let csv = Path::new(env!("CARGO_TARGET_TMPDIR")).join("every.csv");
    let run = http(&["--short", "--csv"]).arg(&csv).output().unwrap();
    let report = stdout(&run);
    let errors = String::from_utf8_lossy(&run.stderr);
    let left_out = errors.lines().find_map(|line| line.strip_prefix("left out: ")).unwrap_or_default();
    let csv = std::fs::read_to_string(csv).unwrap();
    assert_eq!(csv.lines().next(), Some(COLUMNS));
    for server in NAMES {
        // Only what needs Node may be missing.
        let is_left_out = server.starts_with("node-") && left_out.contains(server);
        let expected = if is_left_out { 0 } else { Mode::ALL.len() };
        assert_eq!(report.matches(&format!("\n| {server} |")).count(), expected, "{server}\n{report}{errors}");
        let rows = csv.lines().skip(1).map(|row| row.split(',').collect::<Vec<_>>()).filter(|row| row[1] == server);
        assert_eq!(rows.clone().count(), expected, "{server}\n{csv}");
        for row in rows {
            assert!(row.len() == 10 && row[2..].iter().all(|value| value.parse::<f64>().unwrap() > 0.0), "{row:?}");
        }
    }
    let last = report.lines().last().unwrap().strip_prefix("http: ").unwrap();
    let words: Vec<&str> = last.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let ["koa-tokio", a, "plain", b, "pipelined", "koa-smol", c, "plain", d, "pipelined"] = words[..] else {
        panic!("{last:?}")
    };
    for ratio in [a, b, c, d] {
        assert!(ratio.parse::<f64>().unwrap() > 0.0 && ratio.split_once('.').unwrap().1.len() == 2, "{ratio}");
    }
}

#[test]
fn only_what_is_named_runs_and_how_long_that_takes_is_told_first() {
    let run = http(&["--short", "--only", "koa-tokio", "--mode", "echo-1k,plain"]).output().unwrap();
    let report = stdout(&run);
    assert_eq!(report.matches("\n| koa-tokio |").count(), 2, "{report}");
    assert_eq!(report.matches("\n| koa-tokio-3 |").count(), 0, "{report}");
    assert_eq!(report.lines().last(), Some("http: koa-tokio - plain - pipelined, koa-smol - plain - pipelined"));
    let errors = String::from_utf8_lossy(&run.stderr);
    assert!(errors.starts_with("servers: 2, modes: 2, rounds: 1 of 0.05 s; about 0.0 minutes\n"), "{errors}");
}

#[test]
fn without_node_its_rows_are_left_out_and_one_line_says_so() {
    let arguments = ["--short", "--only", "node-http,node-koa", "--mode", "plain"];
    let run = http(&arguments).env("PATH", "/nowhere").output().unwrap();
    assert_eq!(stdout(&run).matches("\n| node-").count(), 0);
    let errors = String::from_utf8_lossy(&run.stderr);
    assert_eq!(errors.matches("left out: node-http and node-koa (node --version: ").count(), 1, "{errors}");
}

#[test]
fn a_wrong_option_ends_in_an_error() {
    for arguments in [&["--fast"][..], &["--mode", "fancy"], &["--csv"]] {
        assert!(!http(arguments).output().unwrap().status.success(), "{arguments:?}");
    }
}
