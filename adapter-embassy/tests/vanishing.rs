//! Clients that are gone without a word, in each phase: the socket serves again when it is time.

use std::time::Duration;

use koa_embassy::{App, Limits, SingleThread};

use crate::support::{Peer, SECOND, Setup, World, ms, serve_with, sleep, within};

fn app() -> App<SingleThread> {
    App::local().with(async |ctx, _| {
        if ctx.path() == "/upload" {
            let body = ctx.request.text().await?;
            ctx.set_body(body.len().to_string());
        } else if ctx.path() == "/large" {
            ctx.set_body("x".repeat(100_000));
        } else if ctx.path() == "/slow" {
            sleep(ms(200)).await;
        }
        Ok(())
    })
}

const SHORT: Duration = Duration::from_millis(300);

/// Cuts the wire while a client does something with the only socket; the next client is served all the
/// same.
fn vanish(phase: impl AsyncFn(&World) -> Peer + 'static) {
    let limits =
        Limits { head: SHORT, idle: SHORT, body_pause: SHORT, write_pause: SHORT, close: SHORT, ..Limits::default() };
    serve_with(app(), Setup { sockets: 1, limits, ..Setup::default() }, async move |world| {
        let peer = phase(&world).await;
        world.wire.is_cut.set(true);
        sleep(SHORT * 5).await;
        drop(peer);
        world.wire.is_cut.set(false);
        assert_eq!(within(SECOND * 5, world.get("/")).await.map(|answer| answer.status), Some(404));
    });
}

#[test]
fn before_it_says_anything() {
    vanish(async |world| world.connect().await);
}

#[test]
fn within_a_head() {
    vanish(async |world| {
        let mut peer = world.connect().await;
        peer.send("GET / HT").await;
        sleep(ms(20)).await;
        peer
    });
}

#[test]
fn within_a_body() {
    vanish(async |world| {
        let mut peer = world.connect().await;
        peer.send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc").await;
        sleep(ms(20)).await;
        peer
    });
}

#[test]
fn while_its_request_runs() {
    vanish(async |world| {
        let mut peer = world.connect().await;
        peer.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n").await;
        sleep(ms(20)).await;
        peer
    });
}

#[test]
fn within_an_answer() {
    vanish(async |world| {
        let mut peer = world.connect().await;
        peer.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n").await;
        // Until its own memory is full.
        sleep(ms(50)).await;
        peer
    });
}

#[test]
fn between_requests() {
    vanish(async |world| {
        let mut peer = world.connect().await;
        peer.get("/").await;
        peer
    });
}

#[test]
fn while_the_connection_closes() {
    vanish(async |world| {
        let mut peer = world.connect().await;
        peer.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await;
        peer.answer().await;
        peer
    });
}

#[test]
fn while_the_connection_opens() {
    serve_with(app(), Setup { sockets: 1, ..Setup::default() }, async |world| {
        // The opening arrives and nothing after it.
        let other = world.clone();
        let opening = world.tasks.start(async move { within(ms(100), other.try_connect()).await.is_some() });
        sleep(ms(1)).await;
        world.wire.is_cut.set(true);
        opening.result().await;
        sleep(SECOND).await;
        world.wire.is_cut.set(false);
        assert_eq!(within(SECOND * 8, world.get("/")).await.map(|answer| answer.status), Some(404));
    });
}
