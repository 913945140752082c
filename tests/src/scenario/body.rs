//! Applications that set bodies and statuses.

use alloc::format;
use alloc::string::ToString as _;

use koa_core::{Context, Flavor, Next, Result, ResultExt as _};
use serde_json::Value;

use crate::{body_kind, js, ops, params};

/// Status, reason, type, length and body, before and after each other.
pub(super) async fn body<M: Flavor>(ctx: &mut Context, _: Next<'_, M>) -> Result {
    head(ctx, "0", "cl")?;
    if let Some(encoding) = params::first(ctx, "te") {
        ctx.try_set_header("transfer-encoding", encoding)?;
    }
    for (kind, value) in [("k", "v"), ("k2", "v2")] {
        if let Some(kind) = params::first(ctx, kind) {
            let value = params::first(ctx, value).map(Value::from);
            body_kind::assign(ctx, &kind, value.as_ref())?;
        }
    }
    head(ctx, "1", "cl1")?;
    if params::is_on(ctx, "snap") {
        let snap = ops::snap(ctx).to_string();
        ctx.try_set_header("x-snap", snap)?;
    }
    Ok(())
}

/// What is set before the body and again after it: there the reason comes first, here it comes last.
fn head(ctx: &mut Context, when: &str, length: &str) -> Result {
    let parameter = |ctx: &Context, name: &str| params::first(ctx, &format!("{name}{when}"));
    if let Some(status) = parameter(ctx, "s") {
        ops::set_status(ctx, Some(js::number(&status)))?;
    }
    let reason = parameter(ctx, "m");
    if let Some(reason) = reason.clone().filter(|_| when == "0") {
        ctx.set_reason(reason);
    }
    if let Some(content_type) = parameter(ctx, "t") {
        ctx.set_content_type(&content_type);
    }
    if let Some(length) = params::first(ctx, length) {
        ops::set_length(ctx, &js::number_value(js::number(&length)))?;
    }
    if let Some(reason) = reason.filter(|_| when == "1") {
        ctx.set_reason(reason);
    }
    Ok(())
}

/// A status, and a body if there is one.
pub(super) async fn status<M: Flavor>(ctx: &mut Context, _: Next<'_, M>) -> Result {
    let status = params::first(ctx, "s");
    ops::set_status(ctx, status.as_deref().map(js::number))?;
    if let Some(body) = params::first(ctx, "b") {
        ctx.set_body(body);
    }
    Ok(())
}

/// Gives back the JSON that it is sent.
pub(super) async fn json_echo<M: Flavor>(ctx: &mut Context, _: Next<'_, M>) -> Result {
    let text = ctx.request.text().await?;
    let value: Value = serde_json::from_str(&text).or_throw(400, "bad json")?;
    body_kind::set_value(ctx, &value)
}
