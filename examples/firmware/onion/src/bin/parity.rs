//! The applications that Koa's behaviour was recorded with; which one is the emulator's argument.
//!
//! The files are those of koa-tests, which the other runtimes are tested with too.

#![no_std]
#![no_main]

use koa_embassy::{App, MultiThread};

onion::firmware!(MultiThread, 4, app());

fn app() -> App {
    let mut buffer = [0; 64];
    scenarios::scenario::app(lm3s6965::argument(&mut buffer)).expect("the argument names a scenario")
}
