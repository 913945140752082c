//! Bodies of requests: where they end, how they are read, and what breaks them.

use std::cell::RefCell;
use std::rc::Rc;

use koa_core::{App, Body, SingleThread};
use koa_http1::{Ended, Limits};

use crate::support::{Log, SECOND, Task, connect, connect_within, get, logging_errors, mirror, post};

const CHUNKED: &str = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

/// Answers with the length of the body, and notes the lengths of its pieces.
fn counting(log: &Log) -> App<SingleThread> {
    let log = log.clone();
    App::local().silent(true).with(async move |ctx, _| {
        let mut total = 0;
        while let Some(piece) = ctx.request.body_mut().chunk().await.transpose()? {
            log.add(piece.len().to_string());
            total += piece.len();
        }
        ctx.set_body(total.to_string());
        Ok(())
    })
}

#[test]
fn a_body_that_comes_with_its_head_is_no_stream() {
    let app = App::local().with(async |ctx, _| {
        let text = ctx.request.body_mut().as_text().map(ToOwned::to_owned);
        let bytes = ctx.request.body_mut().as_bytes().map(<[u8]>::to_vec);
        assert!(text.is_some() || bytes.is_some());
        ctx.set_body(bytes.unwrap_or_default());
        Ok(())
    });
    let mut session = connect(app);
    session.send([post("/", "hello"), post("/", "again")].concat());
    let answers = session.answers();
    assert_eq!(answers.iter().map(|answer| answer.text()).collect::<Vec<_>>(), ["hello", "again"]);
}

#[test]
fn a_body_comes_as_it_arrives() {
    let log = Log::default();
    let mut session = connect(counting(&log));
    session.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\n").send("abc");
    assert_eq!(log.take(), ["3"]);
    session.send("de");
    assert_eq!(log.take(), ["2"]);
    session.send("fgh");
    assert_eq!(session.answer().text(), "8");
}

#[test]
fn chunks_are_taken_apart_wherever_they_are_cut() {
    let body = "5\r\nhello\r\n6;a=\"b\\\"\"\r\n world\r\n00\r\nX-Trailer: 1\r\n\r\n";
    let request = [CHUNKED, body, &get("/next")].concat();
    for size in 1..=request.len() {
        let mut session = connect(mirror());
        session.send_in_pieces(&request, size);
        let answers = session.answers();
        let texts: Vec<_> = answers.iter().map(|answer| answer.text()).collect();
        assert_eq!(texts, ["POST / hello world", "GET /next "], "{size}");
    }
}

#[test]
fn trailers_are_dropped() {
    let app = App::local().with(async |ctx, _| {
        ctx.request.body_mut().bytes().await?;
        let text = format!("{:?}", ctx.header("x-trailer"));
        ctx.set_body(text);
        Ok(())
    });
    let mut session = connect(app);
    session.send([CHUNKED, "1\r\nx\r\n0\r\nX-Trailer: 1\r\n\r\n"].concat());
    assert_eq!(session.answer().text(), "None");
}

#[test]
fn nothing_is_received_before_it_is_asked_for() {
    let gate = crate::support::Gate::default();
    let closed = gate.clone();
    let app = App::local().with(async move |ctx, _| {
        closed.pass().await;
        ctx.request.body_mut().set_limit(None);
        let length = ctx.request.body_mut().bytes().await?.len();
        ctx.set_body(length.to_string());
        Ok(())
    });
    let mut session = connect(app);
    session.send(post("/", &"x".repeat(1 << 20)));
    assert!(session.unread() > (1 << 20) - (64 << 10), "{} were left", session.unread());
    gate.open();
    assert_eq!(session.run().answer().text(), "1048576");
}

#[test]
fn a_body_can_be_read_in_another_task() {
    let passed: Rc<RefCell<Option<Body>>> = Rc::default();
    let read = Log::default();
    let (take, sink) = (passed.clone(), read.clone());
    let gate = crate::support::Gate::default();
    let done = gate.clone();
    let app = App::local().with(async move |ctx, _| {
        *take.borrow_mut() = Some(ctx.request.take_body());
        done.pass().await;
        ctx.set_body("read");
        Ok(())
    });
    let mut session = connect(app);
    session.send([CHUNKED, "3\r\nab"].concat());
    let mut body = passed.take().unwrap();
    let mut reader = Task::new(async move {
        while let Some(piece) = body.chunk().await.transpose()? {
            sink.add(String::from_utf8_lossy(&piece));
        }
        koa_core::Result::Ok(())
    });
    for more in ["", "c\r\n", "2\r\nde\r\n", "0\r\n\r\n"] {
        if !more.is_empty() {
            session.send(more);
        }
        for _ in 0..2 {
            reader.run();
            session.run();
        }
    }
    assert!(matches!(reader.output, Some(Ok(()))));
    assert_eq!(read.take().concat(), "abcde");
    gate.open();
    assert_eq!(session.run().answer().text(), "read");
    assert!(session.ended().is_none());
}

