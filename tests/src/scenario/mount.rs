//! Applications within applications.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use koa_core::{App, Context, Flavor, HeaderValue, Layer, Next, Result, StatusCode};
use serde_json::{Value, json};

use crate::params;

/// Mounts beside each other, each of which reports where it is.
pub(super) fn mount(app: App) -> App {
    app.mount("/hello", report("hello"))
        .mount("/World/", report("World"))
        .mount("/a b", report("space"))
        .mount("/%C3%A9", report("eacute"))
        .mount("/x.y", report("dot"))
        .mount(
            "/",
            Layer::new(async |ctx: &mut Context, next: Next<'_>| {
                show_path(ctx, "x-root")?;
                next.run(ctx).await
            }),
        )
        .mount(
            "/pass",
            Layer::new(async |ctx: &mut Context, next: Next<'_>| {
                show_path(ctx, "x-pass-in")?;
                next.run(ctx).await?;
                show_path(ctx, "x-pass-out")
            }),
        )
        .with(async |ctx, _| {
            show_path(ctx, "x-last")?;
            show(ctx, "root")
        })
}

fn report(place: &'static str) -> Layer {
    Layer::with_state(place, async |place: &&'static str, ctx: &mut Context, _: Next<'_>| show(ctx, place))
}

fn show(ctx: &mut Context, place: &str) -> Result {
    let shown = json!({
        "where": place,
        "path": super::path(&ctx.request),
        "url": ctx.url(),
        "originalUrl": ctx.original_url(),
        "mountPath": ctx.mount_path(),
        "querystring": ctx.querystring(),
    });
    ctx.set_json(&shown)?;
    Ok(())
}

fn show_path(ctx: &mut Context, header: &'static str) -> Result {
    let value = HeaderValue::new(ctx.path())?;
    ctx.set_header(header, value);
    Ok(())
}

/// What the levels of nested mounts left a trace of.
#[derive(Default)]
struct Levels {
    trace: Vec<String>,
    app: Option<Value>,
}

/// One of the nested levels.
struct Level(&'static str);

impl Level {
    async fn handle<M: Flavor>(&self, ctx: &mut Context, next: Next<'_, M>) -> Result {
        let Self(name) = self;
        enter(ctx, name);
        if params::first(ctx, "fail").as_deref() == Some(name) {
            return ctx.throw(403, format!("no {name}"));
        }
        if params::first(ctx, "stop").as_deref() != Some(name) {
            next.run(ctx).await?;
        }
        leave(ctx, name);
        Ok(())
    }
}

/// Mounts within mounts; settings of what is mounted have no effect.
pub(super) fn nested(app: App) -> App {
    let c = Layer::with_state(Level("c"), Level::handle);
    let b = App::new().with_state(Level("b"), Level::handle).mount("/c", c);
    let a = App::new().proxy(true).subdomain_offset(7).with_state(Level("a"), Level::handle).mount("/b", b);
    let sub = App::new().subdomain_offset(9).with(async |ctx, _| {
        // The settings are those of the outer application, which is the only one there is.
        let offset = ctx.settings().subdomain_offset();
        ctx.state.require_mut::<Levels>()?.app = Some(json!([offset == 2, offset]));
        Ok(())
    });
    app.with(root).mount("/a", a).mount("/sub", sub).with(async |ctx, _| {
        enter(ctx, "tail");
        Ok(())
    })
}

async fn root<M: Flavor>(ctx: &mut Context, next: Next<'_, M>) -> Result {
    ctx.state.insert(Levels::default());
    enter(ctx, "root");
    if let Err(error) = next.run(ctx).await {
        let entry = format!("err:{}@{}", error.message(), ctx.path());
        log(ctx, entry);
    }
    leave(ctx, "root");
    let levels = ctx.state.remove::<Levels>().unwrap_or_default();
    let mut body = json!({"trace": levels.trace, "url": ctx.url(), "mountPath": ctx.mount_path()});
    if let Some(app) = levels.app {
        body["app"] = app;
    }
    ctx.set_status(StatusCode::OK).set_json(&body)?;
    Ok(())
}

fn enter(ctx: &mut Context, name: &str) {
    let entry = format!("{name}>{}@{}", ctx.path(), ctx.mount_path().unwrap_or("-"));
    log(ctx, entry);
}

fn leave(ctx: &mut Context, name: &str) {
    let entry = format!("{name}<{}", ctx.path());
    log(ctx, entry);
}

fn log(ctx: &mut Context, entry: String) {
    if let Some(levels) = ctx.state.get_mut::<Levels>() {
        levels.trace.push(entry);
    }
}
