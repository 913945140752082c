//! With an operating system.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use core::future::{Future, poll_fn};
use core::pin::pin;
use core::task::Poll;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::SystemTime;

use crate::settings::Clock;
use crate::{Error, Result};

pub(crate) const CLOCK: Option<Clock> = Some(now);

fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// As Koa: `NODE_ENV`, so that a deployment's settings go on working.
pub(crate) fn env() -> Cow<'static, str> {
    match std::env::var("NODE_ENV") {
        Ok(env) if !env.is_empty() => env.into(),
        _ => "development".into(),
    }
}

pub(crate) const HAS_STDERR: bool = true;

pub(crate) fn stderr(report: &str) {
    std::eprintln!("{report}");
}

/// Runs the onion so that a panic in it becomes a 500; for adapters.
///
/// It does nothing where panics abort the process.
///
/// ```
/// use koa_core::{catch_panic, test::block_on};
///
/// let error = block_on(catch_panic(async { panic!("at the disco") })).unwrap_err();
/// assert_eq!((error.status().as_u16(), error.is_exposed()), (500, false));
/// ```
///
/// # Errors
///
/// What the onion failed with, or a 500 with the panic's message, which the client does not see.
///
/// # Cancel safety
///
/// That of the onion: dropping the future drops it where it stands.
pub async fn catch_panic(onion: impl Future<Output = Result>) -> Result {
    let mut onion = pin!(onion);
    poll_fn(|cx| {
        // A half-done context is all that a panic leaves behind, and the error answer resets it.
        let polled = catch_unwind(AssertUnwindSafe(|| onion.as_mut().poll(cx)));
        polled.unwrap_or_else(|panic| Poll::Ready(Err(panicked(&*panic))))
    })
    .await
}

fn panicked(panic: &(dyn Any + Send)) -> Error {
    let message = panic.downcast_ref::<&str>().copied();
    let message = message.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Error::new(500, format!("a handler panicked: {}", message.unwrap_or("no message")))
}
