//! Reads a signed cookie and sets one.

#![no_std]
#![no_main]

use core::hint::black_box;

use cortex_m_rt::entry;
use koa_core::{App, Cookie};
use koa_core_sizes::{answer, start};

#[entry]
fn main() -> ! {
    start();
    let app = App::local().keys([black_box("key")]).with(async |ctx, _| {
        if ctx.cookies_mut().get_signed(black_box("a"))?.is_none() {
            ctx.cookies_mut().set(Cookie::new(black_box("a"), "1"))?;
        }
        ctx.set_body(black_box("Hello World"));
        Ok(())
    });
    answer(&app);
    loop {
        core::hint::spin_loop();
    }
}
