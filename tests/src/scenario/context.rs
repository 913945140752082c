//! Applications about the context itself: what it forwards, carries and shows.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use koa_core::{App, Context, Flavor, Next, Request, Result, StatusCode, header};
use serde_json::{Value, json};

use crate::errors::plain;
use crate::{body_kind, js, ops, params};

/// The JSON representation of the context or of a part of it.
pub(super) async fn to_json<M: Flavor>(ctx: &mut Context, _: Next<'_, M>) -> Result {
    let steps: Vec<Value> = params::json(ctx, "ops")?;
    ops::apply_all(ctx, &steps)?;
    let shown = match params::first(ctx, "w").as_deref() {
        Some("request") => json!(ctx.request),
        Some("response") => json!(ctx.response),
        Some("app") => json!(ctx.settings()),
        _ => context_json(ctx),
    };
    ctx.remove_header(header::CONTENT_TYPE).set_status(StatusCode::OK).set_json(&shown)?;
    Ok(())
}

/// What the context shows, with the texts that stand for Node's objects.
fn context_json(ctx: &Context) -> Value {
    let mut shown = json!(ctx);
    for name in ["req", "res", "socket"] {
        shown[name] = format!("<original node {name}>").into();
    }
    shown
}

/// Writes and reads through the context what belongs to its request and response.
pub(super) async fn delegates<M: Flavor>(ctx: &mut Context, _: Next<'_, M>) -> Result {
    ctx.set_status(StatusCode::CREATED).set_reason("Made").set_content_type("json").set_content_length(5);
    ctx.set_etag("x").set_last_modified(0);
    let response = &ctx.response;
    let modified = response.last_modified().filter(|milliseconds| *milliseconds == 0);
    let shown = json!({
        "status": response.status().as_u16(),
        "message": response.reason(),
        "type": response.content_type(),
        "length": response.content_length(),
        "etag": response.etag(),
        "lastModified": modified.map(|_| "1970-01-01T00:00:00.000Z"),
    });
    let request = forwarded(ctx);
    ctx.set_json(&json!({"res": shown, "req": request}))?;
    Ok(())
}

/// Whether the context gives what its request gives.
fn forwarded(ctx: &Context) -> Vec<(&'static str, bool)> {
    let request = &ctx.request;
    vec![
        ("querystring", ctx.querystring() == request.querystring()),
        ("idempotent", ctx.is_idempotent() == request.is_idempotent()),
        ("search", ctx.search() == request.search()),
        ("method", ctx.method() == request.method()),
        ("query", ctx.query() == request.query()),
        ("path", ctx.path() == request.path()),
        ("url", ctx.url() == request.url()),
        ("origin", ctx.origin() == request.origin()),
        ("href", ctx.href() == request.href()),
        ("subdomains", ctx.subdomains() == request.subdomains()),
        ("protocol", ctx.protocol() == request.protocol()),
        ("host", ctx.host() == request.host()),
        ("hostname", ctx.hostname() == request.hostname()),
        ("secure", ctx.is_secure() == request.is_secure()),
        ("stale", ctx.is_stale() != ctx.is_fresh()),
        ("fresh", ctx.is_fresh() != ctx.is_stale()),
        ("ips", ctx.ips() == request.ips()),
        ("ip", ctx.ip() == request.ip()),
    ]
}

/// What Koa would send before the onion is done: here the head waits for it.
pub(super) async fn flush<M: Flavor>(ctx: &mut Context, _: Next<'_, M>) -> Result {
    if let Some(status) = params::first(ctx, "s") {
        ops::set_status(ctx, Some(js::number(&status)))?;
    }
    if let Some(length) = params::first(ctx, "cl") {
        ops::set_length(ctx, &js::number_value(js::number(&length)))?;
    }
    ctx.set_header("x-a", "1");
    ctx.set_header("x-b", "2").append_header("x-a", "3").remove_header("x-a").vary("X");
    ctx.set_status(StatusCode::INTERNAL_SERVER_ERROR);
    if params::is_on(ctx, "fail") {
        return Err(plain("late"));
    }
    match params::first(ctx, "k") {
        Some(kind) => body_kind::assign(ctx, &kind, None),
        None => Ok(()),
    }
}

struct Db(&'static str);
struct Stamp(u8);
struct User(&'static str);

/// A method of the application's own on every request.
trait Shout {
    fn shout(&self) -> String;
}

impl Shout for Request {
    fn shout(&self) -> String {
        format!("{}!", self.method().as_str().to_uppercase())
    }
}

/// An application with values for every context, and state for one.
pub(super) fn extend(app: App) -> App {
    app.extend(Db("pg")).extend(Stamp(7)).with(sign_in).with(show_values)
}

async fn sign_in<M: Flavor>(ctx: &mut Context, next: Next<'_, M>) -> Result {
    ctx.state.insert(User("tobi"));
    next.run(ctx).await
}

async fn show_values<M: Flavor>(ctx: &mut Context, _: Next<'_, M>) -> Result {
    let user = ctx.state.require::<User>()?.0;
    // The state knows types, not names.
    let keys = if ctx.state.len() == 1 { vec!["user"] } else { Vec::new() };
    let shown = json!({
        "db": ctx.app::<Db>()?.0,
        "shout": ctx.request.shout(),
        "stamp": ctx.app::<Stamp>()?.0,
        "user": user,
        "keys": keys,
    });
    ctx.set_json(&shown)?;
    Ok(())
}
