//! The whole comparison, as short as it can be.

use std::process::Command;

#[test]
fn every_server_answers_right_in_every_mode_and_the_last_line_sums_up() {
    let run = Command::new(env!("CARGO_BIN_EXE_http")).args(["--rounds", "1", "--seconds", "0.05"]).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let report = String::from_utf8(run.stdout).unwrap();
    for server in koa_benches::NAMES {
        assert_eq!(report.matches(&format!("\n| {server} |")).count(), 3, "{server}\n{report}");
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
fn a_wrong_option_ends_in_an_error() {
    let run = Command::new(env!("CARGO_BIN_EXE_http")).arg("--fast").output().unwrap();
    assert!(!run.status.success());
}
