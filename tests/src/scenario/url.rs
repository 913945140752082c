//! An application that changes the URL of the request.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use koa_core::{Context, Flavor, Method, Next, Result};
use serde_json::{Value, json};

use super::inspect;
use crate::errors::plain;
use crate::js;
use crate::latin1::latin1_bytes;

/// Assigns what the header `X-Ops` says and shows the outcome.
pub(super) async fn set<M: Flavor>(ctx: &mut Context, _: Next<'_, M>) -> Result {
    let header = ctx.request.combined_header("x-ops").filter(|text| !text.is_empty());
    let ops: Vec<(String, Value)> = match header {
        Some(text) => serde_json::from_slice(&latin1_bytes(&text))?,
        None => Vec::new(),
    };
    for (property, value) in &ops {
        assign(ctx, property, value)?;
    }
    let request = &ctx.request;
    let shown = json!({
        "url": request.url(),
        "originalUrl": request.original_url(),
        "path": inspect::path(request),
        "querystring": request.querystring(),
        "search": request.search(),
        "query": inspect::query(&request.query()),
        "href": request.href(),
        "method": request.method().as_str(),
    });
    ctx.set_json(&shown)?;
    Ok(())
}

/// Assigns one property of the request.
pub(crate) fn assign(ctx: &mut Context, property: &str, value: &Value) -> Result {
    let text = js::text(value);
    match property {
        "path" => drop(ctx.set_path(&text)),
        "querystring" => drop(ctx.set_querystring(&text)),
        "search" => drop(ctx.set_search(&text)),
        "query" => drop(ctx.set_query(pairs(value))),
        "url" => drop(ctx.set_url(text)),
        "method" => drop(ctx.set_method(Method::new(&text)?)),
        other => return Err(plain(format!("no property {other}"))),
    }
    Ok(())
}

/// Names and values of a query: lists repeat their name, what is no text or number is empty.
pub(crate) fn pairs(query: &Value) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for (name, value) in query.as_object().into_iter().flatten() {
        for value in value.as_array().map_or(core::slice::from_ref(value), Vec::as_slice) {
            let is_plain = value.is_string() || value.is_number() || value.is_boolean();
            pairs.push((name.clone(), if is_plain { js::text(value) } else { String::new() }));
        }
    }
    pairs
}
