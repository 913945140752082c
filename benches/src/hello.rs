//! Hello World, as a user would write it first: how long it takes to build, how large it is, and when it
//! answers.
//!
//! Each program is a package of its own in `hello/`, with the default features of its library, in a workspace
//! of its own, so that a build from nothing builds what it needs and no more.

mod build;
mod report;
mod start;

use std::error::Error;
use std::time::Duration;

use crate::stats::Summary;

pub use report::{csv, report};

const TOKIO: &str = "koa-tokio";
const SMOL: &str = "koa-smol";
/// The programs, which are directories in `hello/`.
pub const NAMES: [&str; 6] = [TOKIO, SMOL, "hyper", "axum", "trillium-smol", "actix"];

/// What was found out about a program.
#[derive(Clone, Debug, PartialEq)]
pub struct Hello {
    /// The program.
    pub name: &'static str,
    /// How long the build from nothing took, where it was timed.
    pub build: Option<Duration>,
    /// The packages that are built, this one included.
    pub crates: usize,
    /// The size of the program, without symbols.
    pub bytes: u64,
    /// From the start of the program to the last byte of its first answer, in milliseconds.
    pub start: Summary,
}

/// Builds the program `name`, from nothing when that `is_timed`, and starts it so often.
///
/// # Errors
///
/// When it cannot be built, or does not answer.
pub fn measure(name: &'static str, is_timed: bool, starts: usize) -> Result<Hello, Box<dyn Error>> {
    let crates = build::crates(name)?;
    let time = build::build(name, is_timed)?;
    let program = build::program(name);
    let bytes = program.metadata()?.len();
    let starts = (0..starts).map(|_| start::first_answer(&program)).collect::<Result<Vec<_>, _>>()?;
    let start = Summary::of(starts.iter().map(|time| time.as_secs_f64() * 1e3)).ok_or("it was never started")?;
    Ok(Hello { name, build: is_timed.then_some(time), crates, bytes, start })
}
