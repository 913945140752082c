//! node:http and Koa on Node: the programs of `node/`, for which Node takes this one's place.

use std::io;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// node:http without a framework.
pub(super) const HTTP: &str = "node-http";
/// Koa, in the version that `node/package-lock.json` names.
pub(super) const KOA: &str = "node-koa";

/// Becomes Node; returns only when that fails.
pub(super) fn serve(name: &str) -> io::Result<()> {
    Err(Command::new("node").arg(directory().join(name).with_extension("mjs")).exec())
}

/// Those of `names` that cannot run, and why. Koa is installed when it is not there.
pub(super) fn missing(names: &[&'static str]) -> Option<(Vec<&'static str>, String)> {
    let wanted: Vec<&str> = [HTTP, KOA].into_iter().filter(|name| names.contains(name)).collect();
    if wanted.is_empty() {
        None
    } else if let Some(why) = failure("node", "--version") {
        Some((wanted, why))
    } else if wanted.contains(&KOA) && !is_installed(&directory()) {
        failure("npm", "ci").map(|why| (vec![KOA], why))
    } else {
        None
    }
}

/// npm notes what it has installed, in the terms of the lock file.
fn is_installed(directory: &Path) -> bool {
    let koa = |file: &str| {
        let text = std::fs::read_to_string(directory.join(file)).ok()?;
        let lock: serde_json::Value = serde_json::from_str(&text).ok()?;
        Some(lock["packages"]["node_modules/koa"]["integrity"].clone())
    };
    koa("node_modules/.package-lock.json").is_some_and(|installed| Some(installed) == koa("package-lock.json"))
}

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("node")
}

/// Why `program` does not do what it is told.
fn failure(program: &str, argument: &str) -> Option<String> {
    let mut command = Command::new(program);
    command.arg(argument).current_dir(directory()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    match command.status() {
        Ok(status) if status.success() => None,
        Ok(status) => Some(format!("{program} {argument}: {status}")),
        Err(error) => Some(format!("{program} {argument}: {error}")),
    }
}
