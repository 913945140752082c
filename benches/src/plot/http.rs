//! The figures of the program `http` that are shown: ratios to the reference.

use super::table::Table;
use crate::stats::Summary;

/// What a request costs a server, as a ratio to what it costs the reference.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ratio {
    pub(super) mode: String,
    pub(super) server: String,
    pub(super) ratio: Summary,
}

pub(super) fn ratios(table: &Table) -> Result<Vec<Ratio>, String> {
    let ratio = |row: super::table::Row<'_>| {
        let [median, min, max] = [row.number("ratio_median")?, row.number("ratio_min")?, row.number("ratio_max")?];
        let (mode, server) = (row.text("mode")?.into(), row.text("server")?.into());
        Ok(Ratio { mode, server, ratio: Summary { median, min, max } })
    };
    table.rows().map(ratio).collect()
}

/// That of a server in a mode.
pub(super) fn find<'a>(all: &'a [Ratio], server: &str, mode: &str) -> Option<&'a Summary> {
    all.iter().find(|one| one.server == server && one.mode == mode).map(|one| &one.ratio)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::plot) const CSV: &str = "\
mode,server,ratio_median,ratio_min,ratio_max,cpu_us,rate,p50_us,p99_us,rss_kib
plain,hyper,1.0000,1.0000,1.0000,6.0,100000,600.0,900.0,4096
plain,koa-tokio,0.9400,0.9000,1.0000,5.6,110000,580.0,880.0,4096
json,hyper,1.0000,1.0000,1.0000,8.4,90000,600.0,900.0,4096
";

    #[test]
    fn the_ratios_are_read_of_what_the_program_writes() {
        let all = ratios(&Table::parse(CSV).unwrap()).unwrap();
        assert_eq!(all.len(), 3);
        assert_eq!(find(&all, "koa-tokio", "plain"), Some(&Summary { median: 0.94, min: 0.9, max: 1.0 }));
        assert_eq!(find(&all, "koa-tokio", "json"), None);
    }

    #[test]
    fn the_columns_are_those_that_the_program_writes() {
        use crate::mode::Mode;
        use crate::{Figures, REFERENCE, csv};

        let measured = [crate::figures::tests::measurement(0, REFERENCE, 10)];
        let text = csv(&Figures::all(&[REFERENCE], &[Mode::Plain], &measured));
        let all = ratios(&Table::parse(&text).unwrap()).unwrap();
        assert_eq!((all[0].mode.as_str(), all[0].server.as_str(), all[0].ratio.median), ("plain", REFERENCE, 1.0));
    }
}
