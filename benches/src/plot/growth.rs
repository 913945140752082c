//! The picture of `growth`: what a unit of work costs over its size, in four fields.

use plotters::prelude::{IntoDrawingArea, SVGBackend};
use plotters::style::WHITE;

use super::lines::{self, Field, Line, failed};
use super::table::{Row, Table};

/// A field: what series are in it, and what they are about.
struct Group {
    title: &'static str,
    x: &'static str,
    /// How the names of its series begin; the rest tells them apart, or else the server.
    series: &'static [&'static str],
}

const GROUPS: [Group; 4] = [
    Group {
        title: "bytes of memory per idle connection",
        x: "idle connections",
        series: &["idle connections: memory"],
    },
    Group { title: "µs of CPU of a request beside them", x: "idle connections", series: &["idle connections: CPU"] },
    Group { title: "ns per layer, header and lookup", x: "how many", series: &["layers", "header"] },
    Group { title: "ns per byte of a body", x: "bytes", series: &["body"] },
];

/// Whose cost is that of one unit, whatever the size is; that of all others is of as many as the size tells.
const OF_ONE: [&str; 2] = ["idle connections: CPU", "header lookup"];

/// What a unit of work of a series costs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Series {
    pub(super) name: String,
    pub(super) server: String,
    pub(super) unit: String,
    /// Sizes, and costs of a unit of work; there is none where there is no work.
    pub(super) points: Vec<(f64, f64)>,
}

/// All series, as they follow each other.
pub(super) fn series(table: &Table) -> Result<Vec<Series>, String> {
    let mut all: Vec<Series> = Vec::new();
    for row in table.rows() {
        let (name, server, unit) = (row.text("series")?, row.text("server")?, row.text("unit")?);
        let is_next = |last: &&mut Series| (&*last.name, &*last.server, &*last.unit) == (name, server, unit);
        let point = point(name, row)?;
        match all.last_mut().filter(is_next) {
            Some(last) => last.points.extend(point),
            None => {
                let points = point.into_iter().collect();
                all.push(Series { name: name.into(), server: server.into(), unit: unit.into(), points });
            }
        }
    }
    Ok(all)
}

fn point(name: &str, row: Row<'_>) -> Result<Option<(f64, f64)>, String> {
    let (x, cost): (f64, f64) = (row.number("x")?, row.number("cost")?);
    Ok(match OF_ONE.iter().any(|one| name.starts_with(one)) {
        true => Some((x, cost)),
        false => (x > 0.0).then(|| (x, cost / x)),
    })
}

/// The picture, as SVG.
pub(super) fn draw(all: &[Series]) -> Result<String, String> {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (1040, 580)).into_drawing_area();
        area.fill(&WHITE).map_err(failed)?;
        for (Group { title, x, series }, area) in GROUPS.iter().zip(area.split_evenly((2, 2))) {
            let is_here =
                |one: &&Series| one.unit != "instructions" && series.iter().any(|it| one.name.starts_with(it));
            let lines: Vec<Line> = all.iter().filter(is_here).map(line).collect();
            lines::draw(&area, &Field { title, x, lines: &lines })?;
        }
        area.present().map_err(failed)?;
    }
    Ok(svg)
}

fn line(series: &Series) -> Line {
    let name = match series.name.split_once(": ") {
        Some(_) => &series.server,
        None => &series.name,
    };
    Line { name: name.clone(), points: series.points.clone() }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::plot) const CSV: &str = "\
series,server,x,cost,unit
idle connections: CPU of a request beside them,koa-tokio,1,6.00,µs
idle connections: CPU of a request beside them,koa-tokio,100,6.50,µs
idle connections: memory,koa-tokio,10,40000.00,bytes
idle connections: memory,koa-tokio,100,300000.00,bytes
layers,engine,0,500.00,ns
layers,engine,10,600.00,ns
layers,engine,10,5649.00,instructions
body read whole,engine,1024,700.00,ns
";

    fn all() -> Vec<Series> {
        series(&Table::parse(CSV).unwrap()).unwrap()
    }

    #[test]
    fn costs_are_those_of_a_unit_of_work() {
        let points: Vec<_> = all().into_iter().map(|series| series.points).collect();
        assert_eq!(points[0], [(1.0, 6.0), (100.0, 6.5)]);
        assert_eq!(points[1], [(10.0, 4000.0), (100.0, 3000.0)]);
        assert_eq!(points[2..4], [vec![(10.0, 60.0)], vec![(10.0, 564.9)]]);
    }

    #[test]
    fn the_picture_has_each_series_once_and_no_instructions() {
        let svg = draw(&all()).unwrap();
        assert_eq!(svg.lines().filter(|line| *line == "koa-tokio").count(), 2, "{svg}");
        assert_eq!(svg.lines().filter(|line| *line == "layers").count(), 1, "{svg}");
        assert_eq!(svg.matches("<circle").count(), 2 + 2 + 1 + 1, "{svg}");
    }

    #[test]
    fn every_series_that_the_program_writes_is_in_one_of_the_fields() {
        for name in ["layers", "headers", "header lookup", "body read in pieces", "idle connections: memory"] {
            let fields = GROUPS.iter().filter(|group| group.series.iter().any(|it| name.starts_with(it)));
            assert_eq!(fields.count(), 1, "{name}");
        }
    }
}
