//! What each endpoint does with its request.

use bytes::Bytes;
use koa_core::{Context, HeaderValue, Next, Result, ResultExt as _, StatusCode};
use std::str::FromStr;
use std::time::Duration;

use super::bodies;
use crate::runtime::Sleep;

/// The longest that `/slow` waits.
const LONGEST: Duration = Duration::from_secs(60);

/// Finds the endpoint of a path that exists.
pub(super) async fn run(sleep: &Sleep, ctx: &mut Context, _: Next<'_>) -> Result {
    match ctx.path() {
        "/" => drop(ctx.set_body("hello")),
        "/echo" => return echo(ctx).await,
        "/len" => len(ctx)?,
        "/stream" => stream(ctx)?,
        "/drop" => drop(ctx.set_body("dropped")),
        "/slow" => return slow(*sleep, ctx).await,
        "/headers" => return headers(ctx).await,
        "/sink" => return sink(ctx).await,
        "/status" => status(ctx)?,
        "/sethdr" => set_header(ctx)?,
        "/badlen" => bad_length(ctx)?,
        _ => drop(ctx.set_status(StatusCode::NO_CONTENT)),
    }
    Ok(())
}

/// The answer begins when the first piece has come, so that a body that is broken from the start, or
/// for whose client a 100 is due, gets what it is due; nothing more than a piece is held.
async fn echo(ctx: &mut Context) -> Result {
    let length = ctx.request.content_length();
    let mut body = ctx.request.take_body();
    match body.set_limit(None).chunk().await.transpose()? {
        Some(first) => ctx.set_body(bodies::resumed(first, body, length)),
        None => ctx.set_body(Bytes::new()),
    };
    Ok(())
}

fn len(ctx: &mut Context) -> Result {
    let length = parameter(ctx, "n")?;
    ctx.set_content_type("text").set_body(bodies::sized(b'x', length));
    Ok(())
}

fn stream(ctx: &mut Context) -> Result {
    let (length, piece) = (parameter(ctx, "n")?, parameter(ctx, "chunk")?);
    ctx.set_content_type("text").set_body(bodies::repeated(b's', length, piece));
    Ok(())
}

async fn slow(sleep: Sleep, ctx: &mut Context) -> Result {
    let time = Duration::from_millis(parameter(ctx, "ms")?);
    sleep(time.min(LONGEST)).await;
    ctx.set_body("slow");
    Ok(())
}

/// The body is read to its end first: trailers must not have become headers by then.
async fn headers(ctx: &mut Context) -> Result {
    while ctx.request.body_mut().chunk().await.transpose()?.is_some() {}
    let pairs: Vec<_> = ctx.request.headers().iter().map(|(name, value)| (name.as_str(), value.decode())).collect();
    let json = serde_json::to_string(&pairs)?;
    ctx.set_body(koa_core::Body::json_text(json));
    Ok(())
}

async fn sink(ctx: &mut Context) -> Result {
    let mut length = 0;
    while let Some(piece) = ctx.request.body_mut().chunk().await.transpose()? {
        length += piece.len();
    }
    ctx.set_body(length.to_string());
    Ok(())
}

fn status(ctx: &mut Context) -> Result {
    let status = StatusCode::new(parameter(ctx, "c")?).or_throw(400, "c is no status")?;
    ctx.set_status(status).set_body("oops-body");
    Ok(())
}

fn set_header(ctx: &mut Context) -> Result {
    let mut parameters = ctx.querystring().split('&');
    let value = parameters.find_map(|parameter| parameter.strip_prefix("v=")).or_throw(400, "v is missing")?;
    let bytes: Vec<u8> = percent_encoding::percent_decode_str(value).collect();
    let value = HeaderValue::from_bytes(bytes.into())?;
    ctx.set_header("x-echo", value).set_body("set");
    Ok(())
}

fn bad_length(ctx: &mut Context) -> Result {
    let (declared, length) = (parameter(ctx, "cl")?, parameter(ctx, "n")?);
    ctx.set_body(bodies::repeated(b'b', length, length)).set_content_length(declared);
    Ok(())
}

/// A number from the query.
fn parameter<T: FromStr<Err: std::error::Error + Send + Sync + 'static>>(ctx: &Context, name: &str) -> Result<T> {
    let value = ctx.query().get(name).or_throw(400, format!("{name} is no number"))?;
    value.or_throw(400, format!("{name} is missing"))
}
