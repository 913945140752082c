//! More clients than there is room for.

use koa_core::App;
use koa_http1::{Ended, Stage};
use std::time::Duration;

use crate::support::{Gate, SECOND, careless, connect, get, mirror, post};

const GRACE: Duration = Duration::from_millis(200);

#[test]
fn the_next_answer_in_a_crowd_is_the_last() {
    let mut session = connect(careless());
    session.send(get("/"));
    assert_eq!(session.answer().header("connection"), None);
    session.enter(Stage::Crowded).send(get("/"));
    assert_eq!(session.answer().header("connection"), Some("close"));
    assert_eq!(session.ended(), Some(&Ended::Closing));
}

#[test]
fn an_answer_that_has_not_begun_when_the_crowd_comes_is_the_last() {
    let gate = Gate::default();
    let closed = gate.clone();
    let app = App::local().with(async move |_, _| {
        closed.pass().await;
        Ok(())
    });
    let mut session = connect(app);
    session.send(get("/")).enter(Stage::Crowded);
    gate.open();
    assert_eq!(session.run().answer().header("connection"), Some("close"));
}

#[test]
fn who_is_idle_in_a_crowd_is_closed_after_a_grace() {
    let mut session = connect(careless());
    session.send(get("/"));
    assert_eq!(session.answer().status, 200);
    session.enter(Stage::Crowded).pass(GRACE - Duration::from_millis(1));
    assert_eq!(session.ended(), None);
    session.pass(Duration::from_millis(1));
    assert_eq!((session.received().as_str(), session.ended()), ("", Some(&Ended::Closed)));
}

#[test]
fn who_was_idle_for_long_makes_room_at_once() {
    let mut session = connect(careless());
    session.send(get("/")).pass(SECOND);
    assert_eq!(session.answer().status, 200);
    session.enter(Stage::Crowded);
    assert_eq!(session.ended(), Some(&Ended::Closed));
}

#[test]
fn a_crowd_that_has_gone_is_forgotten() {
    let mut session = connect(careless());
    session.enter(Stage::Crowded).enter(Stage::Open).pass(SECOND).send(get("/"));
    assert_eq!(session.answer().header("connection"), None);
    assert_eq!(session.ended(), None);
}

#[test]
fn who_sends_a_head_slowly_in_a_crowd_is_told() {
    let mut session = connect(careless());
    session.enter(Stage::Crowded).send("GET / HT").pass(SECOND);
    assert_eq!(session.ended(), None);
    session.pass(SECOND * 9);
    assert_eq!(session.answer().status, 408);
}

#[test]
fn a_request_that_there_is_no_room_for_is_answered_503() {
    let mut session = connect(mirror());
    session.refuse(true).send(post("/", "body") + &get("/"));
    let answer = session.answer();
    assert_eq!((answer.status, answer.header("connection")), (503, Some("close")));
    assert_eq!(answer.text(), "Service Unavailable");
    assert_eq!(session.ended(), Some(&Ended::Closing));
    assert!(session.upgrades().is_empty(), "the application was not asked");
}