#[test]
fn a_reader_that_outlives_its_request_is_told_so() {
    let passed: Rc<RefCell<Option<Body>>> = Rc::default();
    let take = passed.clone();
    let app = App::local().with(async move |ctx, _| {
        *take.borrow_mut() = Some(ctx.request.take_body());
        ctx.set_body("early");
        Ok(())
    });
    let mut session = connect(app);
    session.send([CHUNKED, "3\r\nab"].concat());
    assert_eq!(session.answer().text(), "early");
    let mut body = passed.take().unwrap();
    let mut reader = Task::new(async move { body.bytes().await });
    reader.run();
    session.run();
    reader.run();
    assert!(matches!(&reader.output, Some(Err(error)) if error.status() == 400));
}

#[test]
fn a_body_over_the_limit_is_a_413_and_the_end() {
    let limits = Limits { body_bytes: 10, ..Limits::default() };
    let log = Log::default();
    for request in [
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n".to_owned(),
        post("/", "01234567890"),
        [CHUNKED, "a\r\n0123456789\r\n1\r\n0\r\n"].concat(),
    ] {
        let mut session = connect_within(counting(&log), limits);
        session.send(&request);
        let answer = session.answer();
        assert_eq!((answer.status, answer.header("connection")), (413, Some("close")), "{request}");
        assert_eq!(session.ended(), Some(&Ended::Closing), "{request}");
    }
    let mut session = connect_within(counting(&log), limits);
    assert_eq!(session.send(post("/", "0123456789")).answer().text(), "10");
}

#[test]
fn a_body_that_ends_early_fails_its_reader_with_a_400() {
    for start in ["POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel", &[CHUNKED, "5\r\nhello\r\n"].concat()] {
        let log = Log::default();
        let mut session = connect(logging_errors(mirror(), &log));
        session.send(start).finish();
        assert_eq!(log.take(), ["400 request aborted"]);
        assert_eq!(session.answer().status, 400);
        assert_eq!(session.ended(), Some(&Ended::Closed));
    }
}

#[test]
fn a_body_that_breaks_its_coding_fails_its_reader_with_a_400() {
    for bad in
        ["x\r\n", "5\r\nhello0\r\n\r\n", "5\nhello", "-1\r\n", "5 \r\nhello\r\n0\r\n\r\n", "0\r\n bad: 1\r\n\r\n"]
    {
        let mut session = connect(mirror());
        session.send([CHUNKED, bad, &get("/next")].concat());
        let answer = session.answer();
        assert_eq!((answer.status, answer.header("connection")), (400, Some("close")), "{bad:?}");
        assert_eq!(session.ended(), Some(&Ended::Closing), "{bad:?}");
    }
}

#[test]
fn a_body_that_pauses_too_long_is_a_408() {
    let mut session = connect_within(mirror(), Limits { body_rate: 0, ..Limits::default() });
    session.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n");
    session.pass(SECOND * 9).send("he").pass(SECOND);
    assert_eq!(session.received(), "");
    session.pass(SECOND * 9);
    let answer = session.answer();
    assert_eq!((answer.status, answer.header("connection")), (408, Some("close")));
    assert_eq!(session.ended(), Some(&Ended::Closing));
}

#[test]
fn a_body_that_trickles_is_a_408_although_it_never_pauses_long() {
    let mut session = connect(mirror());
    session.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\n");
    let mut seconds = 0;
    while session.ended().is_none() {
        session.pass(SECOND).send("x");
        seconds += 1;
        assert!(seconds < 20, "it may go on for ever");
    }
    assert_eq!(session.answer().status, 408);
}

#[test]
fn a_body_that_is_fast_enough_may_take_its_time() {
    let mut session = connect(mirror());
    session.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n");
    for _ in 0..60 {
        session.pass(SECOND).send("x".repeat(1000));
    }
    assert_eq!(session.answer().status, 200);
}

#[test]
fn a_handler_that_does_not_ask_is_not_hurried() {
    let gate = crate::support::Gate::default();
    let closed = gate.clone();
    let app = App::local().with(async move |ctx, _| {
        closed.pass().await;
        let body = ctx.request.body_mut().bytes().await?;
        ctx.set_body(body);
        Ok(())
    });
    let mut session = connect(app);
    session.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel").pass(SECOND * 1000);
    assert_eq!(session.received(), "");
    gate.open();
    session.run().send("lo");
    assert_eq!(session.answer().text(), "hello");
}

#[test]
fn a_body_that_is_dropped_is_read_away() {
    let app = App::local().with(async |ctx, _| {
        drop(ctx.request.take_body());
        ctx.set_body("dropped");
        Ok(())
    });
    let mut session = connect(app);
    session.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel");
    assert_eq!(session.answer().text(), "dropped");
    session.send("lo").send(post("/", "whole"));
    assert_eq!(session.answer().text(), "dropped");
}

#[test]
fn bodies_without_length_are_no_bodies() {
    let mut session = connect(mirror());
    session.send("POST / HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_eq!(session.answer().text(), "POST / ");
    session.send(post("/", ""));
    assert_eq!(session.answer().text(), "POST / ");
}
