//! Applications that send the client elsewhere.

use koa_core::{Context, Flavor, Next, Result};

use crate::{body_kind, js, ops, params};

/// A redirect, with what may stand before and after it.
pub(super) async fn redirect<M: Flavor>(ctx: &mut Context, _: Next<'_, M>) -> Result {
    set_status(ctx, "s")?;
    if let Some(content_type) = params::first(ctx, "ct") {
        ctx.try_set_header("content-type", content_type)?;
    }
    if let Some(kind) = params::first(ctx, "k") {
        body_kind::assign(ctx, &kind, None)?;
    }
    let target = params::first(ctx, "to").unwrap_or_default();
    ctx.redirect(&target);
    set_status(ctx, "s2")?;
    if let Some(body) = params::first(ctx, "b") {
        ctx.set_body(body);
    }
    Ok(())
}

/// Back to where the client came from.
pub(super) async fn back<M: Flavor>(ctx: &mut Context, _: Next<'_, M>) -> Result {
    set_status(ctx, "s")?;
    let alternative = params::first(ctx, "alt");
    ops::back(ctx, alternative.as_deref());
    Ok(())
}

fn set_status(ctx: &mut Context, parameter: &str) -> Result {
    match params::first(ctx, parameter) {
        Some(status) => ops::set_status(ctx, Some(js::number(&status))),
        None => Ok(()),
    }
}
