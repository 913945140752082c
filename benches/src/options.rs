//! The command line.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use crate::mode::Mode;
use crate::round::warm_up;
use crate::servers::{NAMES, REFERENCE};

/// What `--help` says.
pub const USAGE: &str = "\
Compares HTTP servers by the CPU time a request costs them.

  --quick              5 rounds of 0.3 s: some minutes
  --short              1 round of 0.05 s: whether all work, without judging times
  --rounds N           rounds (10)
  --seconds S          how long each server is loaded in a round (1)
  --mode a,b           only these modes: plain, pipelined, json, static-10k,
                       stream-1m, echo-1k, echo-1m
  --only a,b           only these servers, and the reference
  --csv FILE           the figures into a file, too";

/// The time that a server takes to start, roughly.
const START: Duration = Duration::from_millis(40);

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
    /// The file that the figures are written to.
    pub csv: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self { rounds: 10, seconds: 1.0, modes: Mode::ALL.to_vec(), servers: NAMES.to_vec(), csv: None }
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
                "--quick" => (options.rounds, options.seconds) = (5, 0.3),
                "--short" => (options.rounds, options.seconds) = (1, 0.05),
                "--rounds" => options.rounds = number(&value()?)?,
                "--seconds" => options.seconds = number(&value()?)?,
                "--mode" => options.modes = modes(&value()?)?,
                "--only" => options.servers = servers(&value()?)?,
                "--csv" => options.csv = Some(value()?.into()),
                _ => return Err(format!("{argument} is not an option")),
            }
        }
        if options.rounds == 0 || !(0.05..=600.0).contains(&options.seconds) {
            return Err("at least one round, and windows of 0.05 to 600 seconds".into());
        }
        Ok(options)
    }

    /// How long each server is loaded in a round, after a warm-up.
    pub fn window(&self) -> Duration {
        Duration::from_secs_f64(self.seconds)
    }

    /// How long all of it takes, roughly.
    pub fn estimate(&self) -> Duration {
        let once = |&server: &&str| START + warm_up(server, self.window()) + self.window();
        self.servers.iter().map(once).sum::<Duration>().mul_f64((self.modes.len() * self.rounds) as f64)
    }
}

/// What will be run, and how long that takes.
impl fmt::Display for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rounds, seconds, modes, servers, .. } = self;
        let (servers, modes, minutes) = (servers.len(), modes.len(), self.estimate().as_secs_f64() / 60.0);
        write!(f, "servers: {servers}, modes: {modes}, rounds: {rounds} of {seconds} s; about {minutes:.1} minutes")
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{text} is not a number"))
}

fn modes(list: &str) -> Result<Vec<Mode>, String> {
    let wanted = chosen(list, &Mode::ALL.map(Mode::name))?;
    Ok(wanted.into_iter().filter_map(Mode::named).collect())
}

/// Without the reference there would be no ratios, so it is always among them.
fn servers(list: &str) -> Result<Vec<&'static str>, String> {
    let wanted = chosen(list, &NAMES)?;
    Ok(NAMES.into_iter().filter(|name| *name == REFERENCE || wanted.contains(name)).collect())
}

/// Those of `names` that are in the list, in the order of `names`.
fn chosen(list: &str, names: &[&'static str]) -> Result<Vec<&'static str>, String> {
    let wanted: Vec<&str> = list.split(',').collect();
    match wanted.iter().find(|name| !names.contains(name)) {
        Some(unknown) => Err(format!("{unknown} is none of {}", names.join(", "))),
        None => Ok(names.iter().copied().filter(|name| wanted.contains(name)).collect()),
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
        assert_eq!((options.rounds, options.seconds, options.modes), (2, 0.3, vec![Mode::Pipelined]));
    }

    #[test]
    fn several_modes_run_in_their_own_order() {
        assert_eq!(parse("--mode echo-1m,plain").unwrap().modes, [Mode::Plain, Mode::EchoLarge]);
    }

    #[test]
    fn the_help_names_every_mode() {
        for mode in Mode::ALL {
            assert!(USAGE.contains(mode.name()), "{}", mode.name());
        }
    }

    #[test]
    fn the_reference_is_always_among_the_servers() {
        assert_eq!(parse("--only axum").unwrap().servers, [REFERENCE, "axum"]);
    }

    #[test]
    fn quick_takes_some_minutes_and_short_less_than_one() {
        let minutes = |line| parse(line).unwrap().estimate().as_secs_f64() / 60.0;
        assert!(minutes("--quick") < 6.5 && minutes("--short") < 0.5, "{} {}", minutes("--quick"), minutes("--short"));
    }

    #[test]
    fn figures_go_into_a_file_when_one_is_named() {
        assert_eq!(parse("--csv http.csv").unwrap().csv, Some("http.csv".into()));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        let lines = ["--fast", "--rounds", "--rounds x", "--rounds 0", "--seconds NaN", "--mode plain,both", "--csv"];
        for line in lines.into_iter().chain(["--only nginx", "--only ,"]) {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
