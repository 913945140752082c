//! The picture of `onion`: nanoseconds over layers.

use plotters::prelude::{IntoDrawingArea, SVGBackend};
use plotters::style::WHITE;

use super::lines::{self, Field, Line, failed};
use super::table::{Table, different};

/// A line for each onion.
pub(super) fn lines(table: &Table) -> Result<Vec<Line>, String> {
    let names = table.rows().map(|row| row.text("onion")).collect::<Result<Vec<_>, _>>()?;
    let line = |name: &str| {
        let own = table.rows().filter(|row| row.text("onion") == Ok(name));
        let points = own.map(|row| Ok((row.number("layers")?, row.number("ns_median")?)));
        Ok(Line { name: name.into(), points: points.collect::<Result<_, String>>()? })
    };
    different(names).into_iter().map(line).collect()
}

/// The picture, as SVG.
pub(super) fn draw(lines: &[Line]) -> Result<String, String> {
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (760, 400)).into_drawing_area();
        area.fill(&WHITE).map_err(failed)?;
        let title = "ns per request through middleware that only call the next";
        lines::draw(&area, &Field { title, x: "layers", lines })?;
        area.present().map_err(failed)?;
    }
    Ok(svg)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::plot) const CSV: &str = "\
onion,layers,ns_median,ns_min,ns_max,allocations
koa,0,5.0,5.0,6.0,0
koa,50,646.0,640.0,700.0,0
koa-compose on Node,0,20.0,19.0,30.0,-
koa-compose on Node,50,3000.0,2900.0,3300.0,-
";

    #[test]
    fn each_onion_is_a_line() {
        let lines = lines(&Table::parse(CSV).unwrap()).unwrap();
        assert_eq!(lines[0], Line { name: "koa".into(), points: vec![(0.0, 5.0), (50.0, 646.0)] });
        assert_eq!(lines.len(), 2);
    }

    #[test]
    fn the_picture_names_each_onion() {
        let svg = draw(&lines(&Table::parse(CSV).unwrap()).unwrap()).unwrap();
        for word in ["koa", "koa-compose on Node", "layers"] {
            assert!(svg.lines().any(|line| line == word), "{word}: {svg}");
        }
        assert_eq!(svg.matches("<circle").count(), 4, "{svg}");
    }

    #[test]
    fn nothing_at_all_is_drawn_without_a_panic() {
        assert!(draw(&[]).is_ok());
    }
}
