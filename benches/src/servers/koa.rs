//! Koa on tokio: middleware that only call the next, and a handler.

use std::io;

use koa_tokio::App;
use tokio::net::TcpListener;

use super::TEXT;

pub(super) async fn serve(listener: TcpListener, layers: usize) -> io::Result<()> {
    let mut app = App::new();
    for _ in 0..layers {
        app = app.with(async |ctx, next| next.run(ctx).await);
    }
    let app = app.with(async |ctx, _| {
        ctx.set_body(TEXT);
        Ok(())
    });
    koa_tokio::serve(listener, app).await.map(drop)
}
