//! The growth of all costs, as short as it can be.

use std::process::Command;

#[test]
fn every_series_is_measured_and_the_last_line_sums_up() {
    let file = std::env::temp_dir().join(format!("koa-benches-growth-{}.csv", std::process::id()));
    let run = Command::new(env!("CARGO_BIN_EXE_growth")).args(["--short", "--csv"]).arg(&file).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let report = String::from_utf8(run.stdout).unwrap();
    let csv = std::fs::read_to_string(&file).unwrap();
    std::fs::remove_file(file).unwrap();
    // CPU and memory of three servers, and seven tasks without sockets.
    assert_eq!(report.matches("\nexponent ").count(), 2 * 3 + 7, "{report}");
    for series in ["idle connections: memory,koa-smol,100", "layers,engine,50", "header lookup,koa-core,100"] {
        assert_eq!(csv.matches(&format!("\n{series},")).count(), 1, "{csv}");
    }
    let last = report.lines().last().unwrap().strip_prefix("growth: ").unwrap();
    let (bytes, worst) = last.split_once(", worst exponent ").unwrap();
    let bytes: Vec<&str> = bytes.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let [tokio, "bytes", "per", "idle", "connection", "on", "koa-tokio", smol, "on", "koa-smol"] = bytes[..] else {
        panic!("{last:?}")
    };
    let (exponent, name) = worst.split_once(' ').unwrap();
    assert!([tokio, smol, exponent].iter().all(|number| number.parse::<f64>().is_ok()), "{last:?}");
    assert!(name.starts_with('(') && name.ends_with(')'), "{last:?}");
}

#[test]
fn a_wrong_option_ends_in_an_error() {
    let run = Command::new(env!("CARGO_BIN_EXE_growth")).arg("--fast").output().unwrap();
    assert!(!run.status.success());
}
