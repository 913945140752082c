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
mod axum;
mod koa;
mod tower;

/// Runs one request through an onion.
pub type Run = Box<dyn FnMut()>;

/// Makes an onion of so many layers.
pub type Make = fn(usize) -> Run;

/// The libraries, ours first.
pub const ONIONS: [(&str, Make); 4] = [
    ("koa", koa::onion),
    ("actix-web from_fn", actix::onion),
    ("axum from_fn", axum::onion),
    ("tower, boxed", tower::onion),
];

/// The depths that are measured.
pub const DEPTHS: [usize; 6] = [0, 1, 5, 10, 25, 50];
