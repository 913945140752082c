//! Tells the linker where flash and RAM are.

use std::path::Path;
use std::{env, fs};

fn main() {
    let out = env::var("OUT_DIR").expect("cargo sets it");
    for file in ["memory.x", "device.x"] {
        fs::copy(file, Path::new(&out).join(file)).expect("the script is there");
        println!("cargo:rerun-if-changed={file}");
    }
    println!("cargo:rustc-link-search={out}");
}
