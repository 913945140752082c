//! All series, at full size or short.

use std::error::Error;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use super::idle::{self, Plan};
use super::tasks::{TASKS, Task};
use super::{Point, Series};
use crate::callgrind::instructions;

const FULL: Plan = Plan { counts: &[1, 10, 100, 1_000, 10_000], window: Duration::from_secs(1), rounds: 3 };
const SHORT: Plan = Plan { counts: &[1, 10, 100], window: Duration::from_millis(100), rounds: 1 };
/// The greatest length of a body in short.
const SHORT_SIZE: usize = 512 << 10;
const ROUNDS: usize = 15;
/// Requests under callgrind, uncounted and counted.
const WARM: usize = 200;
const COUNTED: usize = 500;

/// Measures every series; in short only small sizes, once, which tells that all run and no more.
///
/// # Errors
///
/// When a server does not start, or an answer is wrong.
pub fn measure(is_short: bool) -> Result<Vec<Series>, Box<dyn Error>> {
    let mut series = idle::measure(if is_short { &SHORT } else { &FULL })?;
    series.extend(times(is_short)?);
    if !is_short {
        for task in TASKS.iter().filter(|task| task.is_counted) {
            series.extend(counts(task)?);
        }
    }
    Ok(series)
}

/// Nanoseconds of CPU time, all tasks and all sizes in turns.
fn times(is_short: bool) -> Result<Vec<Series>, String> {
    let (rounds, most, share) = if is_short { (1, SHORT_SIZE, 20) } else { (ROUNDS, usize::MAX, 1) };
    let sizes = |task: &'static Task| task.sizes.iter().filter(move |&&x| x <= most).map(move |&x| (task, x));
    let mut samples: Vec<_> = TASKS.iter().flat_map(sizes).map(|(task, x)| (task, x, Vec::new())).collect();
    for round in 0..rounds {
        eprintln!("engine, round {} of {rounds}", round + 1);
        for (task, x, costs) in &mut samples {
            costs.push(time(task, *x, ((task.count)(*x) / share).max(1))?);
        }
    }
    let mut all: Vec<Series> = TASKS.iter().map(|task| Series { unit: "ns", ..empty(task) }).collect();
    for series in &mut all {
        let own = samples.iter().filter(|(task, ..)| task.name == series.name);
        series.points.extend(own.filter_map(|(_, x, costs)| Point::median(*x, costs)));
    }
    Ok(all)
}

/// CPU time, since a run that takes longer is interrupted more often.
fn time(task: &Task, size: usize, count: usize) -> Result<f64, String> {
    // What is allocated once and for all is not to be seen.
    (task.run)(size, 1)?;
    let start = cpu_time();
    (task.run)(size, count)?;
    Ok((cpu_time() - start).as_nanos() as f64 / count as f64)
}

/// What this thread has had so far.
fn cpu_time() -> Duration {
    // The clock of a thread that runs cannot be negative.
    clock_gettime(ClockId::ThreadCPUTime).try_into().unwrap_or_default()
}

/// Instructions; `None` where there is no valgrind.
fn counts(task: &Task) -> Result<Option<Series>, Box<dyn Error>> {
    eprintln!("instructions: {}", task.name);
    let mut points = Vec::new();
    for &x in task.sizes {
        let Some(cost) = instructions(&["run", task.name, &x.to_string()], WARM, COUNTED)? else { return Ok(None) };
        points.push(Point { x, cost });
    }
    Ok(Some(Series { unit: "instructions", points, ..empty(task) }))
}

fn empty(task: &Task) -> Series {
    Series { name: task.name, server: task.server, unit: "", per: task.per, points: Vec::new() }
}
