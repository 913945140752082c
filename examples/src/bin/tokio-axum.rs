//! cargo run -p koa-examples --bin tokio-axum
//!
//! A Koa application inside an axum router, and an axum router inside a Koa application.
//! Try: curl http://127.0.0.1:3000/{axum,koa/any/path,koa/back/to/axum}

use axum::Router;
use axum::routing::get;
use koa_tokio::{App, callback, from_tower};

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let inner = Router::new().route("/to/axum", get(async || "axum inside koa inside axum"));
    let koa = App::new().mount("/back", App::new().with_middleware(from_tower(inner))).with(async |ctx, _| {
        let greeting = format!("koa says hello from {}", ctx.path());
        ctx.set_body(greeting);
        Ok(())
    });
    let router = Router::new().route("/axum", get(async || "axum itself")).nest_service("/koa", callback(koa));

    println!("listening on http://127.0.0.1:3000");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    axum::serve(listener, router).await
}
