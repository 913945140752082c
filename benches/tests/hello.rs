//! One of the programs is built and started.

use std::process::Command;

#[test]
fn a_program_is_built_and_answers_and_the_last_line_sums_up() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hello"));
    let run = command.args(["--short", "--only", "koa-smol"]).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let report = String::from_utf8(run.stdout).unwrap();
    assert_eq!(report.matches("\n| koa-smol | - | ").count(), 1, "{report}");
    let last = report.lines().last().unwrap();
    let smol = last.split_once("; koa-smol - s build of ").unwrap().1;
    let numbers: Vec<&str> = smol.split([' ', ',']).filter(|word| word.parse::<f64>().is_ok()).collect();
    assert_eq!(numbers.len(), 3, "{last:?}");
}

#[test]
fn there_is_no_other_program() {
    let run = Command::new(env!("CARGO_BIN_EXE_hello")).args(["--short", "--only", "koa"]).output().unwrap();
    assert!(!run.status.success());
}
