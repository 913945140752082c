//! Koa on tokio and on smol: middleware that only call the next, and a handler.

use std::io;

use koa_core::{App, Body, Context, Method, Next, Result};

use super::TEXT;
use super::order::Order;
use super::pieces::pieces;
use crate::blob::{STATIC, first};

pub(super) async fn on_tokio(listener: tokio::net::TcpListener, layers: usize) -> io::Result<()> {
    koa_tokio::serve(listener, app(layers)).await.map(drop)
}

pub(super) async fn on_smol(listener: smol::net::TcpListener, layers: usize) -> io::Result<()> {
    koa_smol::serve(listener, app(layers)).await.map(drop)
}

fn app(layers: usize) -> App {
    (0..layers).fold(App::new(), |app, _| app.with(async |ctx, next| next.run(ctx).await)).with(answer)
}

async fn answer(ctx: &mut Context, _: Next<'_>) -> Result {
    match (*ctx.method() == Method::POST, ctx.path()) {
        (true, "/echo") => {
            let body = ctx.request.bytes().await?;
            ctx.set_body(body);
        }
        (true, _) => {
            let order: Order = ctx.request.json().await?;
            ctx.set_json(&order.receipt())?;
        }
        (false, "/static") => drop(ctx.set_body(first(STATIC))),
        (false, "/stream") => drop(ctx.set_body(Body::stream(pieces::<&[u8]>()))),
        (false, _) => drop(ctx.set_body(TEXT)),
    }
    Ok(())
}
