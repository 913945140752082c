//! A function that is not a middleware: the message says what to write.

use koa_core::{App, Context};

async fn no_next(ctx: &mut Context) -> koa_core::Result {
    ctx.set_body("hello");
    Ok(())
}

async fn no_result(ctx: &mut Context, _: koa_core::Next<'_>) {
    ctx.set_body("hello");
}

fn not_async(ctx: &mut Context, _: koa_core::Next<'_>) -> koa_core::Result {
    ctx.set_body("hello");
    Ok(())
}

struct NotAFunction;

fn main() {
    let _ = App::new().with(no_next);
    let _ = App::new().with(no_result);
    let _ = App::new().with(not_async);
    let _ = App::new().with(NotAFunction);
}
