//! Applications that fail.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use koa_core::{Context, Error, Flavor, Next, Result, StatusCode};
use serde_json::{Map, Value};

use crate::errors::{self, Texts, plain};
use crate::{js, params};

/// `ctx.throw`, after a response has been begun.
pub(super) async fn throw<M: Flavor>(ctx: &mut Context, next: Next<'_, M>) -> Result {
    begin(ctx);
    throw_arguments(ctx, next).await
}

/// `ctx.throw` with any arguments.
pub(super) async fn throw_arguments<M: Flavor>(ctx: &mut Context, _: Next<'_, M>) -> Result {
    let arguments: Vec<Value> = params::json(ctx, "a")?;
    Err(errors::create(&arguments, Texts::Current)?)
}

/// Begins a response of which an error leaves nothing.
fn begin(ctx: &mut Context) {
    if params::is_on(ctx, "pre") {
        ctx.set_header("x-before", "1").set_header("vary", "Accept").set_header("set-cookie", "a=b");
        ctx.set_header("cache-control", "no-cache").set_body("<p>hi</p>");
    }
}

/// `ctx.assert` and its helpers.
pub(super) async fn assert<M: Flavor>(ctx: &mut Context, _: Next<'_, M>) -> Result {
    let function = params::first(ctx, "fn").unwrap_or_default();
    let arguments: Vec<Value> = params::json(ctx, "a")?;
    errors::assert(&function, &arguments)?;
    ctx.set_body("passed");
    Ok(())
}

/// Fails with any error, at once or later.
pub(super) async fn error<M: Flavor>(ctx: &mut Context, _: Next<'_, M>) -> Result {
    begin(ctx);
    let described: Map<String, Value> = params::json(ctx, "e")?;
    if params::is_on(ctx, "async") {
        super::compose::tick().await;
    }
    Err(error_value(&described)?)
}

fn error_value(described: &Map<String, Value>) -> Result<Error> {
    let member = |name: &str| described.get(name).unwrap_or(&Value::Null);
    if member("kind") == "value" {
        return Ok(plain(format!("non-error thrown: {}", member("value"))));
    }
    let status = Some(member("status")).filter(|status| js::is_truthy(status)).unwrap_or(member("statusCode"));
    let status = status.as_u64().and_then(|number| u16::try_from(number).ok());
    let mut error = plain(js::text(member("message")));
    error.set_status(status.map_or(StatusCode::INTERNAL_SERVER_ERROR, |status| {
        StatusCode::new(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }));
    error.set_expose(js::is_truthy(member("expose")));
    errors::set_headers(&mut error, member("headers"))?;
    Ok(error)
}

/// Catches what the rest of the onion fails with, to decorate it or to answer itself.
pub(super) async fn error_handler<M: Flavor>(ctx: &mut Context, next: Next<'_, M>) -> Result {
    let Err(mut error) = next.run(ctx).await else { return Ok(()) };
    if params::is_on(ctx, "re") {
        error.headers_mut().clear();
        return Err(error.with_header("x-decorated", "yes"));
    }
    ctx.set_status(error.status());
    ctx.set_json(&errors::described(&error))?;
    Ok(())
}
