//! Clients that take their time.

use koa_core::App;
use koa_http1::{Ended, Limits};

use crate::support::{Gate, SECOND, Source, careless, connect, connect_within, get};

#[test]
fn a_connection_that_never_begins_is_closed_in_silence() {
    let mut session = connect(careless());
    session.run().pass(SECOND * 9);
    assert_eq!(session.ended(), None);
    session.pass(SECOND);
    assert_eq!((session.received().as_str(), session.ended()), ("", Some(&Ended::Closed)));
}

#[test]
fn a_connection_that_idles_is_closed_in_silence() {
    let mut session = connect(careless());
    session.send(get("/")).pass(SECOND * 14);
    assert_eq!(session.answer().status, 200);
    assert_eq!(session.ended(), None);
    session.pass(SECOND);
    assert_eq!((session.received().as_str(), session.ended()), ("", Some(&Ended::Closed)));
}

#[test]
fn each_exchange_gives_new_time_to_idle() {
    let mut session = connect(careless());
    for _ in 0..10 {
        session.send(get("/")).pass(SECOND * 14);
        assert_eq!(session.answer().status, 200);
    }
}

#[test]
fn a_slow_handler_leaves_its_client_the_time_to_idle() {
    let gate = Gate::default();
    let closed = gate.clone();
    let app = App::local().with(async move |_, _| {
        closed.pass().await;
        Ok(())
    });
    let mut session = connect(app);
    session.send(get("/")).pass(SECOND * 1000);
    gate.open();
    session.run().pass(SECOND * 14);
    assert_eq!((session.answer().status, session.ended()), (404, None));
    session.pass(SECOND);
    assert_eq!(session.ended(), Some(&Ended::Closed));
}

#[test]
fn a_client_that_is_slow_to_take_its_answer_has_the_time_to_idle() {
    let mut session = connect(careless());
    session.change(|wire| wire.room = 0).send(get("/")).pass(SECOND * 20);
    session.change(|wire| wire.room = usize::MAX).run().pass(SECOND * 14);
    assert_eq!((session.answer().status, session.ended()), (200, None));
}

#[test]
fn a_head_that_does_not_end_is_a_408() {
    let mut session = connect(careless());
    session.send(get("/")).pass(SECOND * 14);
    assert_eq!(session.answer().status, 200);
    for byte in "GET / HTTP".chars() {
        session.send(byte.to_string()).pass(SECOND);
    }
    let answer = session.answer();
    assert_eq!((answer.status, answer.header("connection")), (408, Some("close")));
    assert_eq!(session.ended(), Some(&Ended::Closing));
}

#[test]
fn the_first_head_has_its_time_from_the_opening_on() {
    let mut session = connect(careless());
    session.run().pass(SECOND * 9).send("GET").pass(SECOND);
    assert_eq!(session.answer().status, 408);
}

#[test]
fn half_a_head_behind_an_answer_that_is_taken_slowly_is_not_too_late() {
    let mut session = connect(careless());
    session.change(|wire| wire.room = 0).send(get("/1") + "GET /2 HT").pass(SECOND * 20);
    session.change(|wire| wire.room = usize::MAX).run().send("TP/1.1\r\nHost: a\r\n\r\n");
    let answers = session.answers();
    assert_eq!(answers.iter().map(|answer| answer.text()).collect::<Vec<_>>(), ["/1", "/2"]);
}

#[test]
fn empty_lines_do_not_keep_a_connection_open() {
    let mut session = connect(careless());
    session.send(get("/"));
    assert_eq!(session.answer().status, 200);
    let mut seconds = 0;
    while session.ended().is_none() {
        session.pass(SECOND).send("\r\n");
        seconds += 1;
        assert!(seconds <= 16, "it may go on for ever");
    }
    assert!(session.answers().iter().all(|answer| answer.status >= 400));
}

#[test]
fn a_client_that_takes_nothing_of_its_answer_is_left() {
    let mut session = connect(careless());
    session.change(|wire| wire.room = 10).send(get("/")).pass(SECOND * 29);
    assert_eq!(session.ended(), None);
    session.change(|wire| wire.room = 1).run().pass(SECOND * 29);
    assert_eq!(session.ended(), None);
    session.pass(SECOND);
    assert_eq!((session.received().as_str(), session.ended()), ("HTTP/1.1 20", Some(&Ended::Closed)));
}

#[test]
fn a_client_that_takes_nothing_of_a_stream_is_left() {
    let source = Source::default();
    let mut session = connect(source.app());
    session.change(|wire| wire.room = 10).send(get("/"));
    source.put("piece");
    session.run().pass(SECOND * 30);
    assert_eq!(session.ended(), Some(&Ended::Closed));
}

#[test]
fn a_stream_that_pauses_is_waited_for() {
    let source = Source::default();
    let mut session = connect(source.app());
    session.send(get("/")).pass(SECOND * 1000);
    source.put("late");
    source.end();
    session.run();
    assert_eq!((session.answer().text(), session.ended()), ("late", None));
}

#[test]
fn a_request_of_a_client_that_has_closed_its_side_runs_for_a_while() {
    let limits = Limits::default();
    let never = Gate::default();
    let app = App::local().with(async move |_, _| {
        never.pass().await;
        Ok(())
    });
    let mut session = connect_within(app, limits);
    session.send(get("/")).pass(SECOND * 100).finish().pass(limits.half_closed - SECOND);
    assert_eq!(session.ended(), None);
    session.pass(SECOND);
    assert_eq!(session.ended(), Some(&Ended::Closed));
}

#[test]
fn a_body_that_is_read_away_must_come_on() {
    let mut session = connect(careless());
    session.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n");
    assert_eq!(session.answer().status, 200);
    session.pass(SECOND * 9);
    assert_eq!(session.ended(), None);
    session.pass(SECOND);
    assert!(session.ended().is_some());
    assert_eq!(session.received(), "");
}
