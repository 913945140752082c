//! The tour: the application that `tokio-tour` and `smol-tour` serve, from the same file.
//!
//! cargo xtask firmware --serve 8080
//!
//! Its log is the board's serial line.

#![no_std]
#![no_main]

use koa_embassy::MultiThread;

onion::firmware!(MultiThread, 4, onion::tour::app(print).uptime(milliseconds));

fn print(line: &str) {
    lm3s6965::print(line);
    lm3s6965::print("\n");
}

/// The time since the start.
fn milliseconds() -> i64 {
    embassy_time::Instant::now().as_millis() as i64
}
