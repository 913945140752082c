//! The differences that are meant: what `DIFFERENCES.md` says.
//!
//! That file is written for users of the library; each of its list items names, in backticks, the
//! recorded rows that it explains:
//!
//! - `` `body-276` `` is one row,
//! - `` `flush-*` `` is every row whose name begins so,
//! - `` `redirect-* ~ javascript:` `` is every such row with that text in its decoded input,
//! - `` `tokio:inspect-* ~ #` `` is every such row, but only over that runtime,
//! - `` `tag:js-date` `` is every row with that tag; rows that must match are not excused by a tag.
//!
//! A pattern that explains no recorded row is none: [`Differences::unshown`] finds it.

use crate::case::{Case, Class, Unit};
use crate::runtime::Runtime;

/// The list items that name rows.
#[derive(Debug)]
pub struct Differences {
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    line: usize,
    code: String,
    pattern: Pattern,
}

#[derive(Debug, PartialEq)]
enum Pattern {
    Tag(String),
    Rows { runtime: Option<Runtime>, id: String, is_prefix: bool, input: Option<String> },
}

/// What a pattern is held against.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    id: &'a str,
    class: Class,
    tags: &'a [String],
    input: &'a str,
    runtime: Option<Runtime>,
}

impl Differences {
    /// Those of this repository.
    pub fn load() -> Self {
        Self::parse(include_str!("../../DIFFERENCES.md"))
    }

    /// Those of a text in Markdown: what list items hold in backticks.
    pub fn parse(markdown: &str) -> Self {
        let mut entries = Vec::new();
        let mut in_item = false;
        for (index, line) in markdown.lines().enumerate() {
            in_item = line.starts_with("- ") || (in_item && line.starts_with("  "));
            if in_item {
                let entry =
                    |code: &str| Some(Entry { line: index + 1, code: code.into(), pattern: Pattern::parse(code)? });
                entries.extend(line.split('`').skip(1).step_by(2).filter_map(entry));
            }
        }
        Self { entries }
    }

    /// The line of the item that explains `row`, if there is one.
    pub fn line_of(&self, row: Row<'_>) -> Option<usize> {
        self.entries.iter().find(|entry| entry.pattern.covers(row)).map(|entry| entry.line)
    }

    /// The patterns that explain none of the rows that differ.
    pub fn unshown(&self, differing: &[Row<'_>]) -> Vec<&str> {
        let is_shown = |entry: &&Entry| differing.iter().any(|row| entry.pattern.covers(*row));
        self.entries.iter().filter(|entry| !is_shown(entry)).map(|entry| entry.code.as_str()).collect()
    }
}

impl Pattern {
    /// Other code in backticks is no pattern.
    fn parse(code: &str) -> Option<Self> {
        if let Some(tag) = code.strip_prefix("tag:") {
            return Some(Self::Tag(tag.into()));
        }
        let (runtime, code) = match code.split_once(':').map(|(name, rows)| (Runtime::named(name), rows)) {
            Some((Some(runtime), rows)) => (Some(runtime), rows),
            _ => (None, code),
        };
        let (rows, input) = match code.split_once(" ~ ") {
            Some((rows, input)) => (rows, Some(input.to_lowercase())),
            None => (code, None),
        };
        let (name, number) = rows.rsplit_once('-')?;
        let is_name =
            !name.is_empty() && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'));
        match number {
            "*" if is_name => Some(Self::Rows { runtime, id: format!("{name}-"), is_prefix: true, input }),
            _ if is_name && number.len() == 3 && number.bytes().all(|byte| byte.is_ascii_digit()) => {
                Some(Self::Rows { runtime, id: rows.into(), is_prefix: false, input })
            }
            _ => None,
        }
    }

