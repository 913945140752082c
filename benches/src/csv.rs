//! The figures for other programs, such as one that draws them.

use std::fmt::Write as _;

use crate::figures::Figures;

const COLUMNS: &str = "mode,server,ratio_median,ratio_min,ratio_max,cpu_us,rate,p50_us,p99_us,rss_kib";

/// A line of column names, and a line for each server in each mode. No value needs quotes.
pub fn csv(figures: &[Figures]) -> String {
    let mut text = format!("{COLUMNS}\n");
    for Figures { mode, server, ratio, cpu, rate, p50, p99, memory } in figures {
        let mode = mode.name();
        let ratio = format!("{:.4},{:.4},{:.4}", ratio.median, ratio.min, ratio.max);
        let (cpu, rate) = (cpu.median, rate.median);
        // Writing into a String cannot fail.
        let _ = writeln!(text, "{mode},{server},{ratio},{cpu:.3},{rate:.0},{p50:.1},{p99:.1},{memory:.0}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::tests::measurement;
    use crate::mode::Mode;
    use crate::servers::REFERENCE;

    #[test]
    fn each_line_has_a_value_for_each_column() {
        let figures = Figures::all(&[REFERENCE], &[Mode::Plain], &[measurement(0, REFERENCE, 10)]);
        let line = "plain,hyper,1.0000,1.0000,1.0000,10.000,10,20.0,20.0,4096";
        assert_eq!(csv(&figures), format!("{COLUMNS}\n{line}\n"));
        assert_eq!(line.split(',').count(), COLUMNS.split(',').count());
    }
}
