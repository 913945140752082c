//! The downstream does not run until it is awaited: the warning says so, and here it is an error.

#![deny(unused_must_use)]

use koa_core::{App, Context, Flavor, Next, Result};

async fn logger<M: Flavor>(ctx: &mut Context, next: Next<'_, M>) -> Result {
    next.run(ctx);
    Ok(())
}

fn main() {
    let _ = App::new().with(logger).with(async |ctx, next| {
        next.run(ctx);
        Ok(())
    });
}
