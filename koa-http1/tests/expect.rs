//! Expect: 100-continue (RFC 9110 §10.1.1).

use koa_core::App;
use koa_http1::Ended;

use crate::support::{Gate, careless, connect, get, mirror};

const CONTINUE: &str = "HTTP/1.1 100 Continue\r\n\r\n";

fn head(length: usize) -> String {
    format!("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: {length}\r\n\r\n")
}

#[test]
fn a_client_is_told_to_go_on_when_somebody_reads() {
    let gate = Gate::default();
    let closed = gate.clone();
    let app = App::local().with(async move |ctx, _| {
        closed.pass().await;
        let body = ctx.request.body_mut().bytes().await?;
        ctx.set_body(body);
        Ok(())
    });
    let mut session = connect(app);
    session.send(head(5));
    assert_eq!(session.received(), "");
    gate.open();
    assert_eq!(session.run().received(), CONTINUE);
    session.send("he").send("llo");
    assert_eq!(session.answer().text(), "hello");
    assert!(session.ended().is_none());
}

#[test]
fn a_client_that_did_not_wait_is_not_told() {
    let mut session = connect(mirror());
    session.send(head(5) + "hel").send("lo");
    assert!(session.received().starts_with("HTTP/1.1 200 OK\r\n"));
}

#[test]
fn a_client_that_did_not_ask_is_not_told() {
    let mut session = connect(mirror());
    session.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n");
    assert_eq!(session.received(), "");
}

#[test]
fn http_1_0_has_no_100() {
    let mut session = connect(mirror());
    session.send("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
    assert_eq!(session.received(), "");
}

#[test]
fn an_answer_without_the_body_is_final_and_ends_the_connection() {
    let mut session = connect(careless());
    session.send(head(5));
    let text = session.received();
    assert!(text.starts_with("HTTP/1.1 200 OK\r\n") && text.contains("Connection: close\r\n"), "{text}");
    assert_eq!(session.ended(), Some(&Ended::Closing));
}

#[test]
fn an_answer_that_echoes_its_request_asks_for_it_first() {
    let app = App::local().with(async |ctx, _| {
        let body = ctx.request.take_body();
        ctx.set_body(body);
        Ok(())
    });
    let mut session = connect(app);
    session.send(head(5));
    assert_eq!(session.received(), CONTINUE);
    session.send("he").send("llo");
    let answer = session.answer();
    assert_eq!((answer.text(), answer.header("connection")), ("hello", None));
    session.send(get("/"));
    assert_eq!(session.answer().status, 204);
}

#[test]
fn no_100_follows_a_final_status() {
    let app = App::local().with(async |ctx, _| {
        let mut body = ctx.request.take_body();
        let mut is_first = true;
        ctx.set_body(koa_core::Body::from_poll_fn(move |cx| match std::mem::take(&mut is_first) {
            true => std::task::Poll::Ready(Some(Ok("begun".into()))),
            false => body.poll_chunk(cx),
        }));
        Ok(())
    });
    let mut session = connect(app);
    session.send(head(5));
    let text = session.received();
    assert!(text.starts_with("HTTP/1.1 200 OK\r\n") && !text.contains("100 Continue"), "{text}");
    assert!(text.contains("Connection: close\r\n"), "{text}");
}
