//! Clients that are slow or want too much are told so.

use koa_embassy::{App, Limits, SingleThread};

use crate::support::{End, Peer, Setup, ms, serve_with, sleep};

fn length() -> App<SingleThread> {
    App::local().with(async |ctx, _| {
        let body = ctx.request.text().await?;
        ctx.set_body(body.len().to_string());
        Ok(())
    })
}

/// What a client is told that does this, with small limits; and that the end is in order.
fn told(act: impl AsyncFnOnce(&mut Peer) + 'static) -> u16 {
    let status = std::rc::Rc::new(std::cell::Cell::new(0));
    let limits = Limits {
        head_bytes: 1000,
        uri_bytes: 200,
        headers: 10,
        body_bytes: 5000,
        head: ms(150),
        body_pause: ms(150),
        ..Limits::default()
    };
    let told = status.clone();
    serve_with(length(), Setup { limits, ..Setup::default() }, async move |world| {
        let mut peer = world.connect().await;
        act(&mut peer).await;
        let answer = peer.answer().await;
        assert!(answer.closes());
        assert_eq!(peer.rest().await, (String::new(), End::InOrder));
        told.set(answer.status);
    });
    status.get()
}

#[test]
fn a_head_that_does_not_end_is_408() {
    assert_eq!(told(async |peer| peer.send("GET / HTTP/1.1\r\n").await), 408);
}

#[test]
fn a_head_that_comes_a_byte_at_a_time_is_408() {
    let status = told(async |peer| {
        for byte in b"GET / HTTP/1.1\r\nHost: a" {
            peer.send([*byte]).await;
            sleep(ms(10)).await;
        }
    });
    assert_eq!(status, 408);
}

#[test]
fn a_body_that_pauses_is_408() {
    let status = told(async |peer| {
        peer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf").await;
    });
    assert_eq!(status, 408);
}

#[test]
fn a_declared_body_that_is_too_large_is_413() {
    let status = told(async |peer| {
        peer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5001\r\n\r\n").await;
    });
    assert_eq!(status, 413);
}

#[test]
fn a_body_in_chunks_that_is_too_large_is_413() {
    let status = told(async |peer| {
        peer.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n").await;
        for _ in 0..6 {
            peer.send("3e8\r\n".to_owned() + &"x".repeat(1000) + "\r\n").await;
        }
    });
    assert_eq!(status, 413);
}

#[test]
fn a_head_that_is_too_large_is_431() {
    let status = told(async |peer| {
        peer.send("GET / HTTP/1.1\r\nHost: a\r\nX: ".to_owned() + &"x".repeat(3000)).await;
    });
    assert_eq!(status, 431);
}

#[test]
fn too_many_fields_are_431() {
    let status = told(async |peer| {
        peer.send("GET / HTTP/1.1\r\nHost: a\r\n".to_owned() + &"x: y\r\n".repeat(10) + "\r\n").await;
    });
    assert_eq!(status, 431);
}

#[test]
fn a_target_that_is_too_long_is_414() {
    let status = told(async |peer| {
        peer.send(format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "x".repeat(200))).await;
    });
    assert_eq!(status, 414);
}

#[test]
fn garbage_is_400() {
    assert_eq!(told(async |peer| peer.send("\x16\x03\x01\x02 not HTTP at all\r\n\r\n").await), 400);
}
