//! What was found: checks that hold or not, numbers, and the budget that they are held to.

use super::budget::Limit;
use crate::Result;

/// The findings.
#[derive(Debug)]
pub(super) struct Report {
    limits: Vec<Limit>,
    /// Whether every number with a limit is to be measured.
    is_whole: bool,
    measured: Vec<(String, u64)>,
    failures: Vec<String>,
    missed: Vec<String>,
    /// Requests of the overload runs that were refused.
    pub(super) refused: usize,
    /// Requests of the overload runs that failed.
    pub(super) failed: usize,
}

impl Report {
    /// Nothing found yet.
    pub(super) fn new(limits: Vec<Limit>, is_whole: bool) -> Self {
        let (measured, failures, missed) = (Vec::new(), Vec::new(), Vec::new());
        Self { limits, is_whole, measured, failures, missed, refused: 0, failed: 0 }
    }

    /// Begins a part.
    pub(super) fn part(&self, title: &str) {
        println!("\n== {title}");
    }

    /// Notes whether something holds.
    pub(super) fn check(&mut self, holds: bool, what: impl Into<String>) {
        let what = what.into();
        println!("{} {what}", if holds { "ok  " } else { "FAIL" });
        if !holds {
            self.failures.push(what);
        }
    }

    /// Notes whether something is reached that is aimed at and not promised yet.
    pub(super) fn aim(&mut self, holds: bool, what: impl Into<String>) {
        let what = what.into();
        println!("{} {what}", if holds { "ok  " } else { "MISS" });
        if !holds {
            self.missed.push(what);
        }
    }

    /// Notes a number, which may have a budget.
    pub(super) fn measure(&mut self, name: impl Into<String>, number: u64) {
        self.measured.push((name.into(), number));
    }

    fn number(&self, name: &str) -> Option<u64> {
        self.measured.iter().find(|(known, _)| known == name).map(|(_, number)| *number)
    }

    /// Compares with the budget, of which a part has to hold what it measures, and says everything in one line.
    pub(super) fn finish(mut self) -> Result {
        self.part("budget");
        for limit in std::mem::take(&mut self.limits) {
            let number = self.number(&limit.name);
            if number.is_none() && !self.is_whole {
                continue;
            }
            let holds = number.is_some_and(|number| number <= limit.most);
            let number = number.map_or("not measured".into(), |number| number.to_string());
            self.check(holds, format!("{}: {number} of {}", limit.name, limit.most));
        }
        for missed in &self.missed {
            println!("not reached yet: {missed}");
        }
        for failure in &self.failures {
            println!("failed: {failure}");
        }
        let number = |name| self.number(name).unwrap_or_default();
        println!(
            "firmware: flash {}, ram {}, instructions {}, refused {}, failed {}",
            number("flash"),
            number("ram"),
            number("instructions"),
            self.refused,
            self.failed
        );
        match self.failures.len() {
            0 => Ok(()),
            failures => Err(format!("{failures} checks failed")),
        }
    }
}
