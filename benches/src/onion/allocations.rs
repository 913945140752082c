//! What a request allocates, counted by a program of its own, since an allocator that counts takes time.

use std::collections::HashMap;
use std::error::Error;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

/// Allocations per request, by the name of the onion and its layers.
pub(super) type Allocations = HashMap<(String, usize), u64>;

/// Runs the program `allocations`.
pub(super) fn count() -> Result<Allocations, Box<dyn Error>> {
    let run = program().output()?;
    if !run.status.success() {
        return Err(String::from_utf8_lossy(&run.stderr).into());
    }
    let report = String::from_utf8(run.stdout)?;
    report.lines().map(line).collect::<Option<_>>().ok_or_else(|| report.into())
}

/// Under cargo, cargo knows best whether it must be built; else the one beside this program, if there is one.
fn program() -> Command {
    match (std::env::var_os("CARGO"), beside_this()) {
        (None, Some(sibling)) => Command::new(sibling),
        (cargo, _) => through_cargo(cargo.unwrap_or("cargo".into())),
    }
}

fn beside_this() -> Option<PathBuf> {
    let name = format!("allocations{}", std::env::consts::EXE_SUFFIX);
    let sibling = std::env::current_exe().ok()?.with_file_name(name);
    sibling.is_file().then_some(sibling)
}

fn through_cargo(cargo: OsString) -> Command {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let mut command = Command::new(cargo);
    command.args(["run", "-q", "--release", "--locked", "--bin", "allocations", "--manifest-path", manifest]);
    command
}

/// A line of that program: `5 10 name`.
fn line(line: &str) -> Option<((String, usize), u64)> {
    let mut words = line.splitn(3, ' ');
    let (count, depth) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    Some(((words.next()?.to_owned(), depth), count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_count_a_depth_and_a_name_with_spaces() {
        assert_eq!(line("12 50 axum from_fn"), Some((("axum from_fn".into(), 50), 12)));
        assert_eq!(line("12 axum"), None);
    }
}
