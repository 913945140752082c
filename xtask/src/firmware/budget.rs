//! The budget: a file of names and limits beside the firmware.

use super::tools;
use crate::Result;

/// What a number may be at most.
#[derive(Clone, Debug)]
pub(super) struct Limit {
    /// The number's name.
    pub(super) name: String,
    /// The most that it may be.
    pub(super) most: u64,
}

/// Reads the file.
pub(super) fn read() -> Result<Vec<Limit>> {
    let path = tools::root().join("examples/firmware/budget.txt");
    let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    parse(&text).map_err(|line| format!("{}: {line}", path.display()))
}

fn parse(text: &str) -> std::result::Result<Vec<Limit>, &str> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| limit(line).ok_or(line)).collect()
}

fn limit(line: &str) -> Option<Limit> {
    let (name, most) = line.rsplit_once(' ')?;
    Some(Limit { name: name.trim_end().into(), most: most.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_a_name_and_a_number_on_each_line() {
        let limits = parse("# bytes\nflash of hello   46080\n\nram 34816\n").unwrap();
        let limits: Vec<_> = limits.iter().map(|limit| (limit.name.as_str(), limit.most)).collect();
        assert_eq!(limits, [("flash of hello", 46080), ("ram", 34816)]);
    }

    #[test]
    fn a_line_without_a_number_is_told() {
        assert_eq!(parse("flash much").unwrap_err(), "flash much");
    }
}
