//! Applications that compare: what the client accepts, sends, and has already.

use alloc::string::String;
use alloc::vec::Vec;

use koa_core::{Context, Flavor, Next, Result, StatusCode, header};
use serde_json::{Value, json};

use crate::{js, ops, params};

/// The best of what is offered, or everything that is accepted.
pub(super) async fn accepts<M: Flavor>(ctx: &mut Context, _: Next<'_, M>) -> Result {
    let offered = params::all(ctx, "t");
    let (offers, request) = (params::borrowed(&offered), &ctx.request);
    let (accepted, best) = match request.path() {
        "/types" => (request.accepted_types(), request.accepts(&offers)),
        "/encodings" => (request.accepted_encodings(), request.accepts_encodings(&offers)),
        "/charsets" => (request.accepted_charsets(), request.accepts_charsets(&offers)),
        "/languages" => (request.accepted_languages(), request.accepts_languages(&offers)),
        _ => return Err(StatusCode::NOT_FOUND.into()),
    };
    let result = if offered.is_empty() { json!(accepted) } else { or_false(best) };
    ctx.set_json(&json!({"result": result}))?;
    Ok(())
}

fn or_false(found: Option<impl Into<String>>) -> Value {
    found.map_or(false.into(), |found| found.into().into())
}

/// Which of the types the request's body has.
pub(super) async fn request_is<M: Flavor>(ctx: &mut Context, _: Next<'_, M>) -> Result {
    let types = params::all(ctx, "t");
    let request = &ctx.request;
    let is = match request.has_body() {
        true => or_false(request.match_content_type(&params::borrowed(&types))),
        false => Value::Null,
    };
    let shown = json!({
        "is": is,
        "type": request.content_type(),
        "charset": request.charset(),
        "length": request.content_length(),
    });
    ctx.set_json(&shown)?;
    Ok(())
}

/// Which of the types the response has.
pub(super) async fn response_is<M: Flavor>(ctx: &mut Context, _: Next<'_, M>) -> Result {
    if let Some(content_type) = params::first(ctx, "ct") {
        ctx.try_set_header("content-type", content_type)?;
    }
    let types: Vec<Value> = params::all(ctx, "t").into_iter().map(Value::from).collect();
    let shown = json!({"is": ops::response_is(ctx, &types), "type": ctx.content_type()});
    ctx.remove_header(header::CONTENT_TYPE).set_json(&shown)?;
    Ok(())
}

/// Whether the client's copy is still good.
pub(super) async fn fresh<M: Flavor>(ctx: &mut Context, _: Next<'_, M>) -> Result {
    if let Some(status) = params::first(ctx, "s") {
        ops::set_status(ctx, Some(js::number(&status)))?;
    }
    if let Some(etag) = params::first(ctx, "e") {
        ctx.set_etag(&etag);
    }
    for (parameter, name) in [("re", "etag"), ("lm", "last-modified")] {
        if let Some(value) = params::first(ctx, parameter) {
            ctx.try_set_header(name, value)?;
        }
    }
    if params::first(ctx, "act").as_deref() == Some("304") {
        match ctx.is_fresh() {
            true => ctx.set_status(StatusCode::NOT_MODIFIED),
            false => ctx.set_body("stale"),
        };
        return Ok(());
    }
    let shown = json!({"fresh": ctx.is_fresh(), "stale": ctx.is_stale()});
    ctx.set_json(&shown)?;
    Ok(())
}
