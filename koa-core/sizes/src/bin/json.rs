//! Answers with JSON and reads some.

#![no_std]
#![no_main]

use cortex_m_rt::entry;
use koa_core::App;
use koa_core_sizes::{answer, start};

#[derive(serde::Deserialize, serde::Serialize)]
struct Point {
    x: u32,
    y: u32,
}

#[entry]
fn main() -> ! {
    start();
    let app = App::local().with(async |ctx, _| {
        let point: Point = ctx.request.json().await?;
        ctx.set_json(&point)?;
        Ok(())
    });
    answer(&app);
    loop {
        core::hint::spin_loop();
    }
}
