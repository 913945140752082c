//! Draws what was measured: `cargo run --release --manifest-path benches/Cargo.toml --bin plot -- DIRECTORY OUTPUT`
//!
//! The directory has what the other programs write with `--csv`; a file that is not there leaves out its picture.

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [directory, output] = &arguments[..] else { return Err("plot DIRECTORY OUTPUT".into()) };
    let output = Path::new(output);
    for name in koa_benches::plot::plot(Path::new(directory), output)? {
        println!("{}", output.join(name).display());
    }
    Ok(())
}
