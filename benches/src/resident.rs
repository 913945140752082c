//! The memory of a process that is in RAM, as Linux accounts it.

use std::{fs, io};

/// The resident memory of process `pid`, in KiB.
///
/// # Errors
///
/// When the process is gone, or this is not Linux.
pub(crate) fn memory(pid: u32) -> io::Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    parse(&status).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

/// The line `VmRSS:     1234 kB`.
fn parse(status: &str) -> Option<u64> {
    let value = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    value.trim().strip_suffix("kB")?.trim_end().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_is_found_among_the_others() {
        assert_eq!(parse("Name:\thttp\nVmHWM:\t    9000 kB\nVmRSS:\t    8412 kB\nThreads:\t3\n"), Some(8412));
        assert_eq!(parse("Name:\tkthreadd\n"), None);
    }

    #[test]
    fn this_process_takes_memory() {
        assert!(memory(std::process::id()).unwrap() > 0);
    }
}
