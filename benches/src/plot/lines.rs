//! Lines in a field whose sides are logarithms: what costs grow to.

use std::fmt::Display;
use std::ops::Range;

use plotters::chart::ChartBuilder;
use plotters::coord::Shift;
use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};
use plotters::coord::types::RangedCoordf64;
use plotters::element::{Circle, PathElement};
use plotters::prelude::{DrawingArea, DrawingBackend, SVGBackend};
use plotters::series::LineSeries;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, IntoTextStyle, RGBColor, WHITE};

use super::TEXT;

/// Hues that the colour-blind tell apart too; the first is ours.
const COLORS: [RGBColor; 9] = [
    RGBColor(0x1f, 0x5f, 0xa8),
    RGBColor(0xd5, 0x5e, 0x00),
    RGBColor(0x00, 0x9e, 0x73),
    RGBColor(0xcc, 0x79, 0xa7),
    RGBColor(0xb8, 0x8a, 0x00),
    RGBColor(0x56, 0xb4, 0xe9),
    RGBColor(0x80, 0x80, 0x80),
    RGBColor(0x9a, 0x4f, 0x2c),
    RGBColor(0x00, 0x00, 0x00),
];
/// Pixels on the right, for the names of the lines.
const NAMES: u32 = 190;

/// A line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) name: String,
    /// Sizes and costs.
    pub(super) points: Vec<(f64, f64)>,
}

/// A field of lines.
pub(super) struct Field<'a> {
    pub(super) title: &'a str,
    pub(super) x: &'a str,
    pub(super) lines: &'a [Line],
}

/// A side of a field, with marks where they are wanted.
struct Side {
    range: RangedCoordf64,
    marks: Vec<f64>,
}

impl Side {
    fn new(range: Range<f64>, marks: Vec<f64>) -> Self {
        Self { range: range.into(), marks }
    }
}

impl Ranged for Side {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        self.range.map(value, limit)
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        if hint.weight().allow_light_points() { Vec::new() } else { self.marks.clone() }
    }

    fn range(&self) -> Range<f64> {
        self.range.range()
    }
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Draws the lines, and their names beside them, the costliest on top.
pub(super) fn draw(area: &Area<'_>, field: &Field<'_>) -> Result<(), String> {
    let points = || field.lines.iter().flat_map(|line| line.points.iter().copied());
    let (xs, ys) = (marks(points().map(|(x, _)| x)), costs(points().map(|(_, y)| y)));
    let (Some((left, right)), Some((low, high))) = (ends(&xs, size), ends(&ys, cost)) else { return Ok(()) };
    let (plot, names) = area.split_horizontally(area.dim_in_pixel().0.saturating_sub(NAMES));
    let mut chart = ChartBuilder::on(&plot)
        .caption(field.title, ("sans-serif", TEXT + 2))
        .margin(8)
        .x_label_area_size(34)
        .y_label_area_size(48)
        .build_cartesian_2d(
            Side::new(left..right, xs.iter().copied().map(size).collect()),
            Side::new(low..high, ys.iter().copied().map(cost).collect()),
        )
        .map_err(failed)?;
    chart
        .configure_mesh()
        .x_desc(field.x)
        .label_style(("sans-serif", TEXT - 1))
        .light_line_style(WHITE)
        .bold_line_style(RGBColor(0xe0, 0xe0, 0xe0))
        .x_label_formatter(&|at| label((10f64.powf(*at) - 1.0).round()))
        .y_label_formatter(&|at| label(10f64.powf(*at)))
        .draw()
        .map_err(failed)?;
    for (line, color) in field.lines.iter().zip(COLORS.iter().cycle()) {
        let drawn = || line.points.iter().filter(|(_, y)| *y > 0.0).map(|&(x, y)| (size(x), cost(y)));
        chart.draw_series(LineSeries::new(drawn(), color.stroke_width(2))).map_err(failed)?;
        chart.draw_series(drawn().map(|at| Circle::new(at, 3, color.filled()))).map_err(failed)?;
    }
    legend(&names, field.lines)
}

