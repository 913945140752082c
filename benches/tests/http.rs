//! The whole comparison, as short as it can be.

use std::process::Command;

#[test]
fn every_server_answers_right_in_both_modes_and_the_last_line_sums_up() {
    let run = Command::new(env!("CARGO_BIN_EXE_http")).args(["--rounds", "1", "--seconds", "0.05"]).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let report = String::from_utf8(run.stdout).unwrap();
    for server in koa_benches::NAMES {
        assert_eq!(report.matches(&format!("\n| {server} |")).count(), 2, "{server}\n{report}");
    }
    let last: Vec<&str> = report.lines().last().unwrap().split(' ').collect();
    let ["http:", "koa-tokio", plain, "plain", pipelined, "pipelined"] = last[..] else { panic!("{last:?}") };
    for ratio in [plain, pipelined] {
        assert!(ratio.parse::<f64>().unwrap() > 0.0 && ratio.split_once('.').unwrap().1.len() == 2, "{ratio}");
    }
}

#[test]
fn a_wrong_option_ends_in_an_error() {
    let run = Command::new(env!("CARGO_BIN_EXE_http")).arg("--fast").output().unwrap();
    assert!(!run.status.success());
}
