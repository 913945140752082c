//! Which connections go on (RFC 9112 §9.3), and what becomes of bodies that nobody read.

use std::future::Future;
use std::pin::Pin;
use std::task::Poll;

use koa_core::App;
use koa_http1::{Ended, Limits};

use crate::support::{careless, connect, connect_within, get, post};

/// The Connection of the answer to a GET of that version, and whether the connection went on.
fn asked(version: &str, fields: &str) -> (Option<String>, bool) {
    let mut session = connect(careless());
    session.send(format!("GET / HTTP/{version}\r\nHost: a\r\n{fields}\r\n"));
    let connection = session.answer().header("connection").map(ToOwned::to_owned);
    let goes_on = session.ended().is_none();
    if goes_on {
        assert_eq!(session.send(get("/again")).answer().text(), "/again");
    }
    (connection, goes_on)
}

#[test]
fn http_1_1_goes_on_unless_somebody_closes() {
    assert_eq!(asked("1.1", ""), (None, true));
    assert_eq!(asked("1.1", "Connection: keep-alive\r\n"), (None, true));
    for close in ["close", "Close", "keep-alive, close", "te , close ,x", "close\r\nConnection: keep-alive"] {
        assert_eq!(asked("1.1", &format!("Connection: {close}\r\n")), (Some("close".into()), false), "{close}");
    }
    assert_eq!(asked("1.1", "Connection: closed\r\n"), (None, true));
}

#[test]
fn http_1_0_closes_unless_it_asks_to_go_on() {
    assert_eq!(asked("1.0", ""), (Some("close".into()), false));
    assert_eq!(asked("1.0", "Connection: Keep-Alive\r\n"), (Some("keep-alive".into()), true));
    assert_eq!(asked("1.0", "Connection: keep-alive, close\r\n"), (Some("close".into()), false));
}

#[test]
fn a_later_minor_version_is_1_1() {
    assert_eq!(asked("1.2", ""), (None, true));
}

#[test]
fn many_exchanges_use_one_connection() {
    let mut session = connect(careless());
    for number in 0..100 {
        let path = format!("/{number}");
        assert_eq!(session.send(get(&path)).answer().text(), path);
    }
}

#[test]
fn a_request_that_left_its_downstream_unfinished_does_not_disturb_the_next() {
    let app = App::local()
        .with(async |ctx, next| {
            let path = ctx.path().to_owned();
            let mut downstream = next.run(ctx);
            let waker = std::task::Waker::noop();
            match Pin::new(&mut downstream).poll(&mut std::task::Context::from_waker(waker)) {
                Poll::Ready(outcome) => return outcome,
                Poll::Pending if path == "/forget" => std::mem::forget(downstream),
                Poll::Pending => drop(downstream),
            }
            Ok(())
        })
        .with(async |ctx, next| next.run(ctx).await)
        .with(async |ctx, _| {
            ctx.set_body(ctx.path().to_owned());
            match ctx.path() {
                "/" => Ok(()),
                _ => std::future::pending().await,
            }
        });
    let mut session = connect(app);
    for path in ["/", "/forget", "/", "/drop", "/forget", "/forget", "/"] {
        assert_eq!(session.send(get(path)).answer().text(), path);
    }
}

#[test]
fn a_short_body_that_nobody_read_is_read_away() {
    let mut session = connect(careless());
    let length = 64 << 10;
    session.send(format!("POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n"));
    let answer = session.answer();
    assert_eq!((answer.text(), answer.header("connection")), ("/1", None));
    session.send("x".repeat(length)).send(get("/2"));
    assert_eq!(session.answer().text(), "/2");
}

#[test]
fn a_long_body_that_nobody_read_is_not_waited_for() {
    let mut session = connect(careless());
    let length = (64 << 10) + 1;
    session.send(format!("POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n"));
    assert_eq!(session.answer().header("connection"), Some("close"));
    assert_eq!(session.ended(), Some(&Ended::Closing));
}

#[test]
fn chunks_that_nobody_read_are_read_away_up_to_the_limit() {
    let limits = Limits { drained_bytes: 100, ..Limits::default() };
    let head = "POST /1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    let mut session = connect_within(careless(), limits);
    session.send(head);
    assert_eq!(session.answer().text(), "/1");
    session.send("64\r\n").send("x".repeat(100)).send("\r\n0\r\n\r\n").send(get("/2"));
    assert_eq!(session.answer().text(), "/2");

    let mut session = connect_within(careless(), limits);
    session.send(head).send("65\r\n").send("x".repeat(101)).send("\r\n0\r\n\r\n").send(get("/2"));
    assert_eq!(session.answer().text(), "/1");
    assert_eq!(session.ended(), Some(&Ended::Closing));
}

#[test]
fn a_body_that_breaks_while_it_is_read_away_ends_the_connection() {
    let mut session = connect(careless());
    session.send("POST /1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n").send("xyz").send(get("/2"));
    assert_eq!(session.answer().text(), "/1");
    assert_eq!(session.ended(), Some(&Ended::Closing));
}

#[test]
fn a_body_that_was_read_in_part_is_read_away() {
    let app = App::local().with(async |ctx, _| {
        let first = ctx.request.body_mut().chunk().await.transpose()?;
        ctx.set_body(first.unwrap_or_default());
        Ok(())
    });
    let mut session = connect(app);
    session.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n").send("first");
    assert_eq!(session.answer().text(), "first");
    session.send("other").send(post("/", "next"));
    assert_eq!(session.answer().text(), "next");
}

#[test]
fn a_client_that_closes_its_side_is_answered_first() {
    let mut session = connect(careless());
    session.send([get("/1"), get("/2")].concat()).finish();
    assert_eq!(session.answers().len(), 2);
    assert_eq!(session.ended(), Some(&Ended::Closed));
}

#[test]
fn a_client_that_never_sent_a_thing_gets_nothing() {
    let mut session = connect(careless());
    session.finish();
    assert_eq!((session.received().as_str(), session.ended()), ("", Some(&Ended::Closed)));
}
