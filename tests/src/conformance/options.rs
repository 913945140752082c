//! The command line of the server that is judged.

use std::str::FromStr;
use std::time::Duration;

use crate::runtime::{Runtime, Settings};

/// How to call it.
pub const USAGE: &str = "\
conformance --runtime NAME --port N [--head S] [--idle S] [--body S] [--body-limit BYTES]";

/// The limit of a body, unless another is given: uploads of some length must go through.
const BODY_BYTES: u64 = 128 << 20;

/// A runtime, a port, and how to serve there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Where the application runs.
    pub runtime: Runtime,
    /// The port of this machine.
    pub port: u16,
    /// Limits that differ from the adapter's.
    pub settings: Settings,
}

/// How a server is set up to be judged: long uploads go through, and a host must be named.
pub fn settings() -> Settings {
    Settings { body_bytes: Some(BODY_BYTES), is_strict: true, ..Settings::default() }
}

impl Options {
    /// Reads the words after the program's name.
    ///
    /// ```
    /// use koa_tests::conformance::options::Options;
    /// use std::time::Duration;
    ///
    /// let options = Options::parse(&["--runtime", "tokio", "--port", "8080", "--head", "2.5"]).unwrap();
    /// assert_eq!((options.port, options.settings.head), (8080, Some(Duration::from_millis(2500))));
    ///
    /// let error = Options::parse(&["--runtime", "tokio", "--fast", "1"]).unwrap_err();
    /// assert_eq!(error, "there is no option --fast");
    /// ```
    ///
    /// # Errors
    ///
    /// The option that is unknown, missing or wrong, by its name.
    pub fn parse(words: &[&str]) -> Result<Self, String> {
        let (mut runtime, mut port, mut settings) = (None, None, settings());
        let mut words = words.iter();
        while let Some(&name) = words.next() {
            let mut value = || words.next().copied().ok_or_else(|| format!("{name} wants a value"));
            match name {
                "--runtime" => runtime = Some(named(value()?)?),
                "--port" => port = Some(number(name, value()?)?),
                "--head" => settings.head = Some(seconds(name, value()?)?),
                "--idle" => settings.idle = Some(seconds(name, value()?)?),
                "--body" => settings.body_pause = Some(seconds(name, value()?)?),
                "--body-limit" => settings.body_bytes = Some(number(name, value()?)?),
                _ => return Err(format!("there is no option {name}")),
            }
        }
        let missing = |name| format!("{name} is missing\n{USAGE}");
        let runtime = runtime.ok_or_else(|| missing("--runtime"))?;
        let port = port.ok_or_else(|| missing("--port"))?;
        Ok(Self { runtime, port, settings })
    }
}

fn named(name: &str) -> Result<Runtime, String> {
    Runtime::named(name)
        .filter(|runtime| runtime.sleep().is_some())
        .ok_or_else(|| format!("--runtime {name}: there is no such runtime with sockets"))
}

fn number<T: FromStr>(name: &str, value: &str) -> Result<T, String> {
    value.parse().map_err(|_| format!("{name} {value}: not a number that it can be"))
}

fn seconds(name: &str, value: &str) -> Result<Duration, String> {
    let wrong = || format!("{name} {value}: not a time in seconds");
    let seconds = value.parse().map_err(|_| wrong())?;
    Duration::try_from_secs_f64(seconds).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(line: &str) -> String {
        Options::parse(&line.split(' ').collect::<Vec<_>>()).expect_err(line)
    }

    #[test]
    fn a_wrong_option_is_named() {
        for (line, message) in [
            ("--runtime memory --port 1", "--runtime memory: there is no such runtime with sockets"),
            ("--runtime tokio --port 65536", "--port 65536: not a number that it can be"),
            ("--runtime tokio --port 1 --head -1", "--head -1: not a time in seconds"),
            ("--runtime tokio --port 1 --idle soon", "--idle soon: not a time in seconds"),
            ("--runtime tokio --port 1 --body-limit 1k", "--body-limit 1k: not a number that it can be"),
            ("--runtime tokio --port 1 --body", "--body wants a value"),
            ("--runtime tokio extra", "there is no option extra"),
        ] {
            assert_eq!(error(line), message);
        }
        assert!(error("--runtime tokio").starts_with("--port is missing"));
        assert!(error("--port 1").starts_with("--runtime is missing"));
    }
}
