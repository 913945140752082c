//! A cost at growing sizes.

use crate::stats::{Summary, slope};

/// Costs of one kind on one server, from the least size to the greatest.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// What grows, and what it costs.
    pub name: &'static str,
    /// What it was measured on.
    pub server: &'static str,
    /// The unit of the costs.
    pub unit: &'static str,
    /// What a unit of work is.
    pub per: Per,
    /// The costs.
    pub points: Vec<Point>,
}

/// A unit of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// There is a unit of this name for each step of the size: twice the size is twice the work.
    Each(&'static str),
    /// The work is a unit of this name whatever the size is, so that the cost should not grow at all.
    One(&'static str),
}

/// What a size costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The size: how many layers, or bytes.
    pub x: usize,
    /// The whole cost.
    pub cost: f64,
}

impl Point {
    /// The median of several costs; `None` of none.
    pub(super) fn median(x: usize, costs: &[f64]) -> Option<Self> {
        Some(Self { x, cost: Summary::of(costs.iter().copied())?.median })
    }
}

impl Series {
    /// What a unit of work costs at a size; `None` where there is no work.
    ///
    /// ```
    /// use koa_benches::growth::{Per, Point, Series};
    ///
    /// let point = Point { x: 50, cost: 200.0 };
    /// let series = Series { name: "layers", server: "engine", unit: "ns", per: Per::Each("layer"), points: vec![point] };
    /// assert_eq!(series.unit_cost(&point), Some(4.0));
    /// ```
    pub fn unit_cost(&self, point: &Point) -> Option<f64> {
        match (self.per, point.x) {
            (Per::Each(_), 0) => None,
            (Per::Each(_), x) => Some(point.cost / x as f64),
            (Per::One(_), _) => Some(point.cost),
        }
    }

    /// The power of the work with which the cost grows, over the upper half of the sizes but at least three:
    /// 1 is in proportion, below it units become cheaper, above it dearer. `None` of less than two sizes.
    ///
    /// ```
    /// use koa_benches::growth::{Per, Point, Series};
    ///
    /// let points = [1, 10, 100].map(|x| Point { x, cost: (x * x) as f64 }).to_vec();
    /// let series = Series { name: "bytes", server: "engine", unit: "ns", per: Per::Each("byte"), points };
    /// assert_eq!(format!("{:.2}", series.exponent().unwrap()), "2.00");
    /// ```
    pub fn exponent(&self) -> Option<f64> {
        let measurable = |point: &Point| {
            let cost = self.unit_cost(point).filter(|&cost| cost > 0.0 && point.x > 0)?;
            Some(((point.x as f64).ln(), cost.ln()))
        };
        let points: Vec<_> = self.points.iter().filter_map(measurable).collect();
        let upper = points.len().div_ceil(2).max(3).min(points.len());
        (upper >= 2).then(|| 1.0 + slope(&points[points.len() - upper..]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exponent(per: Per, xs: &[usize], cost: fn(f64) -> f64) -> Option<f64> {
        let points = xs.iter().map(|&x| Point { x, cost: cost(x as f64) }).collect();
        let exponent = Series { name: "", server: "", unit: "", per, points }.exponent();
        exponent.map(|exponent| (exponent * 1000.0).round() / 1000.0)
    }

    const SIZES: [usize; 6] = [0, 1, 10, 100, 1000, 10_000];
    const EACH: Per = Per::Each("byte");
    const ONE: Per = Per::One("request");

    #[test]
    fn what_grows_in_proportion_has_the_exponent_one() {
        assert_eq!(exponent(EACH, &SIZES, |x| 7.0 * x), Some(1.0));
        assert_eq!(exponent(EACH, &SIZES, |x| x * x), Some(2.0));
        assert_eq!(exponent(EACH, &SIZES, |_| 5.0), Some(0.0));
    }

    #[test]
    fn what_need_not_grow_has_the_exponent_one_when_it_does_not() {
        assert_eq!(exponent(ONE, &SIZES, |_| 5.0), Some(1.0));
        assert_eq!(exponent(ONE, &SIZES, |x| 5.0 * x), Some(2.0));
    }

    #[test]
    fn only_the_upper_half_counts_but_never_less_than_three() {
        let late = |x| if x < 100.0 { 100.0 } else { x };
        assert_eq!(exponent(EACH, &SIZES, late), Some(1.0));
        assert_eq!(exponent(EACH, &[1, 10, 100], late), Some(0.0));
    }

    #[test]
    fn one_size_tells_nothing() {
        assert_eq!(exponent(EACH, &[0, 10], |x| x), None);
        assert_eq!(exponent(EACH, &[], |x| x), None);
    }
}
