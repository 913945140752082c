//! Images: built by cargo, and weighed by their sections.

use std::path::PathBuf;
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

/// What cargo builds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Build<'b> {
    /// The package, of the firmware's workspace.
    pub(super) package: &'b str,
    /// Its binaries; all where none is named.
    pub(super) binaries: &'b [&'b str],
    /// The features, with commas between them.
    pub(super) features: &'b str,
    /// The target.
    pub(super) target: &'b str,
    /// The profile.
    pub(super) profile: &'b str,
}

impl<'b> Build<'b> {
    /// For the emulated board, as firmware is built.
    pub(super) fn new(package: &'b str, binaries: &'b [&'b str], features: &'b str) -> Self {
        Self { package, binaries, features, target: TARGET, profile: "release" }
    }

    /// Builds, and gives an image for each binary.
    pub(super) fn run(&self) -> Result<Vec<Image>> {
        let mut cargo = Command::new("cargo");
        cargo.current_dir(tools::root().join("examples/firmware")).env("CARGO_TARGET_DIR", target_directory());
        cargo.args(["build", "--quiet", "--locked", "--package", self.package]);
        cargo.args(["--target", self.target, "--profile", self.profile]);
        if !self.features.is_empty() {
            cargo.args(["--features", self.features]);
        }
        for binary in self.binaries {
            cargo.args(["--bin", binary]);
        }
        tools::run(&mut cargo)?;
        self.binaries.iter().map(|binary| self.keep(binary)).collect()
    }

    /// The next build with other features takes the image's place, so it is copied.
    fn keep(&self, binary: &str) -> Result<Image> {
        let kept = target_directory().join("images").join(self.features.replace([',', '/'], "-"));
        std::fs::create_dir_all(&kept).map_err(|error| error.to_string())?;
        let (built, path) = (target_directory().join(self.target).join(self.profile).join(binary), kept.join(binary));
        std::fs::copy(&built, &path).map_err(|error| format!("{}: {error}", built.display()))?;
        weigh(path)
    }
}

fn target_directory() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(directory) => PathBuf::from(directory).join("firmware"),
        None => tools::root().join("examples/firmware/target"),
    }
}

/// Reads the sections of an ELF file of 32 bits, little end first.
fn weigh(path: PathBuf) -> Result<Image> {
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
        // What nobody initialises, and what only keeps addresses apart.
        let is_apart = [&b".uninit\0"[..], b".stack\0", b".rwdata_dummy\0", b".rotext_dummy\0"];
        if flags & ALLOCATED == 0 || is_apart.iter().any(|apart| name.starts_with(apart)) {
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
