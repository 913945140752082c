//! Node, and packages of npm as lock files name them.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

/// # Errors
///
/// Why there is no Node, in a line.
pub(crate) fn node() -> Result<(), String> {
    run(Path::new("."), "node", "--version")
}

/// Installs what the lock file in `directory` names, unless `package` is there as it names it.
///
/// # Errors
///
/// Why that cannot be, in a line: no npm, no network.
pub(crate) fn install(directory: &Path, package: &str) -> Result<(), String> {
    match is_installed(directory, package) {
        true => Ok(()),
        false => run(directory, "npm", "ci"),
    }
}

/// npm notes what it has installed, in the terms of the lock file.
fn is_installed(directory: &Path, package: &str) -> bool {
    let integrity = |file: &str| integrity(&std::fs::read_to_string(directory.join(file)).ok()?, package);
    let installed = integrity("node_modules/.package-lock.json");
    installed.is_some() && installed == integrity("package-lock.json")
}

fn integrity(lock: &str, package: &str) -> Option<String> {
    let lock: Value = serde_json::from_str(lock).ok()?;
    Some(lock["packages"][format!("node_modules/{package}")]["integrity"].as_str()?.to_owned())
}

fn run(directory: &Path, program: &str, argument: &str) -> Result<(), String> {
    let mut command = Command::new(program);
    command.arg(argument).current_dir(directory).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{program} {argument}: {status}")),
        Err(error) => Err(format!("{program} {argument}: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_told_by_its_integrity() {
        let lock = r#"{"packages":{"":{},"node_modules/koa":{"version":"3.3.0","integrity":"sha512-a"}}}"#;
        assert_eq!(integrity(lock, "koa").as_deref(), Some("sha512-a"));
        assert_eq!(integrity(lock, "koa-compose"), None);
        assert_eq!(integrity("", "koa"), None);
    }

    #[test]
    fn where_there_is_no_lock_file_nothing_is_installed() {
        assert!(!is_installed(Path::new("/no-such-directory"), "koa"));
    }

    #[test]
    fn a_program_that_is_missing_is_named() {
        let error = run(Path::new("."), "no-such-program", "ci").unwrap_err();
        assert!(error.starts_with("no-such-program ci: "), "{error}");
    }
}
