//! Clients that go.

use koa_core::{App, SingleThread};
use koa_http1::Ended;

use crate::support::{Gate, Log, Source, careless, connect, connect_lastingly, get};

/// Waits, and notes how far it came.
fn patient(gate: &Gate, log: &Log) -> App<SingleThread> {
    let (gate, log) = (gate.clone(), log.clone());
    App::local().silent(true).with(async move |ctx, _| {
        let _noting = log.noting("dropped");
        log.add("begun");
        gate.pass().await;
        log.add("finished");
        ctx.set_body("done");
        Ok(())
    })
}

#[test]
fn a_handler_is_dropped_when_its_client_goes() {
    let (gate, log) = (Gate::default(), Log::default());
    let mut session = connect(patient(&gate, &log));
    session.send(get("/")).vanish();
    assert_eq!(session.ended(), Some(&Ended::Closed));
    assert_eq!(log.take(), ["begun", "dropped"]);
}

#[test]
fn a_handler_runs_to_its_end_where_it_is_to_finish() {
    let (gate, log) = (Gate::default(), Log::default());
    let mut session = connect_lastingly(patient(&gate, &log));
    session.send(get("/")).vanish();
    assert_eq!((session.ended(), log.take().as_slice()), (None, ["begun".to_owned()].as_slice()));
    gate.open();
    session.run();
    assert_eq!(session.ended(), Some(&Ended::Closed));
    assert_eq!(log.take(), ["finished", "dropped"]);
    assert_eq!(session.received(), "");
}

#[test]
fn a_handler_that_finishes_alone_learns_that_its_body_will_not_come() {
    let log = Log::default();
    let seen = log.clone();
    let app = App::local().silent(true).with(async move |ctx, _| {
        let body = ctx.request.body_mut().bytes().await;
        seen.add(body.map_or_else(|error| error.status().to_string(), |_| "a body".into()));
        Ok(())
    });
    let mut session = connect_lastingly(app);
    session.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel").vanish();
    assert_eq!(log.take(), ["400"]);
    assert_eq!(session.ended(), Some(&Ended::Closed));
}

#[test]
fn a_client_that_only_closed_its_side_is_answered() {
    let (gate, log) = (Gate::default(), Log::default());
    let mut session = connect(patient(&gate, &log));
    session.send(get("/")).finish();
    assert_eq!(session.ended(), None);
    gate.open();
    assert_eq!(session.run().answer().text(), "done");
    assert_eq!(session.ended(), Some(&Ended::Closed));
}

#[test]
fn a_stream_is_dropped_when_its_client_goes() {
    let source = Source::default();
    let mut session = connect(source.app());
    session.send(get("/"));
    source.put("one");
    session.run().vanish();
    assert_eq!(session.ended(), Some(&Ended::Closed));
    source.put("two");
    session.run();
    assert_eq!(source.taken(), 1);
}

#[test]
fn a_write_that_fails_ends_the_connection() {
    let mut session = connect(careless());
    session.change(|wire| wire.is_broken = true).send(get("/"));
    assert_eq!(session.ended(), Some(&Ended::Closed));
}

#[test]
fn a_write_that_fails_cancels_the_handler_behind_it() {
    let log = Log::default();
    let (seen, never) = (log.clone(), Gate::default());
    let app = App::local().with(async move |ctx, _| {
        if ctx.path() == "/slow" {
            let _noting = seen.noting("dropped");
            never.pass().await;
        }
        Ok(())
    });
    let mut session = connect(app);
    session.change(|wire| wire.room = 0).send(get("/quick") + &get("/slow"));
    assert_eq!((session.ended(), log.take().len()), (None, 0));
    session.change(|wire| wire.is_broken = true).run();
    assert_eq!((session.ended(), log.take().len()), (Some(&Ended::Closed), 1));
}

#[test]
fn a_connection_can_be_dropped_at_any_time() {
    let (gate, log) = (Gate::default(), Log::default());
    let mut session = connect(patient(&gate, &log));
    session.send(get("/"));
    session.task.cancel();
    assert_eq!(log.take(), ["begun", "dropped"]);
}
