//! Replays what real Koa answered against this library.
//!
//! ```text
//! cargo run -p koa-tests --bin parity -- cases FILE [--scenario ID] [--runtime NAME]
//! cargo run -p koa-tests --bin parity -- units FILE [--fn NAME]
//! cargo run -p koa-tests --bin parity -- serve SCENARIO PORT --runtime NAME
//! ```
//!
//! The exit status is 1 when a row differs that must match.

use koa_tests::case::{self, Case, Unit};
use koa_tests::differences::Differences;
use koa_tests::report::Report;
use koa_tests::runtime::{Runtime, Settings};
use koa_tests::{scenario, suite};
use std::process::ExitCode;

const USAGE: &str = "\
parity cases FILE [--scenario ID] [--runtime NAME]
parity units FILE [--fn NAME]
parity serve SCENARIO PORT --runtime NAME";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["cases", file, options @ ..] => cases(file, options),
        ["units", file, options @ ..] => units(file, options),
        ["serve", id, port, options @ ..] => serve(id, port, options),
        _ => Err(USAGE.into()),
    };
    match outcome {
        Ok(is_parity) => ExitCode::from(u8::from(!is_parity)),
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

fn cases(file: &str, options: &[&str]) -> Result<bool, String> {
    let mut rows: Vec<Case> = read(file)?;
    if let Some(id) = option(options, "--scenario")? {
        rows.retain(|case| case.scenario == id);
    }
    Ok(print(&suite::run_cases(&rows, runtime(options)?.unwrap_or(Runtime::Memory), &Differences::load())))
}

fn units(file: &str, options: &[&str]) -> Result<bool, String> {
    let mut rows: Vec<Unit> = read(file)?;
    if let Some(name) = option(options, "--fn")? {
        rows.retain(|unit| unit.function == name);
    }
    Ok(print(&suite::run_units(&rows, &Differences::load())))
}

fn serve(id: &str, port: &str, options: &[&str]) -> Result<bool, String> {
    let app = scenario::app(id).ok_or_else(|| format!("there is no scenario {id}"))?;
    let port = port.parse().map_err(|_| format!("{port} is no port"))?;
    let runtime = runtime(options)?.ok_or(USAGE)?;
    runtime.serve(app, port, Settings::default())?;
    Ok(true)
}

fn print(report: &Report) -> bool {
    print!("{report}");
    report.core_failures().next().is_none()
}

fn read<T: for<'a> serde::Deserialize<'a>>(file: &str) -> Result<Vec<T>, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    case::parse(&text).map_err(|error| format!("{file}: {error}"))
}

fn runtime(options: &[&str]) -> Result<Option<Runtime>, String> {
    match option(options, "--runtime")? {
        None => Ok(None),
        Some(name) => Runtime::named(name).map(Some).ok_or_else(|| format!("there is no runtime {name}")),
    }
}

/// The word after `name`.
fn option<'o>(options: &[&'o str], name: &str) -> Result<Option<&'o str>, String> {
    match options.iter().position(|word| *word == name) {
        None => Ok(None),
        Some(index) => options.get(index + 1).copied().map(Some).ok_or_else(|| format!("{name} wants a word")),
    }
}
