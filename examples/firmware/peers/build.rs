//! Links with the board's script.

fn main() {
    println!("cargo:rustc-link-arg-bins=-Tlink.x");
    println!("cargo:rustc-link-arg-bins=--nmagic");
    // Functions that come out the same are kept once.
    println!("cargo:rustc-link-arg-bins=--icf=all");
}
