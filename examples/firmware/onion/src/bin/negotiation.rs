//! What `text` costs when it negotiates the type.

#![no_std]
#![no_main]

use koa_embassy::{App, Context, Next, Result, SingleThread};

onion::firmware!(SingleThread, 4, App::local().with(name).with(route));

/// Puts the board's name on every answer.
async fn name(ctx: &mut Context, next: Next<'_, SingleThread>) -> Result {
    next.run(ctx).await?;
    ctx.set_header("x-board", "lm3s6965");
    Ok(())
}

async fn route(ctx: &mut Context, _: Next<'_, SingleThread>) -> Result {
    match ctx.path() {
        "/" => ctx.set_body("Hello World"),
        "/negotiated" => match ctx.request.accepts(&["html", "text"]) {
            Some("html") => ctx.set_body("<p>Hello World</p>"),
            _ => ctx.set_body("Hello World"),
        },
        _ => return Ok(()), // 404.
    };
    Ok(())
}
