//! The applications that Koa's behaviour was recorded with; a part of them, since all do
//! not fit. Which one is served is the emulator's argument.
//!
//! The files are those of koa-tests, which the other runtimes are tested with too.

#![no_std]
#![no_main]

use koa_embassy::{App, Limits, MultiThread};

// Some of the recorded requests are longer than a board would usually take, and not what strict servers accept.
onion::firmware!(MultiThread, 4, app(), |server| {
    server.limits(Limits { head_bytes: 8 << 10, uri_bytes: 4 << 10, ..Limits::default() }).strict(false)
});

#[cfg(feature = "about-cookies")]
use scenarios::scenario::about_cookies as scenario;
#[cfg(feature = "about-itself")]
use scenarios::scenario::about_itself as scenario;
#[cfg(feature = "about-requests")]
use scenarios::scenario::about_requests as scenario;
#[cfg(feature = "about-responses")]
use scenarios::scenario::about_responses as scenario;
#[cfg(feature = "about-stacks")]
use scenarios::scenario::about_stacks as scenario;
#[cfg(feature = "about-steps")]
use scenarios::scenario::about_steps as scenario;

fn app() -> App {
    let mut buffer = [0; 64];
    scenario(lm3s6965::argument(&mut buffer)).expect("the argument names a scenario")
}
