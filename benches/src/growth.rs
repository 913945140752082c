//! How costs grow: with idle connections, layers, header fields and the length of a body.
//!
//! Nothing may cost more than in proportion to its work. The cost of a unit of work, as a layer or a
//! byte, is to stay or to fall; what it does is told by an exponent.

mod files;
mod idle;
mod measured;
mod report;
mod series;
mod servers;
mod tasks;

pub use measured::measure;
pub use report::{csv, report};
pub use series::{Per, Point, Series};
pub use servers::serve;
pub use tasks::run;