    fn covers(&self, row: Row<'_>) -> bool {
        match self {
            Self::Tag(tag) => row.class != Class::Core && row.tags.contains(tag),
            Self::Rows { runtime, id, is_prefix, input } => {
                let is_named = match row.id.strip_prefix(id.as_str()) {
                    Some(number) if *is_prefix => number.bytes().all(|byte| byte.is_ascii_digit()),
                    rest => rest == Some(""),
                };
                is_named && contains(row.input, input) && (runtime.is_none() || *runtime == row.runtime)
            }
        }
    }
}

fn contains(text: &str, part: &Option<String>) -> bool {
    part.as_ref().is_none_or(|part| text.contains(part))
}

/// A case as patterns see it.
pub fn case_input(case: &Case) -> String {
    let mut input = percent_decoded(&case.request.target);
    for (name, value) in &case.request.headers {
        input.push_str(&format!("\n{name}: {value}"));
    }
    input.to_lowercase()
}

/// A unit as patterns see it.
pub fn unit_input(unit: &Unit) -> String {
    unit.input.to_string().to_lowercase()
}

impl<'a> Row<'a> {
    /// A case with its [`case_input`], sent over `runtime`.
    pub fn case(case: &'a Case, input: &'a str, runtime: Runtime) -> Self {
        Self { id: &case.id, class: case.class, tags: &case.tags, input, runtime: Some(runtime) }
    }

    /// A unit with its [`unit_input`].
    pub fn unit(unit: &'a Unit, input: &'a str) -> Self {
        Self { id: &unit.id, class: unit.class(), tags: &unit.tags, input, runtime: None }
    }
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = std::str::from_utf8(after.get(..2).unwrap_or_default()).unwrap_or_default();
        match u8::from_str_radix(hex, 16) {
            Ok(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "\
Prose with `flush-999` is no entry.

- Heads are written late. `flush-*`
- Scripts are no targets for `redirect`: `redirect-* ~ javascript:`
- Dates, which end
  on the next line: `tag:js-date`, `fresh-033`
- Fragments: `tokio:mount-* ~ #`
";

    fn line(id: &str, class: Class, tags: &[&str], input: &str) -> Option<usize> {
        let tags: Vec<String> = tags.iter().map(|tag| (*tag).into()).collect();
        Differences::parse(LIST).line_of(Row { id, class, tags: &tags, input, runtime: Some(Runtime::Tokio) })
    }

    #[test]
    fn an_item_explains_the_rows_it_names() {
        assert_eq!(line("flush-012", Class::Transport, &[], ""), Some(3));
        assert_eq!(line("fresh-033", Class::Core, &[], ""), Some(6));
        assert_eq!(line("fresh-034", Class::Core, &[], ""), None);
        assert_eq!(line("flushes-001", Class::Core, &[], ""), None);
    }

    #[test]
    fn a_pattern_may_ask_for_a_text() {
        assert_eq!(line("redirect-001", Class::Core, &[], "/?to=javascript:x"), Some(4));
        assert_eq!(line("redirect-001", Class::Core, &[], "/?to=/x"), None);
    }

    #[test]
    fn a_tag_never_excuses_what_must_match() {
        assert_eq!(line("ops-001", Class::Js, &["js-date"], ""), Some(6));
        assert_eq!(line("ops-001", Class::Core, &["js-date"], ""), None);
    }

    #[test]
    fn a_pattern_may_be_for_one_runtime() {
        let row = |runtime| Row { id: "mount-041", class: Class::Core, tags: &[], input: "/a#b", runtime };
        let list = Differences::parse(LIST);
        assert_eq!(list.line_of(row(Some(Runtime::Tokio))), Some(7));
        assert_eq!(list.line_of(row(Some(Runtime::Memory))), None);
        assert!(!list.unshown(&[row(Some(Runtime::Tokio))]).contains(&"tokio:mount-* ~ #"));
        assert!(list.unshown(&[row(Some(Runtime::Memory))]).contains(&"tokio:mount-* ~ #"));
    }

    #[test]
    fn targets_are_decoded() {
        assert_eq!(percent_decoded("/%6Aavascript%3a%"), "/javascript:%");
    }
}
