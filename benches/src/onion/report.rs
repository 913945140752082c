//! The tables of the onions, and the line that sums up.

use std::fmt::Write as _;

use super::{ACTIX, Cost, DEPTHS, KOA};
use crate::stats::slope;

const COLUMNS: &str = "onion,layers,ns_median,ns_min,ns_max,allocations";

/// A table of all depths, a table of slopes, and the last line.
pub fn report(costs: &[Cost]) -> String {
    let mut text = String::from("| onion | layers | ns per request | allocations per request |\n|---|---|---|---|\n");
    // Writing into a String cannot fail, here and below.
    for Cost { onion, layers, time, allocations } in costs {
        let allocations = count(*allocations);
        let time = format!("{:.0} ({:.0}–{:.0})", time.median, time.min, time.max);
        let _ = writeln!(text, "| {onion} | {layers} | {time} | {allocations} |");
    }
    text.push_str("\n| onion | ns per layer, 5 to 10 | 5 to 50 | of ours |\n|---|---|---|---|\n");
    let ours = per_layer(costs, KOA, 50);
    for onion in costs.iter().filter(|cost| cost.layers == 0).map(|cost| cost.onion) {
        let [shallow, deep] = [10, 50].map(|to| per_layer(costs, onion, to));
        let _ = writeln!(text, "| {onion} | {shallow:.1} | {deep:.1} | {:.2} |", deep / ours);
    }
    let _ = writeln!(text, "\n{}", last_line(costs));
    text
}

/// A line of column names, and a line for each onion at each depth. No value needs quotes.
pub fn csv(costs: &[Cost]) -> String {
    let mut text = format!("{COLUMNS}\n");
    for Cost { onion, layers, time, allocations } in costs {
        let time = format!("{:.1},{:.1},{:.1}", time.median, time.min, time.max);
        let _ = writeln!(text, "{onion},{layers},{time},{}", count(*allocations));
    }
    text
}

fn last_line(costs: &[Cost]) -> String {
    let [ours, theirs] = [KOA, ACTIX].map(|onion| per_layer(costs, onion, 50));
    let deepest = costs.iter().find(|cost| cost.onion == KOA && cost.layers == DEPTHS[DEPTHS.len() - 1]);
    let count = count(deepest.and_then(|cost| cost.allocations));
    format!("onion: {ours:.1} ns per layer, {count} allocations per request, {:.2} of actix", ours / theirs)
}

/// The slope from 5 layers on.
fn per_layer(costs: &[Cost], onion: &str, to: usize) -> f64 {
    let of_onion = costs.iter().filter(|cost| cost.onion == onion && (5..=to).contains(&cost.layers));
    slope(&of_onion.map(|cost| (cost.layers as f64, cost.time.median)).collect::<Vec<_>>())
}

fn count(allocations: Option<u64>) -> String {
    allocations.map_or("-".into(), |count| count.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Summary;

    fn costs(onion: &'static str, base: f64, per_layer: f64, allocations: Option<u64>) -> impl Iterator<Item = Cost> {
        DEPTHS.into_iter().map(move |layers| {
            let median = base + per_layer * layers as f64;
            Cost { onion, layers, time: Summary { median, min: median, max: median + 1.0 }, allocations }
        })
    }

    fn all() -> Vec<Cost> {
        costs("koa-compose", 20.0, 60.0, None)
            .chain(costs(ACTIX, 400.0, 30.0, Some(11)))
            .chain(costs(KOA, 5.0, 12.0, Some(0)))
            .collect()
    }

    #[test]
    fn the_last_line_compares_slopes_of_onions_wherever_they_stand() {
        assert_eq!(last_line(&all()), "onion: 12.0 ns per layer, 0 allocations per request, 0.40 of actix");
    }

    #[test]
    fn what_cannot_be_counted_is_a_dash() {
        let (report, csv) = (report(&all()), csv(&all()));
        assert!(report.contains("| koa-compose | 5 | 320 (320–321) | - |\n"), "{report}");
        assert!(report.contains("| koa-compose | 60.0 | 60.0 | 5.00 |\n"), "{report}");
        assert!(csv.contains("\nkoa-compose,5,320.0,320.0,321.0,-\n"), "{csv}");
    }

    #[test]
    fn each_line_has_a_value_for_each_column() {
        let csv = csv(&all());
        assert_eq!(csv.lines().count(), 1 + all().len());
        assert!(csv.lines().all(|line| line.split(',').count() == COLUMNS.split(',').count()), "{csv}");
    }
}
