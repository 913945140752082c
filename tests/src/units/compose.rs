//! koa-compose.

use koa_core::{App, Compose, Context, Layer, compose, test};
use serde_json::{Value, json};

use crate::scenario::{Returned, Stack, Trace};

/// Runs a stack, with a `next` below it or without.
pub(super) fn run(input: &Value) -> Result<Value, String> {
    let app = app(input, input["terminal"] == true);
    let mut ctx = super::context();
    let error = run_once(&app, &mut ctx).err();
    let value = error.is_none().then(|| returned(&mut ctx));
    Ok(json!({"trace": trace(&mut ctx), "value": value, "error": error}))
}

/// Composes a list; what is not a list of functions does not compile here.
pub(super) fn build(input: &Value) -> Result<Value, String> {
    let layer = || Layer::new(async |ctx, next| next.run(ctx).await);
    let stack = match input["stack"].as_str() {
        Some("empty list") => compose([]),
        Some("function") => compose([layer()]),
        Some("deep nested") => compose([Layer::with_state(compose([layer()]), Compose::run)]),
        _ => return Err("does not compile".into()),
    };
    let _: &Compose = &stack;
    Ok("function".into())
}

/// Runs one stack twice.
pub(super) fn run_twice(input: &Value) -> Result<Value, String> {
    let app = app(input, false);
    let mut ctx = super::context();
    let mut result = || match run_once(&app, &mut ctx) {
        Ok(()) => returned(&mut ctx),
        Err(error) => format!("error:{error}").into(),
    };
    let results = [result(), result()];
    Ok(json!({"trace": trace(&mut ctx), "results": results}))
}

/// Adds to the list of middleware after it has been composed.
pub(super) fn snapshot() -> Result<Value, String> {
    let mut list = vec![json!([["log", "A"], ["next"]])];
    let app = App::new().with_state(Stack::compose(&list), Compose::run);
    list.push(json!([["log", "B"]]));
    let mut ctx = super::context();
    run_once(&app, &mut ctx)?;
    Ok(trace(&mut ctx).into())
}

fn app(input: &Value, has_terminal: bool) -> App {
    let stack = input["stack"].as_array().map(Vec::as_slice).unwrap_or_default();
    let app = App::new().with_state(Stack::compose(stack), Compose::run);
    if !has_terminal {
        return app;
    }
    app.compose(compose([Layer::new(async |ctx, _| {
        let mut trace = ctx.state.remove::<Trace>().unwrap_or_default();
        trace.0.push("end".into());
        ctx.state.insert(trace);
        ctx.state.insert(Returned(Some("T".into())));
        Ok(())
    })]))
}

fn run_once(app: &App, ctx: &mut Context) -> Result<(), String> {
    test::block_on(app.run(ctx)).map_err(|error| error.message().into())
}

fn returned(ctx: &mut Context) -> Value {
    ctx.state.remove::<Returned>().and_then(|returned| returned.0).unwrap_or_default()
}

fn trace(ctx: &mut Context) -> Vec<Value> {
    ctx.state.remove::<Trace>().unwrap_or_default().0
}
