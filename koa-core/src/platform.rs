//! What an operating system offers: an environment, a clock, stderr, and panics that can be caught.
//!
//! Two files with one interface, chosen by the feature `std`, so that callers stay the same.

#[cfg(feature = "std")]
#[path = "platform/hosted.rs"]
mod chosen;
#[cfg(not(feature = "std"))]
#[path = "platform/bare.rs"]
mod chosen;

pub(crate) use chosen::{CLOCK, HAS_STDERR, env, stderr};

#[cfg(feature = "std")]
pub use chosen::catch_panic;
