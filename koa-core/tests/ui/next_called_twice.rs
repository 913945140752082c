//! `next` is consumed by its call: what Koa finds at run time does not compile.

use koa_core::App;

fn main() {
    let _ = App::new().with(async |ctx, next| {
        next.run(ctx).await?;
        next.run(ctx).await
    });
}
