//! What `text` costs when it reads and sets cookies.

#![no_std]
#![no_main]

use koa_embassy::{App, Context, Cookie, Next, Result, SingleThread};

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
        "/cookies" => {
            let visits = ctx.cookies().get("visits").and_then(|visits| visits.parse::<u32>().ok()).unwrap_or(0);
            ctx.cookies_mut().set(Cookie::new("visits", itoa::Buffer::new().format(visits + 1)))?;
            ctx.set_body("welcome back")
        }
        _ => return Ok(()), // 404.
    };
    Ok(())
}
