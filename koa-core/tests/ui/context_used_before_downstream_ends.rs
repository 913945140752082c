//! While the downstream runs it has the context; touching it needs the `.await` first.

use koa_core::App;

fn main() {
    let _ = App::new().with(async |ctx, next| {
        let downstream = next.run(ctx);
        ctx.set_body("too early");
        downstream.await
    });
}
