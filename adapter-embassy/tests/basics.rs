//! A request and its answer.

use std::cell::Cell;
use std::rc::Rc;

use koa_embassy::{App, SingleThread};

use crate::support::{End, Setup, serve, serve_with};

pub(crate) fn hello() -> App<SingleThread> {
    App::local().with(async |ctx, _| {
        ctx.set_body("Hello World");
        Ok(())
    })
}

#[test]
fn a_request_is_answered() {
    serve(hello(), async |world| {
        let answer = world.get("/").await;
        assert_eq!((answer.status, answer.body.as_str()), (200, "Hello World"));
        assert_eq!(world.wire.resets(), 0);
    });
}

#[test]
fn an_application_of_any_thread_is_served_too() {
    let app = App::new().with(async |ctx, _| {
        ctx.set_body("from any thread");
        Ok(())
    });
    serve(app, async |world| assert_eq!(world.get("/").await.body, "from any thread"));
}

#[test]
fn middleware_may_share_what_stays_on_its_thread() {
    let led = Rc::new(Cell::new(false));
    let app = App::local().with_state(led.clone(), async |led, ctx, _| {
        led.set(ctx.path() == "/on");
        Ok(())
    });
    serve(app, async move |world| {
        world.get("/on").await;
        assert!(led.get());
        world.get("/off").await;
        assert!(!led.get());
    });
}

#[test]
fn a_connection_serves_many_requests() {
    serve(hello(), async |world| {
        let mut peer = world.connect().await;
        for _ in 0..1000 {
            let answer = peer.get("/").await;
            assert!(answer.status == 200 && !answer.closes());
        }
        peer.end().await;
        assert_eq!(world.wire.resets(), 0);
    });
}

#[test]
fn all_sockets_may_share_a_task() {
    let setup = Setup { is_joined: true, ..Setup::default() };
    serve_with(hello(), setup, async |world| {
        let mut peers = Vec::new();
        for _ in 0..4 {
            peers.push(world.connect().await);
        }
        for _ in 0..10 {
            for peer in &mut peers {
                assert_eq!(peer.get("/").await.body, "Hello World");
            }
        }
    });
}

#[test]
fn an_answer_leaves_in_one_segment_and_nothing_waits_for_acknowledgements() {
    serve(hello(), async |world| {
        let mut peer = world.connect().await;
        peer.get("/").await;
        world.wire.take_lengths();
        let answer = peer.get("/").await;
        assert_eq!(answer.body, "Hello World");
        assert_eq!(world.wire.take_lengths().len(), 1);
    });
}

#[test]
fn pipelined_requests_are_answered_in_one_segment() {
    serve(hello(), async |world| {
        let mut peer = world.connect().await;
        peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(3)).await;
        for _ in 0..3 {
            assert_eq!(peer.answer().await.status, 200);
        }
        assert_eq!(world.wire.take_lengths().len(), 1);
    });
}

#[test]
fn a_body_larger_than_the_socket_arrives_whole() {
    let app = App::local().with(async |ctx, _| {
        ctx.set_body("0123456789".repeat(5000));
        Ok(())
    });
    serve(app, async |world| {
        let answer = world.get("/").await;
        assert_eq!(answer.body, "0123456789".repeat(5000));
    });
}

#[test]
fn a_request_that_comes_byte_by_byte_is_answered() {
    serve(hello(), async |world| {
        let mut peer = world.connect().await;
        for byte in b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" {
            peer.send([*byte]).await;
            assert_eq!(peer.socket.flush().await, Ok(()));
        }
        let (text, end) = peer.rest().await;
        assert!(text.ends_with("Hello World"), "{text}");
        assert_eq!(end, End::InOrder);
    });
}
