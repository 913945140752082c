//! Tells the linker where flash and RAM are, and brings the radio's description of the board.

use std::path::Path;
use std::{env, fs};

fn main() {
    let out = env::var("OUT_DIR").expect("cargo sets it");
    let out = Path::new(&out);
    fs::copy("memory.x", out.join("memory.x")).expect("it is there");
    // Without the description it builds, and the radio does not start.
    let description = env::var("CYW43_NVRAM").map_or(vec![0; 4], |path| fs::read(path).expect("CYW43_NVRAM is a file"));
    fs::write(out.join("nvram.bin"), description).expect("there is room");
    println!("cargo:rerun-if-changed=memory.x");
    println!("cargo:rerun-if-env-changed=CYW43_NVRAM");
    println!("cargo:rustc-link-search={}", out.display());
    for argument in ["--nmagic", "-Tlink.x"] {
        println!("cargo:rustc-link-arg-bins={argument}");
    }
}
