//! What `text` costs when it streams a body and counts an upload.

#![no_std]
#![no_main]

extern crate alloc;

use alloc::string::String;
use core::task::Poll;

use bytes::Bytes;
use koa_embassy::{App, Body, Context, Next, Result, SingleThread};

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
        "/stream" => {
            let mut left = 10;
            ctx.set_body(Body::from_poll_fn(move |_| {
                left -= 1;
                Poll::Ready((left >= 0).then(|| Ok(Bytes::from_static(b"a piece\n"))))
            }))
        }
        "/upload" => {
            let (upload, mut length) = (ctx.request.body_mut(), 0);
            while let Some(piece) = upload.chunk().await {
                length += piece?.len();
            }
            ctx.set_body(String::from(itoa::Buffer::new().format(length)))
        }
        _ => return Ok(()), // 404.
    };
    Ok(())
}
