//! What `text` costs when it reads and sets cookies that nobody can forge.

#![no_std]
#![no_main]

use koa_embassy::{App, Context, Cookie, Next, Result, SingleThread};

onion::firmware!(SingleThread, 4, App::local().keys(["a key"]).with(name).with(route));

/// Puts the board's name on every answer.
async fn name(ctx: &mut Context, next: Next<'_, SingleThread>) -> Result {
    next.run(ctx).await?;
    ctx.set_header("x-board", "lm3s6965");
    Ok(())
}

async fn route(ctx: &mut Context, _: Next<'_, SingleThread>) -> Result {
    match ctx.path() {
        "/" => ctx.set_body("Hello World"),
        "/cookies" => {
            let visits = ctx.cookies_mut().get_signed("visits")?.and_then(|visits| visits.parse::<u32>().ok());
            let visits = visits.unwrap_or(0) + 1;
            ctx.cookies_mut().set(Cookie::new("visits", itoa::Buffer::new().format(visits)))?;
            ctx.set_body("welcome back")
        }
        _ => return Ok(()), // 404.
    };
    Ok(())
}
