//! Runs rows and says what came of each.

use crate::case::{Case, Unit};
use crate::differences::{self, Differences, Row};
use crate::report::{Outcome, Report, RowReport};
use crate::runtime::{Runtime, Server};
use crate::{compare, scenario, units};

/// Runs recorded requests, the ones of a scenario against one application on `runtime`.
pub fn run_cases(cases: &[Case], runtime: Runtime, meant: &Differences) -> Report {
    let mut report = Report::default();
    let mut servers: Vec<(&str, Result<Server, String>)> = Vec::new();
    for case in cases {
        let index = servers.iter().position(|(id, _)| *id == case.scenario).unwrap_or_else(|| {
            servers.push((&case.scenario, start(&case.scenario, runtime)));
            servers.len() - 1
        });
        let got = match &servers[index].1 {
            Ok(server) => server.exchange(&case.request),
            Err(error) => Err(error.clone()),
        };
        let difference = match got {
            Ok(got) => compare::case(case, &got),
            Err(error) => Some(error),
        };
        let input = differences::case_input(case);
        let sent = format!("{} {}", case.request.method, case.request.target);
        let (outcome, detail) = judge(difference, &sent, Row::case(case, &input, runtime), meant);
        report.rows.push(RowReport {
            id: case.id.clone(),
            group: case.scenario.clone(),
            class: case.class,
            outcome,
            detail,
        });
    }
    report
}

/// Runs recorded calls of helper functions.
pub fn run_units(rows: &[Unit], meant: &Differences) -> Report {
    let run = |unit: &Unit| {
        let difference = compare::unit(unit, &units::call(&unit.function, &unit.input));
        let input = differences::unit_input(unit);
        let (outcome, detail) = judge(difference, &unit.input.to_string(), Row::unit(unit, &input), meant);
        RowReport { id: unit.id.clone(), group: unit.function.clone(), class: unit.class(), outcome, detail }
    };
    Report { rows: rows.iter().map(run).collect() }
}

fn start(id: &str, runtime: Runtime) -> Result<Server, String> {
    runtime.start(scenario::app(id).ok_or_else(|| format!("there is no scenario {id}"))?)
}

fn judge(difference: Option<String>, sent: &str, row: Row<'_>, meant: &Differences) -> (Outcome, String) {
    let Some(difference) = difference else { return (Outcome::Passed, String::new()) };
    let sent: String = sent.chars().take(300).collect();
    let detail = format!("{sent}\n   {difference}");
    match meant.line_of(row) {
        Some(line) => (Outcome::Skipped, format!("{detail}\n   DIFFERENCES.md, line {line}")),
        None => (Outcome::Failed, detail),
    }
}
