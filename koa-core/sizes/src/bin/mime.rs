//! Sets a type from a file extension.

#![no_std]
#![no_main]

use core::hint::black_box;

use cortex_m_rt::entry;
use koa_core::App;
use koa_core_sizes::{answer, start};

#[entry]
fn main() -> ! {
    start();
    let app = App::local().with(async |ctx, _| {
        ctx.set_content_type(black_box("html"));
        ctx.set_body(black_box("Hello World"));
        Ok(())
    });
    answer(&app);
    loop {
        core::hint::spin_loop();
    }
}
