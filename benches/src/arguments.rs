//! The command lines of the small programs: flags, and options with a value.

/// What follows a program's name.
///
/// ```
/// use koa_benches::Arguments;
///
/// let words = ["--short", "--csv", "out.csv"].map(String::from);
/// let arguments = Arguments::parse(words, &["--short", "--help"], &["--csv"]).unwrap();
/// assert!(arguments.has("--short") && !arguments.has("--help"));
/// assert_eq!(arguments.value("--csv"), Some("out.csv"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    flags: Vec<String>,
    values: Vec<(String, String)>,
}

impl Arguments {
    /// Reads `arguments`, of which the program knows these.
    ///
    /// # Errors
    ///
    /// A sentence about the argument that is wrong.
    pub fn parse(
        arguments: impl IntoIterator<Item = String>,
        flags: &[&str],
        options: &[&str],
    ) -> Result<Self, String> {
        let mut parsed = Self::default();
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            if flags.contains(&argument.as_str()) {
                parsed.flags.push(argument);
            } else if options.contains(&argument.as_str()) {
                let value = arguments.next().ok_or(format!("{argument} needs a value"))?;
                parsed.values.push((argument, value));
            } else {
                return Err(format!("{argument} is not an option; these are: {}", [flags, options].concat().join(" ")));
            }
        }
        Ok(parsed)
    }

    /// Whether the flag is there.
    pub fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|known| known == flag)
    }

    /// The value of an option; of several, the last.
    pub fn value(&self, option: &str) -> Option<&str> {
        self.values.iter().rev().find(|(known, _)| known == option).map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Arguments, String> {
        Arguments::parse(line.split_ascii_whitespace().map(String::from), &["--short"], &["--csv"])
    }

    #[test]
    fn without_arguments_nothing_is_set() {
        let arguments = parse("").unwrap();
        assert!(!arguments.has("--short"));
        assert_eq!(arguments.value("--csv"), None);
    }

    #[test]
    fn the_last_value_counts() {
        assert_eq!(parse("--csv a --csv b").unwrap().value("--csv"), Some("b"));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for line in ["--fast", "short", "--csv"] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
