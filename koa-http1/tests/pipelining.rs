//! Requests that come before the answers to those before them (RFC 9112 §9.3.2).

use koa_core::App;
use koa_http1::{Ended, Limits};

use crate::support::{Gate, Log, Source, careless, connect, connect_within, get, mirror, post};

#[test]
fn answers_leave_in_the_order_of_their_requests() {
    let mut session = connect(mirror());
    session.send([get("/1"), post("/2", "two"), get("/3")].concat());
    let answers = session.answers();
    let texts: Vec<_> = answers.iter().map(|answer| answer.text()).collect();
    assert_eq!(texts, ["GET /1 ", "POST /2 two", "GET /3 "]);
}

#[test]
fn answers_that_are_ready_together_leave_in_one_write() {
    let mut session = connect(careless());
    session.send([get("/1"), get("/2"), get("/3")].concat());
    let writes = session.writes();
    assert_eq!(writes.len(), 1);
    assert_eq!(String::from_utf8_lossy(&writes[0].bytes).matches("HTTP/1.1 200 OK").count(), 3);
    assert_eq!(session.flushes(), 1);
}

#[test]
fn an_answer_does_not_wait_for_the_next_one() {
    let gate = Gate::default();
    let closed = gate.clone();
    let app = App::local().with(async move |ctx, _| {
        if ctx.path() == "/slow" {
            closed.pass().await;
        }
        let path = ctx.path().to_owned();
        ctx.set_body(path);
        Ok(())
    });
    let mut session = connect(app);
    session.send([get("/quick"), get("/slow"), get("/third")].concat());
    assert_eq!(session.answer().text(), "/quick");
    gate.open();
    let answers = session.run().answers();
    assert_eq!(answers.iter().map(|answer| answer.text()).collect::<Vec<_>>(), ["/slow", "/third"]);
}

#[test]
fn one_request_runs_at_a_time() {
    let (gate, log) = (Gate::default(), Log::default());
    let (closed, seen) = (gate.clone(), log.clone());
    let app = App::local().with(async move |ctx, _| {
        seen.add(ctx.path());
        closed.pass().await;
        Ok(())
    });
    let mut session = connect(app);
    session.send([get("/1"), get("/2")].concat());
    assert_eq!(log.take(), ["/1"]);
    gate.open();
    session.run();
    assert_eq!(log.take(), ["/2"]);
}

#[test]
fn nothing_is_answered_after_a_request_that_closes() {
    let mut session = connect(careless());
    session.send(["GET /1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", &get("/2")].concat());
    assert_eq!(session.answer().text(), "/1");
    assert_eq!(session.ended(), Some(&Ended::Closing));
}

#[test]
fn nothing_is_answered_after_an_answer_that_closes() {
    let app = App::local().with(async |ctx, _| {
        ctx.set_header("connection", "close").set_body("bye");
        Ok(())
    });
    let mut session = connect(app);
    session.send([get("/1"), get("/2")].concat());
    let answer = session.answer();
    assert_eq!((answer.text(), answer.header("connection")), ("bye", Some("close")));
    assert_eq!(session.ended(), Some(&Ended::Closing));
}

#[test]
fn a_refusal_queues_behind_the_answers_before_it() {
    let mut session = connect(careless());
    session.send([&get("/1"), "GET /2 HTTP/1.1\r\n\r\n", &get("/3")].concat());
    let answers = session.answers();
    let seen: Vec<_> = answers.iter().map(|answer| (answer.status, answer.header("connection"))).collect();
    assert_eq!(seen, [(200, None), (400, Some("close"))]);
    assert_eq!(session.ended(), Some(&Ended::Closing));
}

#[test]
fn a_request_behind_a_body_begins_where_the_body_ends() {
    let mut session = connect(mirror());
    let chunked = "POST /1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nGET /\r\n0\r\n\r\n";
    session.send([chunked, &get("/2")].concat());
    let answers = session.answers();
    assert_eq!(answers.iter().map(|answer| answer.text()).collect::<Vec<_>>(), ["POST /1 GET /", "GET /2 "]);
}

#[test]
fn a_client_that_takes_no_answers_is_not_answered_on() {
    let log = Log::default();
    let seen = log.clone();
    let app = App::local().with(async move |ctx, _| {
        seen.add(ctx.path());
        ctx.set_body(&[b'x'; 10_000]);
        Ok(())
    });
    let limits = Limits { write_bytes: 16 << 10, ..Limits::default() };
    let mut session = connect_within(app, limits);
    session.change(|wire| wire.room = 0).send(get("/").repeat(1000));
    let first = log.take().len();
    assert!(first <= 3, "{first} were answered at once");
    session.change(|wire| wire.room = usize::MAX).run();
    assert_eq!(first + log.take().len(), 1000);
    assert_eq!(session.answers().len(), 1000);
}

#[test]
fn a_client_that_takes_no_answers_is_not_read_without_end() {
    let source = Source::default();
    let limits = Limits { head_bytes: 4096, ..Limits::default() };
    let mut session = connect_within(source.app(), limits);
    session.send(get("/").repeat(10_000));
    assert!(session.unread() > 260_000, "{} were left", session.unread());
}
