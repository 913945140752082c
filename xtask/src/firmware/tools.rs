//! The tools that firmware needs, installed when they are missing.

use std::path::PathBuf;
use std::process::Command;

use crate::Result;

/// The targets of all boards.
const TARGETS: [&str; 5] = [
    "thumbv6m-none-eabi",
    "thumbv7m-none-eabi",
    "thumbv7em-none-eabihf",
    "thumbv8m.main-none-eabihf",
    "riscv32imc-unknown-none-elf",
];

/// The emulator.
pub(super) const QEMU: &str = "qemu-system-arm";

/// The project's root.
pub(super) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the project").into()
}

/// Installs what is missing to build for all boards and to boot one.
pub(super) fn install() -> Result {
    add_targets(&TARGETS)?;
    add_emulator()
}

/// Installs what is missing to build for the emulated board and to boot it.
pub(super) fn install_for_emulator() -> Result {
    add_targets(&[super::image::TARGET])?;
    add_emulator()
}

fn add_targets(targets: &[&str]) -> Result {
    let installed = output(Command::new("rustup").args(["target", "list", "--installed"]))?;
    let missing: Vec<_> = targets.iter().filter(|target| !installed.lines().any(|line| line == **target)).collect();
    match missing.is_empty() {
        true => Ok(()),
        false => run(Command::new("rustup").args(["target", "add"]).args(missing)),
    }
}

fn add_emulator() -> Result {
    if Command::new(QEMU).arg("--version").output().is_ok() {
        return Ok(());
    }
    println!("installing {QEMU}");
    apt(&["update", "-q"])?;
    apt(&["install", "-q", "-y", "--no-install-recommends", QEMU])
}

fn apt(words: &[&str]) -> Result {
    match is_root() {
        true => run(Command::new("apt-get").args(words)),
        false => run(Command::new("sudo").args(["-n", "apt-get"]).args(words)),
    }
}

/// Whether this runs as root.
pub(super) fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// Runs a command and shows what it says.
pub(super) fn run(command: &mut Command) -> Result {
    let status = command.status().map_err(|error| format!("{command:?}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{command:?}: {status}")) }
}

/// Runs a command and gives what it says.
pub(super) fn output(command: &mut Command) -> Result<String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(format!("{command:?}: {}\n{}", output.status, String::from_utf8_lossy(&output.stderr))),
    }
}
