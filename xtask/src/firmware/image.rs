//! Images: built by cargo, and weighed by their sections.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::tools;
use crate::Result;

/// The target of the board that is emulated.
pub(super) const TARGET: &str = "thumbv7m-none-eabi";

/// An image for the emulated board.
#[derive(Clone, Debug)]
pub(super) struct Image {
    /// Where it lies.
    pub(super) path: PathBuf,
    /// The bytes of flash that it takes.
    pub(super) flash: u64,
    /// The bytes of RAM that are its own from the start: without heap and stack.
    pub(super) ram: u64,
}

/// Builds binaries of a package for the emulated board, each with the same features, and gives their images.
pub(super) fn build(package: &str, binaries: &[&str], features: &str) -> Result<Vec<Image>> {
    cargo_build(package, TARGET, binaries, features)?;
    let kept = target_directory().join("images").join(features.replace([',', '/'], "-"));
    std::fs::create_dir_all(&kept).map_err(|error| error.to_string())?;
    binaries.iter().map(|binary| keep(binary, &kept)).collect()
}

/// Builds a package of the firmware's workspace; all of its binaries where none is named.
pub(super) fn cargo_build(package: &str, target: &str, binaries: &[&str], features: &str) -> Result {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(tools::root().join("examples/firmware")).env("CARGO_TARGET_DIR", target_directory());
    cargo.args(["build", "--quiet", "--release", "--locked", "--package", package, "--target", target]);
    if !features.is_empty() {
        cargo.args(["--features", features]);
    }
    for binary in binaries {
        cargo.args(["--bin", binary]);
    }
    tools::run(&mut cargo)
}

/// The next build with other features takes the image's place, so it is copied.
fn keep(binary: &str, kept: &Path) -> Result<Image> {
    let (built, path) = (built(TARGET, binary), kept.join(binary));
    std::fs::copy(&built, &path).map_err(|error| format!("{}: {error}", built.display()))?;
    weigh(path)
}

/// Where cargo puts a binary.
pub(super) fn built(target: &str, binary: &str) -> PathBuf {
    target_directory().join(target).join("release").join(binary)
}

fn target_directory() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(directory) => PathBuf::from(directory).join("firmware"),
        None => tools::root().join("examples/firmware/target"),
    }
}

/// Reads the sections of an ELF file of 32 bits, little end first.
pub(super) fn weigh(path: PathBuf) -> Result<Image> {
    let bytes = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let (flash, ram) = sections(&bytes).ok_or_else(|| format!("{} is no image", path.display()))?;
    Ok(Image { path, flash, ram })
}

/// The bytes that are kept in flash, and those that RAM is given from the start.
fn sections(elf: &[u8]) -> Option<(u64, u64)> {
    const ALLOCATED: u32 = 2;
    const WRITABLE: u32 = 1;
    const NOT_IN_FILE: u32 = 8;
    let table = word(elf, 32)? as usize;
    let (size, count, names) = (half(elf, 46)?, half(elf, 48)?, half(elf, 50)?);
    let names = word(elf, table + names * size + 16)? as usize;
    let (mut flash, mut ram) = (0, 0);
    for index in 0..count {
        let header = table + index * size;
        let (kind, flags) = (word(elf, header + 4)?, word(elf, header + 8)?);
        let length = u64::from(word(elf, header + 20)?);
        let name = elf.get(names + word(elf, header)? as usize..)?;
        if flags & ALLOCATED == 0 || name.starts_with(b".uninit\0") {
            continue;
        }
        if kind != NOT_IN_FILE {
            flash += length;
        }
        if flags & WRITABLE != 0 {
            ram += length;
        }
    }
    Some((flash, ram))
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn half(bytes: &[u8], at: usize) -> Option<usize> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?).into())
}
