//! Programs that must not compile, and the messages that say what to write instead.
//!
//! The words of a message are the compiler's, so they are compared on the version they were taken
//! from; any other version is told apart and passes here.

use std::process::Command;

const PINNED: &str = "rustc 1.95.";

#[test]
fn misuse_does_not_compile_and_the_message_says_what_to_write() {
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".into());
    let version = Command::new(rustc).arg("--version").output().expect("rustc runs");
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    if version.starts_with(PINNED) {
        let cases = trybuild::TestCases::new();
        cases.compile_fail("tests/ui/*.rs");
        if cfg!(not(feature = "std")) {
            // The compiler lists the types that are middleware, and some of them need std.
            cases.compile_fail("tests/ui/bare/*.rs");
        }
    } else {
        println!("messages are pinned for {PINNED}*, this is {version}");
    }
}
