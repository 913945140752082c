//! node:http and Koa on Node: the programs of `node/`, for which Node takes this one's place.

use std::io;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::npm;

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
    } else if let Err(why) = npm::node() {
        Some((wanted, why))
    } else if wanted.contains(&KOA) {
        npm::install(&directory(), "koa").err().map(|why| (vec![KOA], why))
    } else {
        None
    }
}

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("node")
}
