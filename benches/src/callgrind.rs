//! Instructions, as callgrind counts them.

use std::error::Error;
use std::process::Command;

/// Instructions per request in user mode: this program again, with these arguments and a number of requests, so many
/// uncounted ones and then so many more. `None` where there is no valgrind.
///
/// # Errors
///
/// When the program fails.
pub fn instructions(arguments: &[&str], warm: usize, counted: usize) -> Result<Option<f64>, Box<dyn Error>> {
    let Some(few) = total(arguments, warm)? else { return Ok(None) };
    let many = total(arguments, warm + counted)?.ok_or("valgrind has gone")?;
    Ok(Some(many.saturating_sub(few) as f64 / counted as f64))
}

fn total(arguments: &[&str], requests: usize) -> Result<Option<u64>, Box<dyn Error>> {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(std::env::current_exe()?);
    command.args(arguments).arg(requests.to_string());
    let Ok(output) = command.output() else { return Ok(None) };
    let report = String::from_utf8_lossy(&output.stderr);
    match collected(&report) {
        Some(count) if output.status.success() => Ok(Some(count)),
        _ => Err(format!("valgrind: {report}").into()),
    }
}

/// The line `==7== Collected : 123456`.
fn collected(report: &str) -> Option<u64> {
    let (_, count) = report.lines().find_map(|line| line.split_once("Collected : "))?;
    count.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_is_found_in_the_report() {
        let report = "==7== Events    : Ir\n==7== Collected : 7031145\n==7== \n==7== I   refs:      7,031,145\n";
        assert_eq!(collected(report), Some(7_031_145));
        assert_eq!(collected("==7== Events    : Ir\n"), None);
    }
}
