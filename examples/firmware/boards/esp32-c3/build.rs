//! Links with the memory map of the chip, which esp-hal brings.

fn main() {
    println!("cargo:rustc-link-arg-bins=-Tlinkall.x");
}
