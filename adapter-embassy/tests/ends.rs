//! How connections end, from either side.

use std::time::Instant;

use embassy_net::tcp::State;
use koa_embassy::{App, Body, Limits, SingleThread};

use crate::basics::hello;
use crate::support::{End, SECOND, Setup, ms, serve, serve_with, sleep, within};

/// Answers after a while.
fn slow() -> App<SingleThread> {
    App::local().with(async |ctx, _| {
        sleep(ms(300)).await;
        ctx.set_body("late");
        Ok(())
    })
}

#[test]
fn a_client_that_closes_its_side_gets_its_answer() {
    serve(slow(), async |world| {
        let mut peer = world.connect().await;
        peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;
        peer.finish();
        assert_eq!(peer.answer().await.body, "late");
        assert_eq!(peer.rest().await, (String::new(), End::InOrder));
        assert_eq!(world.wire.resets(), 0);
    });
}

#[test]
fn a_large_answer_to_a_client_that_has_closed_its_side_arrives_whole() {
    let app = App::local().with(async |ctx, _| {
        ctx.set_body("x".repeat(100_000));
        Ok(())
    });
    serve(app, async |world| {
        let mut peer = world.connect().await;
        peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;
        peer.finish();
        assert_eq!(peer.answer().await.body.len(), 100_000);
        assert_eq!(peer.rest().await.1, End::InOrder);
    });
}

#[test]
fn the_last_answer_arrives_although_the_client_still_sends() {
    serve(hello(), async |world| {
        let mut peer = world.connect().await;
        peer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n").await;
        for _ in 0..10 {
            peer.send("x".repeat(2000)).await;
        }
        let answer = peer.answer().await;
        assert!(answer.status == 200 && answer.closes());
        // And its end is seen before any reset.
        peer.send("x".repeat(2000)).await;
        assert_eq!(peer.rest().await, (String::new(), End::InOrder));
    });
}

#[test]
fn a_client_that_does_not_close_its_side_keeps_a_socket_for_a_while_only() {
    let limits = Limits { close: ms(200), ..Limits::default() };
    serve_with(hello(), Setup { sockets: 1, limits, ..Setup::default() }, async |world| {
        let mut peer = world.connect().await;
        peer.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await;
        assert_eq!(peer.answer().await.status, 200);
        let start = Instant::now();
        assert_eq!(world.get("/").await.status, 200);
        assert!((ms(100)..SECOND * 2).contains(&start.elapsed()), "{:?}", start.elapsed());
        assert_eq!(peer.state(), State::Closed, "it was reset");
    });
}

#[test]
fn an_orderly_end_needs_no_waiting() {
    serve_with(hello(), Setup { sockets: 1, ..Setup::default() }, async |world| {
        let start = Instant::now();
        for _ in 0..50 {
            assert_eq!(world.get("/").await.status, 200);
        }
        assert!(start.elapsed() < SECOND * 2, "{:?}", start.elapsed());
        assert_eq!(world.wire.resets(), 0);
    });
}

#[test]
fn an_idle_connection_is_closed_in_order() {
    let limits = Limits { idle: ms(200), ..Limits::default() };
    serve_with(hello(), Setup { limits, ..Setup::default() }, async |world| {
        let mut peer = world.connect().await;
        peer.get("/").await;
        let start = Instant::now();
        assert_eq!(peer.rest().await, (String::new(), End::InOrder));
        assert!(start.elapsed() >= ms(150));
    });
}

#[test]
fn an_answer_that_breaks_off_is_reset_after_what_there_is_of_it() {
    let app = App::local().on_error(|_, _| {}).with(async |ctx, _| {
        let mut pieces = 0;
        ctx.set_body(Body::from_poll_fn(move |cx| {
            pieces += 1;
            match pieces {
                1 => std::task::Poll::Ready(Some(Ok("something".into()))),
                2 => {
                    cx.waker().wake_by_ref();
                    std::task::Poll::Pending
                }
                _ => std::task::Poll::Ready(Some(Err(koa_embassy::Error::new(500, "broken")))),
            }
        }));
        Ok(())
    });
    serve(app, async |world| {
        let mut peer = world.connect().await;
        peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;
        let (text, end) = peer.rest().await;
        assert!(text.ends_with("\r\n9\r\nsomething\r\n"), "{text}");
        assert_eq!(end, End::Reset);
    });
}

#[test]
fn a_client_that_resets_ends_its_handler() {
    let app = App::local().with(async |ctx, _| {
        if ctx.path() == "/for-ever" {
            std::future::pending::<()>().await;
        }
        Ok(())
    });
    serve_with(app, Setup { sockets: 1, ..Setup::default() }, async |world| {
        let mut peer = world.connect().await;
        peer.send("GET /for-ever HTTP/1.1\r\nHost: a\r\n\r\n").await;
        sleep(ms(20)).await;
        peer.reset().await;
        assert_eq!(within(SECOND, world.get("/")).await.map(|answer| answer.status), Some(404));
    });
}

#[test]
fn a_client_that_leaves_while_its_connection_opens_costs_nothing() {
    serve_with(hello(), Setup { sockets: 1, ..Setup::default() }, async |world| {
        for _ in 0..20 {
            world.connect().await.reset().await;
            world.connect().await.end().await;
        }
        assert_eq!(world.get("/").await.status, 200);
    });
}
