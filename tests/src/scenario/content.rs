//! Applications that describe the content: its type, its file name, what it varies with.

use alloc::borrow::ToOwned as _;

use koa_core::{Context, Flavor, Next, Result, StatusCode, header};
use serde_json::{Map, Value};

use crate::{body_kind, ops, params};

/// The answer as a file.
pub(super) async fn attachment<M: Flavor>(ctx: &mut Context, _: Next<'_, M>) -> Result {
    if let Some(content_type) = params::first(ctx, "ct") {
        ctx.set_content_type(&content_type);
    }
    let mut options = Map::new();
    if let Some(kind) = params::first(ctx, "type") {
        options.insert("type".into(), kind.into());
    }
    if let Some(fallback) = params::first(ctx, "fb") {
        options.insert("fallback".into(), (fallback == "true").into());
    }
    if let Some(fallback) = params::first(ctx, "fbs") {
        options.insert("fallback".into(), fallback.into());
    }
    let filename = params::first(ctx, "f");
    ops::attachment(ctx, filename.as_deref(), &Value::Object(options));
    let kind = params::first(ctx, "k").filter(|kind| !kind.is_empty());
    body_kind::assign(ctx, kind.as_deref().unwrap_or("text"), None)
}

/// A type, and what became of it.
pub(super) async fn content_type<M: Flavor>(ctx: &mut Context, _: Next<'_, M>) -> Result {
    let first = params::first(ctx, "t").unwrap_or_default();
    ctx.set_content_type(&first);
    if let Some(second) = params::first(ctx, "t2") {
        ctx.set_content_type(&second);
    }
    let header = ctx.response.headers().get(header::CONTENT_TYPE).map(|value| value.decode().into_owned());
    let essence = header.as_deref().unwrap_or_default().split(';').next().unwrap_or_default().to_owned();
    let header = header.filter(|value| !value.is_empty()).unwrap_or("(none)".into());
    ctx.try_set_header("x-ct", header)?.try_set_header("x-type", essence)?;
    ctx.set_status(StatusCode::OK);
    Ok(())
}

/// What the answer varies with.
pub(super) async fn vary<M: Flavor>(ctx: &mut Context, _: Next<'_, M>) -> Result {
    if let Some(earlier) = params::first(ctx, "p") {
        ctx.try_set_header("vary", earlier)?;
    }
    let fields = params::all(ctx, "v");
    if params::is_on(ctx, "arr") {
        ctx.response.vary_all(&params::borrowed(&fields));
    } else {
        for field in fields {
            ctx.vary(field);
        }
    }
    ctx.set_body("ok");
    Ok(())
}
