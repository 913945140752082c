//! What the project does with itself.
//!
//! ```text
//! cargo xtask firmware [PART...]     builds all firmware, boots it in QEMU, checks and measures
//! cargo xtask firmware --serve PORT  boots the firmware with its port 80 at 127.0.0.1:PORT
//! cargo xtask bench [--short]        measures everything beside its peers and draws the results
//! ```

use std::process::ExitCode;

mod bench;
mod firmware;

type Result<T = ()> = std::result::Result<T, String>;

const USAGE: &str = "\
cargo xtask firmware [weight|boards|tour|parity|load|stall ...]
cargo xtask firmware --serve PORT
cargo xtask bench [--short]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["firmware", "--serve", port] => match port.parse() {
            Ok(port) => firmware::serve(port),
            Err(_) => Err(format!("{port} is no port")),
        },
        ["firmware", parts @ ..] => firmware::check(parts),
        ["bench"] => bench::run(false),
        ["bench", "--short"] => bench::run(true),
        _ => Err(USAGE.into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
