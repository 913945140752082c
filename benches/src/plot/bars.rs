//! The picture of `http`: a row for each server, a column of bars for each mode.

use plotters::element::{PathElement, Rectangle};
use plotters::prelude::{DrawingArea, IntoDrawingArea, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{BLACK, Color, IntoTextStyle, RGBColor, TextStyle, WHITE};

use super::TEXT;
use super::http::{Ratio, find};
use super::lines::failed;
use super::table::different;
use crate::stats::Summary;

const OURS: RGBColor = RGBColor(0x2f, 0x6f, 0xb5);
const THEIRS: RGBColor = RGBColor(0xb4, 0xb8, 0xbe);
const RULE: RGBColor = RGBColor(0x70, 0x70, 0x70);

/// Pixels.
const NAMES: i32 = 124;
const COLUMN: i32 = 118;
/// A ratio of 1 is so long.
const ONE: f64 = 38.0;
/// Longer ones are cut, and told by their number alone.
const LONGEST: f64 = 2.0;
const HEAD: i32 = 52;
const ROW: i32 = 18;
const FOOT: i32 = 10;

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;

/// The picture, as SVG.
pub(super) fn draw(all: &[Ratio]) -> Result<String, String> {
    let modes = different(all.iter().map(|one| one.mode.as_str()));
    let servers = different(all.iter().map(|one| one.server.as_str()));
    let (width, height) = (NAMES + COLUMN * modes.len() as i32, HEAD + ROW * servers.len() as i32 + FOOT);
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, (width.max(420) as u32, height as u32)).into_drawing_area();
        area.fill(&WHITE).map_err(failed)?;
        let title = "CPU time per request as a ratio to hyper: median, least and greatest; shorter is better";
        text(&area, title, (8, 14), HPos::Left)?;
        for (index, server) in servers.iter().enumerate() {
            text(&area, server, (NAMES - 8, middle(index)), HPos::Right)?;
        }
        for (index, mode) in modes.iter().enumerate() {
            let left = NAMES + COLUMN * index as i32;
            text(&area, mode, (left, HEAD - 12), HPos::Left)?;
            for (row, server) in servers.iter().enumerate() {
                if let Some(ratio) = find(all, server, mode) {
                    bar(&area, left, middle(row), ratio, server.starts_with("koa-"))?;
                }
            }
            let one = left + ONE as i32;
            let rule = PathElement::new([(one, HEAD - 4), (one, height - FOOT)], RULE.mix(0.6));
            area.draw(&rule).map_err(failed)?;
        }
        area.present().map_err(failed)?;
    }
    Ok(svg)
}

/// The middle of a row.
fn middle(row: usize) -> i32 {
    HEAD + ROW * row as i32 + ROW / 2
}

/// A bar for the median, a line from the least to the greatest, and the median as a number.
fn bar(area: &Area<'_>, left: i32, y: i32, ratio: &Summary, is_ours: bool) -> Result<(), String> {
    let end = |ratio: f64| left + (ratio.clamp(0.0, LONGEST) * ONE).round() as i32;
    let color = if is_ours { OURS } else { THEIRS };
    let bar = Rectangle::new([(left, y - 6), (end(ratio.median), y + 6)], color.filled());
    area.draw(&bar).map_err(failed)?;
    area.draw(&PathElement::new([(end(ratio.min), y), (end(ratio.max), y)], BLACK)).map_err(failed)?;
    text(area, &number(ratio.median), (end(ratio.median.max(ratio.max)).max(left + ONE as i32) + 3, y), HPos::Left)
}

fn number(ratio: f64) -> String {
    format!("{ratio:.*}", if ratio < 10.0 { 2 } else { 1 })
}

fn text(area: &Area<'_>, text: &str, at: (i32, i32), align: HPos) -> Result<(), String> {
    let style: TextStyle<'_> = ("sans-serif", TEXT).into_text_style(area).pos(Pos::new(align, VPos::Center));
    area.draw_text(text, &style, at).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::super::http::{ratios, tests::CSV};
    use super::super::table::Table;
    use super::*;

    #[test]
    fn the_picture_names_each_server_and_mode_and_has_a_bar_for_each_pair_that_was_measured() {
        let svg = draw(&ratios(&Table::parse(CSV).unwrap()).unwrap()).unwrap();
        for word in ["hyper", "koa-tokio", "plain", "json", "0.94"] {
            assert!(svg.lines().any(|line| line == word), "{word}: {svg}");
        }
        // The first is the ground.
        assert_eq!(svg.matches("<rect").count(), 1 + 3, "{svg}");
    }

    #[test]
    fn a_ratio_that_is_too_long_is_cut_and_its_number_is_not() {
        let long = Ratio {
            mode: "plain".into(),
            server: "node-koa".into(),
            ratio: Summary { median: 12.34, min: 12.0, max: 13.0 },
        };
        let svg = draw(&[long]).unwrap();
        assert!(svg.contains("12.3") && svg.contains(&format!("width=\"{}\"", LONGEST * ONE)), "{svg}");
    }
}
