//! The results, drawn: pictures and tables made of the files that `--csv` writes.
//!
//! Pictures say at a glance what tables say exactly. They are SVG on white, so that they can be read on a
//! light page and on a dark one.

mod bars;
mod growth;
mod http;
mod lines;
mod machine;
mod markdown;
mod onion;
mod table;

use std::error::Error;
use std::fs;
use std::path::Path;

use machine::Machine;
use table::Table;

/// The height of a letter in a picture is about this many pixels; a picture is about 940 wide.
const TEXT: u32 = 14;

/// Reads `http.csv`, `onion.csv`, `growth.csv` and `hello.csv` in `directory` and writes `http.svg`, `onion.svg`,
/// `growth.svg` and `results.md` to `output`, which is made when it is not there. What was not measured is left
/// out, and what `output` has of it stays.
///
/// Returns the names of the files that it wrote.
///
/// # Errors
///
/// When a file is not what the programs write, or cannot be read or written.
pub fn plot(directory: &Path, output: &Path) -> Result<Vec<&'static str>, Box<dyn Error>> {
    let read = |name| Table::read(&directory.join(name));
    let [http, onion, growth, hello] = [read("http.csv")?, read("onion.csv")?, read("growth.csv")?, read("hello.csv")?];
    let http = http.as_ref().map(http::ratios).transpose()?;
    let onion = onion.as_ref().map(onion::lines).transpose()?;
    let growth = growth.as_ref().map(growth::series).transpose()?;
    let pictures = [
        ("http.svg", http.as_deref().map(bars::draw).transpose()?),
        ("onion.svg", onion.as_deref().map(onion::draw).transpose()?),
        ("growth.svg", growth.as_deref().map(growth::draw).transpose()?),
    ];
    let mut text = markdown::machine(&Machine::this()?);
    text.extend(http.as_deref().map(markdown::http));
    text.extend(onion.as_deref().map(markdown::onion));
    text.extend(growth.as_deref().map(markdown::growth));
    text.extend(hello.as_ref().map(markdown::hello).transpose()?);
    fs::create_dir_all(output)?;
    let mut written = Vec::new();
    for (name, content) in pictures.into_iter().chain([("results.md", Some(text))]) {
        if let Some(content) = content {
            fs::write(output.join(name), content)?;
            written.push(name);
        }
    }
    Ok(written)
}
