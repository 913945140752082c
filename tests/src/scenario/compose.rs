//! Stacks of middleware written as lists of steps.
//!
//! Our `next` cannot be called twice: that does not compile. A list of steps can ask for it all the
//! same, so the interpreter keeps `next` in an `Option` and fails with Koa's message when it is gone.
//! What a middleware returns to the one above travels through the state.

use alloc::borrow::ToOwned as _;
use alloc::format;
use alloc::vec;
use alloc::vec::Vec;
use core::future::poll_fn;
use core::task::Poll;

use koa_core::{Compose, Context, Flavor, Layer, Next, Result, compose, header};
use serde_json::{Value, json};

use crate::errors::plain;
use crate::ops::set_status;
use crate::{body_kind, js, params};

/// What the steps left a trace of.
#[derive(Debug, Default)]
pub(crate) struct Trace(pub(crate) Vec<Value>);

/// What the middleware that ended last has returned.
#[derive(Debug, Default)]
pub(crate) struct Returned(pub(crate) Option<Value>);

/// A middleware or a stack of them, as JSON.
pub(crate) struct Stack;

impl Stack {
    /// Composes a list of middleware.
    pub(crate) fn compose(middleware: &[Value]) -> Compose {
        compose(middleware.iter().map(Self::layer))
    }

    fn layer(middleware: &Value) -> Layer {
        match middleware.as_array() {
            Some(nested) if nested.first().is_some_and(|first| first.get(0).is_some_and(Value::is_array)) => {
                Layer::with_state(Self::compose(nested), Compose::run)
            }
            steps => Layer::with_state(Steps(steps.cloned().unwrap_or_default()), Steps::run),
        }
    }
}

/// A middleware as a list of steps.
struct Steps(Vec<Value>);

impl Steps {
    async fn run<M: Flavor>(&self, ctx: &mut Context, next: Next<'_, M>) -> Result {
        let mut next = Some(next);
        for step in &self.0 {
            let (a, b) = (step.get(1).unwrap_or(&Value::Null), step.get(2).unwrap_or(&Value::Null));
            match step.get(0).and_then(Value::as_str).unwrap_or_default() {
                "log" => log(ctx, a.clone()),
                "next" => downstream(ctx, next.take()).await?,
                // Nothing runs by itself here: what is not waited for would not run at all.
                "fork" => drop(downstream(ctx, next.take()).await),
                "ret" => return downstream(ctx, next.take()).await,
                "tick" => tick().await,
                "try" => {
                    if let Err(error) = downstream(ctx, next.take()).await {
                        log(ctx, format!("caught:{}", error.message()).into());
                    }
                }
                "finally" => {
                    let outcome = downstream(ctx, next.take()).await;
                    log(ctx, a.clone());
                    outcome?;
                }
                "throw" => return Err(plain(js::text(a))),
                "httpthrow" => return ctx.throw(a.as_u64().map_or(500, |status| status as u16), js::text(b)),
                "status" => set_status(ctx, a.as_f64())?,
                "body" => body_kind::set_value(ctx, a)?,
                "body+" => append(ctx, a),
                "set" => drop(ctx.try_set_header(&js::text(a), js::text(b))?),
                "stop" => return give(ctx, None),
                "value" => return give(ctx, Some(a.clone())),
                "valuenext" => {
                    downstream(ctx, next.take()).await?;
                    let value = ctx.state.remove::<Returned>().and_then(|returned| returned.0).unwrap_or_default();
                    log(ctx, format!("got:{value}").into());
                }
                other => return Err(plain(format!("unknown step {other}"))),
            }
        }
        give(ctx, None)
    }
}

/// The rest of the onion, once.
async fn downstream<M: Flavor>(ctx: &mut Context, next: Option<Next<'_, M>>) -> Result {
    let next = next.ok_or_else(|| plain("next() called multiple times"))?;
    ctx.state.insert(Returned::default());
    next.run(ctx).await
}

fn give(ctx: &mut Context, value: Option<Value>) -> Result {
    ctx.state.insert(Returned(value));
    Ok(())
}

fn log(ctx: &mut Context, entry: Value) {
    match ctx.state.get_mut::<Trace>() {
        Some(trace) => trace.0.push(entry),
        None => drop(ctx.state.insert(Trace(vec![entry]))),
    }
}

fn append(ctx: &mut Context, value: &Value) {
    let body = ctx.response.take_body();
    let text = match (body.as_text(), body.as_bytes()) {
        (Some(text), _) => text.to_owned(),
        _ if body.is_empty() => "undefined".to_owned(),
        (None, Some(json)) => serde_json::from_slice(json).map(|value| js::text(&value)).unwrap_or_default(),
        (None, None) => "[object Object]".to_owned(),
    };
    ctx.set_body(text + &js::text(value));
}

/// Lets the executor do something else once.
pub(crate) async fn tick() {
    let mut ticked = false;
    poll_fn(|cx| {
        if ticked {
            return Poll::Ready(());
        }
        ticked = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Runs the stack and reports its trace.
pub(super) async fn run_stack(ctx: &mut Context, next: Next<'_>) -> Result {
    let stack: Vec<Value> = params::json(ctx, "stack")?;
    ctx.state.insert(Trace::default());
    let outcome = Stack::compose(&stack).run(ctx, next).await;
    let trace = ctx.state.remove::<Trace>().unwrap_or_default().0;
    if !params::is_on(ctx, "guard") {
        outcome?;
        ctx.try_set_header("x-trace", js::join(&trace, ","))?;
        return Ok(());
    }
    let error = outcome.err().map(|error| error.message().to_owned());
    ctx.set_status(koa_core::StatusCode::OK).remove_header(header::CONTENT_TYPE);
    ctx.set_json(&json!({"trace": trace, "error": error}))?;
    Ok(())
}

/// The bottom of the onion.
pub(super) async fn end<M: Flavor>(ctx: &mut Context, _: Next<'_, M>) -> Result {
    log(ctx, "end".into());
    give(ctx, None)
}
