//! A file that one of the programs wrote: a line of column names, then values without quotes.

use std::fs;
use std::io;
use std::path::Path;
use std::str::FromStr;

/// The lines of a file, each with a value for each column.
#[derive(Debug)]
pub(super) struct Table {
    columns: Vec<String>,
    lines: Vec<Vec<String>>,
}

/// A line of a table.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    columns: &'a [String],
    values: &'a [String],
}

impl Table {
    /// Reads a file; `None` when there is none.
    pub(super) fn read(path: &Path) -> Result<Option<Self>, String> {
        match fs::read_to_string(path) {
            Ok(text) => Self::parse(&text).map(Some).map_err(|error| format!("{}: {error}", path.display())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(format!("{}: {error}", path.display())),
        }
    }

    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut lines = text.lines().map(|line| line.split(',').map(String::from).collect::<Vec<_>>());
        let columns = lines.next().ok_or("there is no line of column names")?;
        let lines: Vec<_> = lines.collect();
        match lines.iter().position(|line| line.len() != columns.len()) {
            Some(index) => Err(format!("line {} has not {} values", index + 2, columns.len())),
            None => Ok(Self { columns, lines }),
        }
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.lines.iter().map(|values| Row { columns: &self.columns, values })
    }
}

impl<'a> Row<'a> {
    /// The value of a column.
    pub(super) fn text(&self, column: &str) -> Result<&'a str, String> {
        let index = self.columns.iter().position(|name| name == column);
        index.map(|index| self.values[index].as_str()).ok_or(format!("there is no column {column}"))
    }

    /// The value of a column as a number.
    pub(super) fn number<T: FromStr>(&self, column: &str) -> Result<T, String> {
        let text = self.text(column)?;
        text.parse().map_err(|_| format!("{text} in the column {column} is not a number"))
    }
}

/// The different values among these, each where it came first.
pub(super) fn different<'a>(values: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut all = Vec::new();
    for value in values {
        if !all.contains(&value) {
            all.push(value);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_by_the_name_of_their_column() {
        let table = Table::parse("server,ratio\nhyper,1.0\naxum,1.25\n").unwrap();
        let rows: Vec<_> =
            table.rows().map(|row| (row.text("server").unwrap(), row.number("ratio").unwrap())).collect();
        assert_eq!(rows, [("hyper", 1.0), ("axum", 1.25)]);
    }

    #[test]
    fn what_is_no_table_is_refused() {
        for text in ["", "a,b\n1\n", "a,b\n1,2\n1,2,3\n"] {
            assert!(Table::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_column_that_is_not_there_and_a_number_that_is_none_are_told() {
        let table = Table::parse("a\nx\n").unwrap();
        let row = table.rows().next().unwrap();
        assert_eq!(row.text("b").unwrap_err(), "there is no column b");
        assert_eq!(row.number::<f64>("a").unwrap_err(), "x in the column a is not a number");
    }

    #[test]
    fn a_file_that_is_not_there_is_no_error() {
        assert!(Table::read(Path::new("no-such-file.csv")).unwrap().is_none());
    }

    #[test]
    fn different_values_keep_their_order() {
        assert_eq!(different(["b", "a", "b", "c", "a"]), ["b", "a", "c"]);
    }
}
