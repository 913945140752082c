//! What came of running rows: counts by group, and every difference.

use std::fmt::{self, Write as _};

use crate::case::Class;

/// What came of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It is as recorded.
    Passed,
    /// It differs.
    Failed,
    /// It differs, and is meant to.
    Skipped,
}

/// A row and what came of it.
#[derive(Clone, Debug)]
pub struct RowReport {
    /// The row's name.
    pub id: String,
    /// The scenario or the function.
    pub group: String,
    /// Whether it must match.
    pub class: Class,
    /// What came of it.
    pub outcome: Outcome,
    /// What was sent, what was wanted, what came, and why it is meant.
    pub detail: String,
}

/// All rows of a run.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// In the order in which they ran.
    pub rows: Vec<RowReport>,
}

/// How many rows came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// As recorded.
    pub passed: usize,
    /// Different.
    pub failed: usize,
    /// Different, and meant to be.
    pub skipped: usize,
}

impl Report {
    /// The counts of all rows.
    pub fn counts(&self) -> Counts {
        Counts::of(self.rows.iter())
    }

    /// The counts of a scenario or a function.
    pub fn counts_of(&self, group: &str) -> Counts {
        Counts::of(self.rows.iter().filter(|row| row.group == group))
    }

    /// The rows that must match and do not.
    pub fn core_failures(&self) -> impl Iterator<Item = &RowReport> {
        self.rows.iter().filter(|row| row.class == Class::Core && row.outcome == Outcome::Failed)
    }

    fn groups(&self) -> Vec<&str> {
        let mut groups: Vec<&str> = Vec::new();
        for row in &self.rows {
            if !groups.contains(&row.group.as_str()) {
                groups.push(&row.group);
            }
        }
        groups
    }
}

impl Counts {
    fn of<'a>(rows: impl Iterator<Item = &'a RowReport>) -> Self {
        rows.fold(Self::default(), |mut counts, row| {
            match row.outcome {
                Outcome::Passed => counts.passed += 1,
                Outcome::Failed => counts.failed += 1,
                Outcome::Skipped => counts.skipped += 1,
            }
            counts
        })
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// Every difference, the counts of each group, and all of them in the last line.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in self.rows.iter().filter(|row| row.outcome != Outcome::Passed) {
            let word = if row.outcome == Outcome::Failed { "FAIL" } else { "skip" };
            writeln!(f, "{word} {} [{}] {}", row.id, row.class.as_str(), row.detail)?;
        }
        let mut table = String::new();
        for group in self.groups() {
            writeln!(table, "{group:24} {}", self.counts_of(group))?;
        }
        writeln!(f, "{table}parity: {}", self.counts())
    }
}
