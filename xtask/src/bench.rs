//! Measurements: all programs of `benches/`, one after the other, and the pictures of what they found.
//!
//! They are a workspace of their own, so that no peer is built with the project; this only starts them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Result;

/// The programs, what they are told in short, and whether they write a file for the pictures.
const PROGRAMS: [(&str, &[&str], bool); 5] = [
    ("http", &["--short"], true),
    ("onion", &["--short"], true),
    // Takes seconds anyway.
    ("engine", &[], false),
    ("growth", &["--short"], true),
    ("hello", &["--short"], true),
];

/// Where the files for the pictures go.
const FIGURES: &str = "target/bench";
/// Where the pictures go; in short they stay beside the figures, since what they show says nothing.
const RESULTS: &str = "benches/results";

/// Runs every program, then draws. One that fails does not keep the others from running.
///
/// # Errors
///
/// When a program failed, or nothing could be drawn.
pub(crate) fn run(is_short: bool) -> Result {
    let figures = root().join(FIGURES);
    fs::create_dir_all(&figures).map_err(|error| format!("{}: {error}", figures.display()))?;
    let mut failed = Vec::new();
    for (name, short, writes) in PROGRAMS {
        println!("\n== {name}\n");
        let file = figures.join(format!("{name}.csv"));
        // What an earlier run found is not to be drawn beside this one.
        let _ = fs::remove_file(&file);
        let mut words: Vec<&str> = if is_short { short.to_vec() } else { Vec::new() };
        let path = file.to_string_lossy();
        if writes {
            words.extend(["--csv", &path]);
        }
        if start(name, &words).is_err() {
            failed.push(name);
        }
    }
    println!("\n== plot\n");
    let results = if is_short { FIGURES } else { RESULTS };
    start("plot", &[FIGURES, results])?;
    match failed.is_empty() {
        true => Ok(()),
        false => Err(format!("failed: {}", failed.join(", "))),
    }
}

fn start(name: &str, words: &[&str]) -> Result {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
    cargo.args(["run", "--release", "--locked", "--manifest-path"]).arg(Path::new("benches").join("Cargo.toml"));
    cargo.args(["--bin", name, "--"]).args(words).current_dir(root());
    match cargo.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{name}: {status}")),
        Err(error) => Err(format!("{name}: {error}")),
    }
}

/// The project's root.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the project").into()
}
