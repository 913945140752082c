//! The CPU time that a process has used, in user mode and in the kernel, as Linux accounts it.

use std::fs;
use std::io;
use std::time::Duration;

/// The CPU time of all living threads of process `pid`.
///
/// `schedstat` counts nanoseconds; `stat`, where the kernel has no other, rounds to ticks of 10 ms.
///
/// # Errors
///
/// When the process is gone, or this is not Linux.
pub(crate) fn time(pid: u32) -> io::Result<Duration> {
    match fs::read_to_string(format!("/proc/{pid}/schedstat")) {
        Ok(_) => threads(pid),
        Err(_) => ticks(pid),
    }
}

fn threads(pid: u32) -> io::Result<Duration> {
    let mut total = Duration::ZERO;
    for thread in fs::read_dir(format!("/proc/{pid}/task"))? {
        // A thread may have ended since it was listed.
        let Ok(schedstat) = fs::read_to_string(thread?.path().join("schedstat")) else { continue };
        total += parse_schedstat(&schedstat).ok_or(io::ErrorKind::InvalidData)?;
    }
    Ok(total)
}

fn ticks(pid: u32) -> io::Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    parse_stat(&stat).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

/// The first of three numbers: nanoseconds on a CPU.
fn parse_schedstat(schedstat: &str) -> Option<Duration> {
    Some(Duration::from_nanos(schedstat.split_ascii_whitespace().next()?.parse().ok()?))
}

/// Fields 14 and 15, utime and stime, in ticks of which Linux has a hundred a second. The second
/// field is the program's name in parentheses and may hold spaces and parentheses itself.
fn parse_stat(stat: &str) -> Option<Duration> {
    let (_, after_name) = stat.rsplit_once(") ")?;
    let mut fields = after_name.split_ascii_whitespace().skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let kernel: u64 = fields.next()?.parse().ok()?;
    Some(Duration::from_millis(10 * (user + kernel)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stat_is_read_behind_a_name_with_spaces_and_parentheses() {
        let stat = "7 (a b) c) S 1 7 7 0 -1 4194560 90 0 0 0 120 30 0 0 20 0 3 0 100 0 0";
        assert_eq!(parse_stat(stat), Some(Duration::from_millis(1500)));
    }

    #[test]
    fn schedstat_counts_nanoseconds() {
        assert_eq!(parse_schedstat("53305936 12422076 103\n"), Some(Duration::from_nanos(53_305_936)));
        assert_eq!(parse_schedstat(""), None);
    }

    #[test]
    fn this_process_has_used_time_already() {
        assert!(time(std::process::id()).unwrap() > Duration::ZERO);
    }
}
