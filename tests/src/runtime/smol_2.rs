//! koa-smol, on an executor of one thread.

use koa_smol::{Limits, Server};
use smol::{Async, Executor, Timer};
use std::sync::Arc;

use super::{Service, Settings, Sockets};

pub(super) const SOCKETS: Sockets = Sockets {
    serve,
    sleep: |time| {
        Box::pin(async move {
            Timer::after(time).await;
        })
    },
};

fn serve(service: Service) -> std::io::Result<()> {
    let Service { app, listener, settings, stop } = service;
    let executor = Arc::new(Executor::new());
    let server = Server::new(app).limits(limits(settings)).strict(settings.is_strict).executor(executor.clone());
    let listener = Async::new(listener)?;
    let served = executor.run(async { stop.race(server.serve(listener)).await.transpose() });
    smol::block_on(served).map(drop)
}

fn limits(settings: Settings) -> Limits {
    let default = Limits::default();
    Limits {
        head: settings.head.unwrap_or(default.head),
        idle: settings.idle.unwrap_or(default.idle),
        body_pause: settings.body_pause.unwrap_or(default.body_pause),
        body_bytes: settings.body_bytes.unwrap_or(default.body_bytes),
        ..default
    }
}
