//! koa-tokio, on a runtime of one thread.

use koa_core::App;
use std::net::TcpListener;

use super::Stop;

pub(super) fn serve(app: App, listener: TcpListener, stop: Stop) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let outcome = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        stop.race(koa_tokio::serve(listener, app)).await.transpose()
    });
    outcome.map(drop)
}
