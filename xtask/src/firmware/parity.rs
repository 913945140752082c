//! The recorded behaviour of Koa, on the board.
//!
//! An image holds a part of the applications of koa-tests; the emulator's argument says which one it
//! serves.

use koa_tests::case::{self, Case, Class, Exchange};
use koa_tests::differences::{self, Differences, Row};
use koa_tests::runtime::Runtime;
use koa_tests::{compare, scenario, socket};
use serde_json::Value;

use super::image::Build;
use super::machine::Pace;
use super::report::Report;
use super::{Image, forwarded, tools, until_it_answers};
use crate::Result;

/// A part of the applications: the feature of its image, and what it has.
type Part = (&'static str, fn(&str) -> Option<koa_core::App>);

const PARTS: [Part; 6] = [
    ("about-requests", scenario::about_requests),
    ("about-responses", scenario::about_responses),
    ("about-steps", scenario::about_steps),
    ("about-stacks", scenario::about_stacks),
    ("about-itself", scenario::about_itself),
    ("about-cookies", scenario::about_cookies),
];

/// Sends every row of every scenario.
pub(super) fn check(report: &mut Report) -> Result {
    report.part("recorded behaviour of Koa: rows of class core");
    let path = tools::root().join("tests/parity/cases.json");
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let cases: Vec<Case> = case::parse(&text)?;
    let meant = Differences::load();
    for (feature, has) in PARTS {
        let image = Build { profile: "small", ..Build::new("onion", &["parity"], feature) }.run()?.remove(0);
        println!("{feature}: {} bytes of flash", image.flash);
        for id in scenario::IDS.into_iter().filter(|id| has(id).is_some()) {
            let rows: Vec<_> = cases.iter().filter(|case| case.scenario == id && case.class == Class::Core).collect();
            if !rows.is_empty() {
                run(report, &image, id, &rows, &meant)?;
            }
        }
    }
    Ok(())
}

fn run(report: &mut Report, image: &Image, id: &str, rows: &[&Case], meant: &Differences) -> Result {
    let machine = forwarded(image, Pace::Real, id)?;
    until_it_answers(&machine, super::SETTLING)?;
    let (mut passed, mut excused, mut wrong) = (0, 0, Vec::new());
    let beyond = [&NEED_URL[..], &NEED_ORDER, &NEED_RAM].concat();
    let all = rows.len();
    let rows: Vec<_> = rows.iter().filter(|row| !beyond.contains(&row.id.as_str())).collect();
    for row in &rows {
        let got = socket::exchange(machine.address, &row.request).map(|got| as_elsewhere(got, row));
        let Some(difference) = got.map_or_else(Some, |got| compare::case(row, &got)) else {
            passed += 1;
            continue;
        };
        match meant.line_of(Row::case(row, &differences::case_input(row), Runtime::Embassy)) {
            Some(_) => excused += 1,
            None => wrong.push(format!("{}: {} {}\n     {difference}", row.id, row.request.method, row.request.target)),
        }
    }
    let beyond = all - rows.len();
    let what =
        format!("{id}: {passed} of {all} rows, {excused} differ on purpose, {beyond} need more than the board has");
    report.check(wrong.is_empty(), what);
    for line in &wrong {
        println!("     {line}");
    }
    Ok(())
}

/// Rows that want URLs as WHATWG parses them: koa-core's feature `url`, whose tables take more flash than
/// the board has. The others of `inspect` are compared without their member `URL` instead.
const NEED_URL: [&str; 24] = [
    "redirect-004",
    "redirect-006",
    "redirect-008",
    "redirect-038",
    "redirect-040",
    "redirect-041",
    "redirect-042",
    "redirect-056",
    "redirect-057",
    "redirect-060",
    "back-030",
    "back-037",
    "back-038",
    "back-039",
    "back-041",
    "back-043",
    "inspect-103",
    "inspect-105",
    "inspect-107",
    "inspect-109",
    "inspect-110",
    "inspect-111",
    "inspect-124",
    "inspect-132",
];

/// Rows that want JSON in the order in which it was written, which serde_json keeps only where std is.
const NEED_ORDER: [&str; 2] = ["url-set-054", "url-set-061"];

/// A header of 4,000 bytes that the application repeats as JSON twice: more than the heap.
const NEED_RAM: [&str; 1] = ["headers-in-048"];

/// An answer as it would be on another runtime: the members of its JSON in the recorded order, and the peer
/// at this machine's own address.
///
/// serde_json keeps the order only where std is; on the board they come sorted by name.
fn as_elsewhere(mut got: Exchange, row: &Case) -> Exchange {
    let (Some(answer), Some(recorded)) = (&mut got.response, &row.response) else { return got };
    if let (Some(body), Some(wanted)) = (&mut answer.body, &recorded.body)
        && is_alike(body, wanted)
    {
        wanted.clone_into(body);
        for (name, value) in &mut answer.headers {
            if let Some(length) =
                recorded.header("content-length").filter(|_| name.eq_ignore_ascii_case("content-length"))
            {
                length.clone_into(value);
            }
        }
    }
    for (name, value) in &mut answer.headers {
        if let Some(wanted) = recorded.header(name).filter(|wanted| is_alike(value, wanted)) {
            wanted.clone_into(value);
        }
    }
    got
}

/// Whether both are the same JSON, but for the order of members, the peer's address and a URL that is null.
fn is_alike(got: &str, wanted: &str) -> bool {
    let parse =
        |text: &str| serde_json::from_str::<Value>(text).ok().filter(|value| value.is_array() || value.is_object());
    let (Some(got), Some(mut wanted)) = (parse(&got.replace("10.0.2.2", "127.0.0.1")), parse(wanted)) else {
        return false;
    };
    if got.get("URL").is_some_and(Value::is_null) {
        wanted["URL"] = Value::Null;
    }
    got == wanted
}
