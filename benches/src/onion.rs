//! Onions of middleware that only call the next, of ours and of others: no sockets, no handler to speak of.
//!
//! Each is as plain as its library lets it be written, and is used again for every request, as a
//! server uses it.

/// Hands a service to `$run` in so many layers of `$wrap`, where the depth is part of the type.
macro_rules! nested {
    ($depth:expr, $service:expr, $wrap:path, $run:path) => {
        match $depth {
            0 => $run($service),
            1 => $run(nested!(@ $wrap, $service, 1)),
            5 => $run(nested!(@ $wrap, $service, 5)),
            10 => $run(nested!(@ $wrap, $service, 5 5)),
            25 => $run(nested!(@ $wrap, $service, 5 5 5 5 5)),
            50 => $run(nested!(@ $wrap, $service, 5 5 5 5 5 5 5 5 5 5)),
            _ => unreachable!("no depth of `DEPTHS`"),
        }
    };
    (@ $wrap:path, $service:expr,) => { $service };
    (@ $wrap:path, $service:expr, 1 $($rest:tt)*) => { $wrap(nested!(@ $wrap, $service, $($rest)*)) };
    (@ $wrap:path, $service:expr, 5 $($rest:tt)*) => { nested!(@ $wrap, $service, 1 1 1 1 1 $($rest)*) };
}

mod actix;
mod allocations;
mod axum;
mod costs;
mod koa;
mod node;
mod poem;
mod report;
mod tower;
mod trillium;

pub use costs::{Cost, costs};
pub use report::{csv, report};

/// Runs one request through an onion.
pub type Run = Box<dyn FnMut()>;

/// Makes an onion of so many layers.
pub type Make = fn(usize) -> Run;

/// Ours.
pub const KOA: &str = "koa";
/// The one that ours is compared to.
pub const ACTIX: &str = "actix-web from_fn";
const COMPOSE: &str = "koa-compose on Node";

/// The libraries that run in this process.
pub const ONIONS: [(&str, Make); 8] = [
    (KOA, koa::onion),
    (ACTIX, actix::onion),
    ("axum from_fn", axum::onion),
    ("tower boxed", tower::onion),
    ("poem with", poem::with),
    ("poem around boxed", poem::around),
    ("trillium tuple", trillium::tuple),
    ("trillium boxed", trillium::boxed),
];

/// The depths that are measured.
pub const DEPTHS: [usize; 6] = [0, 1, 5, 10, 25, 50];
