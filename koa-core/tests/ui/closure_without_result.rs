//! A closure must end with `Ok(())`.

use koa_core::App;

fn main() {
    let _ = App::new().with(async |ctx, _| {
        ctx.set_body("hello");
    });
}
