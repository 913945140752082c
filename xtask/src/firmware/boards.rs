//! The boards that are built and not run.

use super::image::Build;
use super::report::Report;
use crate::Result;

/// A package of the firmware's workspace, its target, and the board.
const BOARDS: [(&str, &str, &str); 5] = [
    ("pico-w", "thumbv6m-none-eabi", "Raspberry Pi Pico W"),
    ("pico-2-w", "thumbv8m.main-none-eabihf", "Raspberry Pi Pico 2 W"),
    ("nucleo-h743zi", "thumbv7em-none-eabihf", "STM32 Nucleo-H743ZI"),
    ("nucleo-f767zi", "thumbv7em-none-eabihf", "STM32 Nucleo-F767ZI"),
    ("esp32-c3", "riscv32imc-unknown-none-elf", "ESP32-C3"),
];

/// Builds and weighs all of them.
pub(super) fn build(report: &mut Report) -> Result {
    report.part("boards");
    for (package, target, board) in BOARDS {
        let image = Build { target, ..Build::new(package, &[package], "") }.run()?.remove(0);
        println!("{board}: flash {}, static RAM {}", image.flash, image.ram);
        report.measure(format!("flash of {package}"), image.flash);
    }
    Ok(())
}
