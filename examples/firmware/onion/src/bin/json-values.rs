//! What `text` costs when it makes and reads JSON of any shape.

#![no_std]
#![no_main]

use koa_embassy::{App, Context, Next, Result, SingleThread};
use serde_json::{Value, json};

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
        "/json" => ctx.set_json(&json!({ "hello": "world" }))?,
        "/echo" => {
            let value: Value = ctx.request.json().await?;
            ctx.set_json(&value)?
        }
        _ => return Ok(()), // 404.
    };
    Ok(())
}
