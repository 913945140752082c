//! The server's way out.

use koa_core::App;
use koa_http1::{Ended, Stage};

use crate::support::{Gate, Log, Source, careless, connect, connect_lastingly, get};

#[test]
fn an_idle_connection_is_closed_at_once() {
    let mut fresh = connect(careless());
    fresh.run().enter(Stage::Draining);
    assert_eq!((fresh.received().as_str(), fresh.ended()), ("", Some(&Ended::Closed)));

    let mut used = connect(careless());
    used.send(get("/"));
    assert_eq!(used.answer().status, 200);
    used.enter(Stage::Draining);
    assert_eq!((used.received().as_str(), used.ended()), ("", Some(&Ended::Closed)));
}

#[test]
fn a_request_that_runs_ends_and_its_answer_says_close() {
    let (gate, log) = (Gate::default(), Log::default());
    let (closed, seen) = (gate.clone(), log.clone());
    let app = App::local().with(async move |ctx, _| {
        seen.add(ctx.path());
        closed.pass().await;
        ctx.set_body("done");
        Ok(())
    });
    let mut session = connect(app);
    session.send(get("/1") + &get("/2")).enter(Stage::Draining);
    assert_eq!(session.ended(), None);
    gate.open();
    let answer = session.run().answer();
    assert_eq!((answer.text(), answer.header("connection")), ("done", Some("close")));
    assert_eq!(session.ended(), Some(&Ended::Closing));
    assert_eq!(log.take(), ["/1"]);
}

#[test]
fn an_answer_that_is_being_sent_is_sent_to_its_end() {
    let source = Source::default();
    let mut session = connect(source.app());
    session.send(get("/"));
    source.put("one");
    session.run().enter(Stage::Draining);
    assert_eq!(session.ended(), None);
    source.put("two");
    source.end();
    assert_eq!(session.run().answer().text(), "onetwo");
    assert_eq!(session.ended(), Some(&Ended::Closing));
}

#[test]
fn a_request_whose_head_has_begun_is_still_answered() {
    let mut session = connect(careless());
    session.send("GET /late HTTP/1.1\r\n").enter(Stage::Draining);
    assert_eq!(session.ended(), None);
    session.send("Host: a\r\n\r\n");
    let answer = session.answer();
    assert_eq!((answer.text(), answer.header("connection")), ("/late", Some("close")));
    assert_eq!(session.ended(), Some(&Ended::Closing));
}

#[test]
fn a_connection_that_opens_while_the_server_drains_is_closed() {
    let mut session = connect(careless());
    session.enter(Stage::Draining);
    assert_eq!((session.received().as_str(), session.ended()), ("", Some(&Ended::Closed)));
}

#[test]
fn an_abort_ends_whatever_runs() {
    let log = Log::default();
    let (seen, never) = (log.clone(), Gate::default());
    let app = App::local().with(async move |_, _| {
        let _noting = seen.noting("dropped");
        never.pass().await;
        Ok(())
    });
    let mut session = connect(app);
    session.send(get("/")).enter(Stage::Draining).enter(Stage::Aborted);
    assert_eq!(session.ended(), Some(&Ended::Aborted));
    assert_eq!((session.received().as_str(), log.take().as_slice()), ("", ["dropped".to_owned()].as_slice()));
}

#[test]
fn an_abort_ends_an_answer_that_is_not_taken() {
    let mut session = connect(careless());
    session.change(|wire| wire.room = 5).send(get("/")).enter(Stage::Aborted);
    assert_eq!(session.ended(), Some(&Ended::Aborted));
}

#[test]
fn an_abort_ends_a_request_that_outlives_its_client() {
    let never = Gate::default();
    let app = App::local().with(async move |_, _| {
        never.pass().await;
        Ok(())
    });
    let mut session = connect_lastingly(app);
    session.send(get("/")).vanish();
    assert_eq!(session.ended(), None);
    session.enter(Stage::Draining);
    assert_eq!(session.ended(), None);
    session.enter(Stage::Aborted);
    assert_eq!(session.ended(), Some(&Ended::Aborted));
}
