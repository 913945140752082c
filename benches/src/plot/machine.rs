//! What the figures were measured on, and with what.

use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;

/// The peers, as the lock file names them.
const PEERS: [&str; 12] = [
    "hyper",
    "tokio",
    "smol",
    "axum",
    "actix-web",
    "ntex",
    "xitca-web",
    "trillium",
    "trillium-http",
    "poem",
    "tower",
    "smol-hyper",
];

/// A machine, its Rust, and the versions of the peers.
pub(super) struct Machine {
    pub(super) cpu: String,
    pub(super) cores: usize,
    pub(super) kernel: String,
    pub(super) rustc: String,
    pub(super) node: String,
    pub(super) peers: Vec<(&'static str, String)>,
}

impl Machine {
    /// This one.
    pub(super) fn this() -> io::Result<Self> {
        let lock = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock"))?;
        let known = |file: &str| fs::read_to_string(file).unwrap_or_default();
        Ok(Self {
            cpu: model(&known("/proc/cpuinfo")),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            kernel: or_dash(known("/proc/sys/kernel/osrelease").trim()),
            rustc: version("rustc"),
            node: version("node"),
            peers: PEERS.into_iter().map(|peer| (peer, locked(&lock, peer))).collect(),
        })
    }
}

/// The name of the first processor.
fn model(cpuinfo: &str) -> String {
    let fields = cpuinfo.lines().filter_map(|line| line.split_once(':'));
    or_dash(
        fields
            .map(|(name, value)| (name.trim(), value.trim()))
            .find(|(name, _)| *name == "model name")
            .map_or("", |(_, value)| value),
    )
}

/// The version of a package in a lock file; of several, all.
fn locked(lock: &str, package: &str) -> String {
    let lines: Vec<&str> = lock.lines().collect();
    let name = format!("name = \"{package}\"");
    let after = lines.windows(2).filter(|pair| pair[0] == name);
    let versions: Vec<&str> =
        after.filter_map(|pair| pair[1].strip_prefix("version = \"")?.strip_suffix('"')).collect();
    or_dash(&versions.join(" and "))
}

/// What a program says its version is.
fn version(program: &str) -> String {
    let run = Command::new(program).arg("--version").output();
    or_dash(run.map(|run| String::from_utf8_lossy(&run.stdout).trim().to_owned()).unwrap_or_default().as_str())
}

fn or_dash(text: &str) -> String {
    if text.is_empty() { "-".into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_processor_is_named_once() {
        let cpuinfo =
            "processor\t: 0\nmodel name\t: Some CPU @ 2 GHz\n\nprocessor\t: 1\nmodel name\t: Some CPU @ 2 GHz\n";
        assert_eq!(model(cpuinfo), "Some CPU @ 2 GHz");
        assert_eq!(model("Hardware : board\n"), "-");
    }

    #[test]
    fn versions_are_those_of_the_lock_file() {
        let lock = "[[package]]\nname = \"axum\"\nversion = \"0.8.9\"\n\n[[package]]\nname = \"axum-core\"\nversion = \"0.5.6\"\n\n\
                    [[package]]\nname = \"axum\"\nversion = \"0.9.0\"\n";
        assert_eq!(locked(lock, "axum-core"), "0.5.6");
        assert_eq!(locked(lock, "axum"), "0.8.9 and 0.9.0");
        assert_eq!(locked(lock, "rocket"), "-");
    }

    #[test]
    fn every_peer_is_in_the_lock_file() {
        for (peer, version) in Machine::this().unwrap().peers {
            assert_ne!(version, "-", "{peer}");
        }
    }
}
