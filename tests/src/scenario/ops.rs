//! Applications that run the steps they are given.

use alloc::format;
use alloc::string::ToString as _;
use alloc::vec::Vec;

use koa_core::{Context, Flavor, Next, Result, StatusCode, header};
use serde_json::{Value, json};

use crate::{errors, ops, params};

/// Runs every step, also after one that failed, and reports the results.
pub(super) async fn ops<M: Flavor>(ctx: &mut Context, _: Next<'_, M>) -> Result {
    let mut results = Vec::new();
    for op in params::json::<Vec<Value>>(ctx, "ops")? {
        results.push(ops::apply(ctx, &op).unwrap_or_else(|error| failed(&error)));
    }
    if params::is_on(ctx, "keep") {
        ctx.try_set_header("x-results", Value::from(results).to_string())?;
        return Ok(());
    }
    ctx.set_status(StatusCode::OK);
    ctx.remove_header(header::CONTENT_TYPE).remove_header(header::CONTENT_LENGTH).set_json(&results)?;
    Ok(())
}

/// An error as a result.
pub(super) fn failed(error: &koa_core::Error) -> Value {
    let described = errors::described(error);
    let name = described["name"].as_str().unwrap_or_default();
    json!({"error": format!("{name}: {}", error.message())})
}

/// Steps before and after the rest of the onion.
pub(super) async fn flow_outer<M: Flavor>(ctx: &mut Context, next: Next<'_, M>) -> Result {
    let before: Vec<Value> = params::json(ctx, "pre")?;
    ops::apply_all(ctx, &before)?;
    if !params::is_on(ctx, "nonext") {
        next.run(ctx).await?;
    }
    let after: Vec<Value> = params::json(ctx, "up")?;
    ops::apply_all(ctx, &after)
}

/// Steps at the bottom of the onion.
pub(super) async fn flow_inner<M: Flavor>(ctx: &mut Context, _: Next<'_, M>) -> Result {
    let steps: Vec<Value> = params::json(ctx, "down")?;
    ops::apply_all(ctx, &steps)
}
