//! koa-tokio, on a runtime of one thread.

use koa_tokio::{Limits, Server};

use super::{Service, Settings, Sockets};

pub(super) const SOCKETS: Sockets = Sockets { serve, sleep: |time| Box::pin(tokio::time::sleep(time)) };

fn serve(service: Service) -> std::io::Result<()> {
    let Service { app, listener, settings, stop } = service;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let server = Server::new(app).limits(limits(settings)).strict(settings.is_strict);
    let outcome = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        stop.race(server.serve(listener)).await.transpose()
    });
    outcome.map(drop)
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
