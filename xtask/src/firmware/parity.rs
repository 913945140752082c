//! The recorded behaviour of Koa, on the board.
//!
//! One image holds the applications of koa-tests; the emulator's argument says which one it serves.

use koa_tests::case::{self, Case, Class};
use koa_tests::differences::{self, Differences, Row};
use koa_tests::runtime::Runtime;
use koa_tests::{compare, scenario, socket};

use super::machine::Pace;
use super::report::Report;
use super::{Image, forwarded, image, tools, until_it_answers};
use crate::Result;

/// Sends every row of every scenario.
pub(super) fn check(report: &mut Report) -> Result {
    report.part("recorded behaviour of Koa: rows of class core");
    let image = image::build("onion", &["parity"], "parity,messages")?.remove(0);
    println!("an image with all scenarios takes {} bytes of flash", image.flash);
    let path = tools::root().join("tests/parity/cases.json");
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let cases: Vec<Case> = case::parse(&text)?;
    let meant = Differences::load();
    for id in scenario::IDS {
        let rows: Vec<_> = cases.iter().filter(|case| case.scenario == id && case.class == Class::Core).collect();
        if !rows.is_empty() {
            run(report, &image, id, &rows, &meant)?;
        }
    }
    Ok(())
}

fn run(report: &mut Report, image: &Image, id: &str, rows: &[&Case], meant: &Differences) -> Result {
    let machine = forwarded(image, Pace::Real, id)?;
    until_it_answers(&machine, super::SETTLING)?;
    let (mut passed, mut excused, mut wrong) = (0, 0, Vec::new());
    for row in rows {
        let got = socket::exchange(machine.address, &row.request);
        let Some(difference) = got.map_or_else(Some, |got| compare::case(row, &got)) else {
            passed += 1;
            continue;
        };
        match meant.line_of(Row::case(row, &differences::case_input(row), Runtime::Smol)) {
            Some(_) => excused += 1,
            None => wrong.push(format!("{}: {} {}\n     {difference}", row.id, row.request.method, row.request.target)),
        }
    }
    report.check(wrong.is_empty(), format!("{id}: {passed} of {} rows, {excused} differ on purpose", rows.len()));
    for line in &wrong {
        println!("     {line}");
    }
    Ok(())
}