fn legend<B: DrawingBackend>(area: &DrawingArea<B, Shift>, lines: &[Line]) -> Result<(), String> {
    let last = |line: &Line| line.points.last().map_or(0.0, |(_, y)| *y);
    let mut all: Vec<_> = lines.iter().zip(COLORS.iter().cycle()).collect();
    all.sort_by(|(a, _), (b, _)| last(b).total_cmp(&last(a)));
    for (index, (line, color)) in all.into_iter().enumerate() {
        let y = 44 + 18 * index as i32;
        area.draw(&PathElement::new([(2, y), (18, y)], color.stroke_width(3))).map_err(failed)?;
        let style = ("sans-serif", TEXT - 1).into_text_style(area).pos(Pos::new(HPos::Left, VPos::Center));
        area.draw_text(&line.name, &style, (23, y)).map_err(failed)?;
    }
    Ok(())
}

/// Where a size lies; there may be a size of 0.
fn size(x: f64) -> f64 {
    (x + 1.0).log10()
}

fn cost(y: f64) -> f64 {
    y.log10()
}

fn ends(values: &[f64], place: fn(f64) -> f64) -> Option<(f64, f64)> {
    let (first, last) = (place(*values.first()?), place(*values.last()?));
    // A field of no width cannot be drawn.
    Some(if first < last { (first, last) } else { (first, first + 1.0) })
}

/// The sizes that occur, from the least to the greatest.
fn marks(sizes: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut marks: Vec<f64> = sizes.collect();
    marks.sort_by(f64::total_cmp);
    marks.dedup();
    marks
}

/// Round costs, the first below all and the last above: powers of ten, or 1, 2 and 5 times them when those are few.
fn costs(costs: impl Iterator<Item = f64>) -> Vec<f64> {
    let positive: Vec<f64> = costs.filter(|cost| *cost > 0.0).collect();
    let Some(least) = positive.iter().copied().reduce(f64::min) else { return Vec::new() };
    let greatest = positive.into_iter().fold(least, f64::max);
    let decades = least.log10().floor() as i32..=greatest.log10().ceil() as i32;
    let steps: &[f64] = if decades.clone().count() > 4 { &[1.0] } else { &[1.0, 2.0, 5.0] };
    let all: Vec<f64> = decades.flat_map(|power| steps.iter().map(move |step| step * 10f64.powi(power))).collect();
    let first = all.iter().rposition(|&mark| mark <= least).unwrap_or(0);
    let last = all.iter().position(|&mark| mark >= greatest).unwrap_or(all.len() - 1);
    all[first..=last].to_vec()
}

/// A number in few letters.
fn label(value: f64) -> String {
    const KI: f64 = 1024.0;
    let (value, unit) = match value {
        value if value >= KI * KI && value % (KI * KI) == 0.0 => (value / (KI * KI), " Mi"),
        value if value >= KI && value % KI == 0.0 => (value / KI, " Ki"),
        value if value >= 1e6 => (value / 1e6, " M"),
        value if value >= 1e3 => (value / 1e3, " k"),
        value => (value, ""),
    };
    // Powers of ten are not exact.
    let rounded = (value * 1e4).round() / 1e4;
    format!("{rounded}{unit}")
}

pub(super) fn failed(error: impl Display) -> String {
    format!("a picture cannot be drawn: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_lie_between_round_numbers() {
        assert_eq!(costs([3.0, 45.0].into_iter()), [2.0, 5.0, 10.0, 20.0, 50.0]);
        assert_eq!(costs([0.5, 90_000.0].into_iter()).first(), Some(&0.1));
        assert!(costs([0.0].into_iter()).is_empty());
    }

    #[test]
    fn sizes_are_marked_once() {
        assert_eq!(marks([5.0, 0.0, 1.0, 5.0].into_iter()), [0.0, 1.0, 5.0]);
    }

    #[test]
    fn numbers_are_short() {
        let labels = [0.1, 50.0, 1_000.0, 10_000.0, 8192.0, 64.0 * 1024.0 * 1024.0].map(label);
        assert_eq!(labels, ["0.1", "50", "1 k", "10 k", "8 Ki", "64 Mi"]);
    }
}
