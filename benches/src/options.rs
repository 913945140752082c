//! The command line.

use std::time::Duration;

use crate::client::Mode;
use crate::servers::{NAMES, REFERENCE};

/// What `--help` says.
pub const USAGE: &str = "\
Compares HTTP servers by the CPU time a request costs them.

  --quick              5 rounds of 0.8 s: some minutes
  --rounds N           rounds (12)
  --seconds S          how long each server is loaded in a round (2)
  --mode plain|pipelined|json
                       only one of the three
  --only a,b           only these servers, and the reference";

/// What to run.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// How often every server is run in every mode.
    pub rounds: usize,
    /// Seconds for which each server is loaded in a round.
    pub seconds: f64,
    /// The modes.
    pub modes: Vec<Mode>,
    /// The servers, the reference first.
    pub servers: Vec<&'static str>,
}

impl Default for Options {
    fn default() -> Self {
        Self { rounds: 12, seconds: 2.0, modes: Mode::ALL.to_vec(), servers: NAMES.to_vec() }
    }
}

impl Options {
    /// Reads the arguments that follow the program's name.
    ///
    /// # Errors
    ///
    /// A sentence about the argument that is wrong.
    pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut options = Self::default();
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
            match argument.as_str() {
                "--quick" => (options.rounds, options.seconds) = (5, 0.8),
                "--rounds" => options.rounds = number(&value()?)?,
                "--seconds" => options.seconds = number(&value()?)?,
                "--mode" => options.modes = vec![mode(&value()?)?],
                "--only" => options.servers = servers(&value()?)?,
                _ => return Err(format!("{argument} is not an option")),
            }
        }
        if options.rounds == 0 || !(0.05..=600.0).contains(&options.seconds) {
            return Err("at least one round, and windows of 0.05 to 600 seconds".into());
        }
        Ok(options)
    }

    /// How long each server is loaded in a round, after a quarter of that uncounted.
    pub fn window(&self) -> Duration {
        Duration::from_secs_f64(self.seconds)
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{text} is not a number"))
}

fn mode(text: &str) -> Result<Mode, String> {
    Mode::ALL.into_iter().find(|mode| mode.name() == text).ok_or(format!("{text} is none of plain, pipelined and json"))
}

/// Without the reference there would be no ratios, so it is always among them.
fn servers(list: &str) -> Result<Vec<&'static str>, String> {
    let wanted: Vec<&str> = list.split(',').collect();
    match wanted.iter().find(|name| !NAMES.contains(name)) {
        Some(unknown) => Err(format!("{unknown} is none of {}", NAMES.join(", "))),
        None => Ok(NAMES.into_iter().filter(|name| *name == REFERENCE || wanted.contains(name)).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Options, String> {
        Options::parse(line.split_ascii_whitespace().map(String::from))
    }

    #[test]
    fn without_arguments_every_server_runs_in_every_mode() {
        assert_eq!(parse("").unwrap(), Options::default());
    }

    #[test]
    fn later_arguments_refine_quick() {
        let options = parse("--quick --rounds 2 --mode pipelined").unwrap();
        assert_eq!((options.rounds, options.seconds, options.modes), (2, 0.8, vec![Mode::Pipelined]));
    }

    #[test]
    fn the_reference_is_always_among_the_servers() {
        assert_eq!(parse("--only axum").unwrap().servers, [REFERENCE, "axum"]);
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for line in ["--fast", "--rounds", "--rounds x", "--rounds 0", "--seconds NaN", "--mode both", "--only nginx"] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
