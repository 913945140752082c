//! Builds the programs with cargo.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const HERE: &str = env!("CARGO_MANIFEST_DIR");

/// Builds a program, `from_nothing` or from what is there; how long that took. What is to be downloaded is
/// downloaded before.
pub(super) fn build(name: &str, from_nothing: bool) -> Result<Duration, Box<dyn Error>> {
    cargo("fetch", name, &[])?;
    if from_nothing {
        remove(&target(name))?;
    }
    let start = Instant::now();
    cargo("build", name, &["--release"])?;
    Ok(start.elapsed())
}

/// Where [`build`] puts the program.
pub(super) fn program(name: &str) -> PathBuf {
    target(name).join("release").join(format!("hello-{name}{}", std::env::consts::EXE_SUFFIX))
}

/// How many packages are built for it, itself included.
pub(super) fn crates(name: &str) -> Result<usize, Box<dyn Error>> {
    let arguments = ["--edges", "normal,build", "--prefix", "none", "--no-dedupe", "--format", "{p}"];
    Ok(different(&cargo("tree", name, &arguments)?))
}

fn different(lines: &str) -> usize {
    lines.lines().filter(|line| !line.is_empty()).collect::<BTreeSet<_>>().len()
}

/// What the command prints.
fn cargo(command: &str, name: &str, arguments: &[&str]) -> Result<String, Box<dyn Error>> {
    let manifest = Path::new(HERE).join("hello").join(name).join("Cargo.toml");
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
    cargo.args([command, "--locked", "--manifest-path"]).arg(manifest).args(arguments);
    let run = cargo.env("CARGO_TARGET_DIR", target(name)).output()?;
    match run.status.success() {
        true => Ok(String::from_utf8(run.stdout)?),
        false => Err(format!("cargo {command} of {name}: {}", String::from_utf8_lossy(&run.stderr)).into()),
    }
}

/// A directory for each, so that none finds what another one built.
fn target(name: &str) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| Path::new(HERE).join("target"), PathBuf::from);
    target.join("hello").join(name)
}

fn remove(directory: &Path) -> io::Result<()> {
    match fs::remove_dir_all(directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        outcome => outcome,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_that_is_named_twice_is_built_once() {
        assert_eq!(different("a v1.0.0\nb v1.0.0\na v1.0.0\na v2.0.0\n\n"), 3);
    }

    #[test]
    fn what_is_not_there_need_not_be_removed() {
        assert!(remove(&target("no-such-program")).is_ok());
    }
}
