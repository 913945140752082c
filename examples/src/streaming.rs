//! Streaming: a body in pieces, and an upload that is counted without being held.

use alloc::format;
use core::task::Poll;

use koa_core::{App, Body, Context, Flavor, Next, Result};
use serde_json::json;

/// GET gives numbers, as many as `?lines=` says; POST counts what it is sent, up to 1 GiB.
pub fn app() -> App {
    App::new().with(route)
}

async fn route<M: Flavor>(ctx: &mut Context, _: Next<'_, M>) -> Result {
    if *ctx.method() == "POST" {
        return count(ctx).await;
    }
    let lines = ctx.query().get::<u64>("lines").ok().flatten().unwrap_or(10);
    ctx.set_content_type("text").set_body(numbers(lines));
    Ok(())
}

/// Pieces are made as fast as the client reads them, and never more than one at a time.
pub(crate) fn numbers(lines: u64) -> Body {
    let mut numbers = 1..=lines;
    Body::from_poll_fn(move |_| Poll::Ready(numbers.next().map(|number| Ok(format!("{number}\n").into()))))
}

/// Answers with the number of bytes and pieces that the request's body had.
pub(crate) async fn count(ctx: &mut Context) -> Result {
    let upload = ctx.request.body_mut().set_limit(Some(1 << 30));
    let (mut bytes, mut pieces) = (0, 0);
    while let Some(piece) = upload.chunk().await {
        bytes += piece?.len();
        pieces += 1;
    }
    ctx.set_json(&json!({ "bytes": bytes, "pieces": pieces }))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use koa_core::test;
    use serde_json::{Value, json};

    #[test]
    fn a_body_comes_in_pieces() {
        assert_eq!(test::get("/?lines=3").send(&super::app()).text(), "1\n2\n3\n");
    }

    #[test]
    fn an_upload_is_counted() {
        let response = test::post("/").body(super::numbers(100)).send(&super::app());
        assert_eq!(response.json::<Value>(), json!({ "bytes": 292, "pieces": 100 }));
    }
}
