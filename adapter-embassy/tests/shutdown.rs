//! The server's way out.

use std::time::Instant;

use embassy_net::tcp::ConnectError;
use koa_embassy::{App, Limits, Shutdown, SingleThread};

use crate::support::{End, SECOND, Setup, ms, serve, serve_with, sleep};

fn app(shutdown: &Shutdown, time: std::time::Duration) -> App<SingleThread> {
    App::local().extend(shutdown.clone()).with(async move |ctx, _| {
        if ctx.path() == "/slow" {
            sleep(time).await;
        }
        ctx.set_body("done");
        Ok(())
    })
}

#[test]
fn what_runs_ends_and_what_is_idle_is_closed() {
    let shutdown = Shutdown::new();
    serve(app(&shutdown, ms(200)), async move |world| {
        let (mut idle, mut running) = (world.connect().await, world.connect().await);
        idle.get("/").await;
        running.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n").await;
        sleep(ms(20)).await;
        shutdown.start();
        assert_eq!(idle.rest().await, (String::new(), End::InOrder));
        idle.end().await;
        let answer = running.answer().await;
        assert!(answer.body == "done" && answer.closes());
        running.end().await;
        let report = world.report().await;
        assert_eq!((report.accepted, report.finished, report.aborted), (2, 2, 0));
    });
}

#[test]
fn what_does_not_end_is_aborted_at_the_deadline() {
    let (shutdown, limits) = (Shutdown::new(), Limits { drain: ms(200), ..Limits::default() });
    serve_with(app(&shutdown, SECOND * 30), Setup { limits, ..Setup::default() }, async move |world| {
        let mut running = world.connect().await;
        running.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n").await;
        sleep(ms(20)).await;
        let start = Instant::now();
        shutdown.start();
        assert_eq!(running.rest().await, (String::new(), End::Reset));
        assert_eq!(world.report().await.aborted, 1);
        assert!((ms(150)..SECOND * 3).contains(&start.elapsed()));
    });
}

#[test]
fn nobody_listens_any_more() {
    let shutdown = Shutdown::new();
    let setup = Setup { has_backlog: false, ..Setup::default() };
    serve_with(app(&shutdown, ms(1)), setup, async move |world| {
        shutdown.start();
        assert_eq!(world.report().await.accepted, 0);
        assert_eq!(world.try_connect().await.err(), Some(ConnectError::ConnectionReset));
    });
}
