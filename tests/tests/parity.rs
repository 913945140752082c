//! The library answers as real Koa did, except where `DIFFERENCES.md` says otherwise.

use koa_tests::case::{self, Case, Unit};
use koa_tests::differences::{self, Differences, Row};
use koa_tests::report::{Counts, Outcome, Report};
use koa_tests::runtime::Runtime;
use koa_tests::{scenario, suite};
use std::path::Path;
use std::process::Command;

/// Scenarios in which no row that must match may be excused.
const WITHOUT_EXCEPTION: [&str; 12] = [
    "compose",
    "body",
    "status",
    "flow",
    "none",
    "noop",
    "json-echo",
    "throw",
    "error",
    "error-handler",
    "delegates",
    "extend",
];

fn cases() -> Vec<Case> {
    case::parse(include_str!("../parity/cases.json")).expect("the recording is a list of cases")
}

fn units() -> Vec<Unit> {
    case::parse(include_str!("../parity/units.json")).expect("the recording is a list of units")
}

fn assert_parity(report: &Report, rows: usize) {
    let Counts { passed, failed, skipped } = report.counts();
    assert_eq!(failed, 0, "\n{report}");
    assert_eq!(passed + skipped, rows);
}

fn assert_cases(runtime: Runtime) {
    let cases = cases();
    let report = suite::run_cases(&cases, runtime, &Differences::load());
    assert_parity(&report, cases.len());
    for id in scenario::IDS {
        assert!(report.rows.iter().any(|row| row.group == id), "nothing was sent to {id}");
    }
    let excused = report.rows.iter().filter(|row| row.class == case::Class::Core && row.outcome == Outcome::Skipped);
    let excused: Vec<_> = excused.filter(|row| WITHOUT_EXCEPTION.contains(&row.group.as_str())).collect();
    assert!(excused.is_empty(), "{excused:?}");
}

#[test]
fn answers_in_memory_are_those_of_koa() {
    assert_cases(Runtime::Memory);
}

#[test]
fn answers_to_crossed_requests_are_those_of_koa() {
    let cases: Vec<Case> = case::parse(include_str!("../parity/crossed.json")).expect("a list of cases");
    let report = suite::run_cases(&cases, Runtime::Memory, &Differences::load());
    assert_eq!(report.counts().passed, cases.len(), "\n{report}");
}

#[test]
fn answers_over_tokio_are_those_of_koa() {
    assert_cases(Runtime::Tokio);
}

#[test]
fn answers_over_smol_are_those_of_koa() {
    assert_cases(Runtime::Smol);
}

#[test]
fn answers_over_embassy_are_those_of_koa() {
    assert_cases(Runtime::Embassy);
}

#[test]
fn helper_functions_give_what_koas_gave() {
    let units = units();
    assert_parity(&suite::run_units(&units, &Differences::load()), units.len());
}

#[test]
fn every_difference_that_is_listed_is_shown_by_a_recorded_row() {
    let (mut cases, units, listed) = (cases(), units(), Differences::load());
    let chosen: Vec<Case> = case::parse(include_str!("../parity/differing.json")).expect("a list of cases");
    cases.extend(chosen);
    let skipped = |report: Report| -> Vec<String> {
        report.rows.into_iter().filter(|row| row.outcome == Outcome::Skipped).map(|row| row.id).collect()
    };
    let case_inputs: Vec<_> = cases.iter().map(differences::case_input).collect();
    let unit_inputs: Vec<_> = units.iter().map(differences::unit_input).collect();
    let mut differing = Vec::new();
    for runtime in Runtime::ALL {
        let ids = skipped(suite::run_cases(&cases, runtime, &listed));
        let rows = cases.iter().zip(&case_inputs).filter(|(case, _)| ids.contains(&case.id));
        differing.extend(rows.map(|(case, input)| Row::case(case, input, runtime)));
    }
    let ids = skipped(suite::run_units(&units, &listed));
    let rows = units.iter().zip(&unit_inputs).filter(|(unit, _)| ids.contains(&unit.id));
    differing.extend(rows.map(|(unit, input)| Row::unit(unit, input)));
    assert_eq!(listed.unshown(&differing), Vec::<&str>::new());
}

#[test]
fn a_falsified_answer_fails() {
    let mut case = cases().into_iter().find(|case| case.id == "status-001").expect("a row of that name");
    let run = |case: &Case| suite::run_cases(std::slice::from_ref(case), Runtime::Memory, &Differences::load());
    assert_eq!(run(&case).counts().passed, 1);
    case.response.as_mut().expect("an answer").status += 1;
    assert_eq!(run(&case).core_failures().count(), 1);
}

#[test]
fn a_falsified_result_fails() {
    let mut unit = units().into_iter().find(|unit| unit.function == "escape_html").expect("a row of that function");
    let run = |unit: &Unit| suite::run_units(std::slice::from_ref(unit), &Differences::load());
    assert_eq!(run(&unit).counts().passed, 1);
    unit.out = "falsified".into();
    assert_eq!(run(&unit).core_failures().count(), 1);
}

#[test]
fn the_command_tells_by_its_exit_status_and_its_last_line() {
    let truth = r#"[{"id": "none-900", "scenario": "none", "class": "core",
        "request": {"method": "GET", "target": "/", "headers": []},
        "response": {"status": 404, "reason": "Not Found", "body": "Not Found", "headers": [
            ["Content-Type", "text/plain; charset=utf-8"], ["Content-Length", "9"]]}}]"#;
    let run = |name: &str, rows: &str| {
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::write(&file, rows).expect("a file can be written");
        let output = Command::new(env!("CARGO_BIN_EXE_parity")).arg("cases").arg(&file).output().expect("it runs");
        let text = String::from_utf8(output.stdout).expect("it writes text");
        (output.status.code(), text.lines().last().unwrap_or_default().to_owned())
    };
    assert_eq!(run("true.json", truth), (Some(0), "parity: 1 passed, 0 failed, 0 skipped".into()));
    let falsified = truth.replace("404", "405");
    assert_eq!(run("falsified.json", &falsified), (Some(1), "parity: 0 passed, 1 failed, 0 skipped".into()));
}
