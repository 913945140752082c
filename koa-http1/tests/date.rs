//! The Date of answers (RFC 9110 §6.6.1).

use std::sync::atomic::{AtomicI64, Ordering};

use koa_core::App;

use crate::support::{Gate, SECOND, careless, connect, get};

#[cfg(not(feature = "std"))]
#[test]
fn without_a_clock_there_is_none() {
    let mut session = connect(careless());
    session.send(get("/") + "GET\r\n\r\n");
    assert!(session.answers().iter().all(|answer| answer.header("date").is_none()));
}

#[test]
fn with_a_clock_every_answer_has_one() {
    let mut session = connect(careless().clock(|| 784_111_777_000));
    session.send(get("/") + "GET / HTTP/1.1\r\n\r\n");
    let dates: Vec<_> = session.answers().iter().map(|answer| answer.header("date").map(ToOwned::to_owned)).collect();
    assert_eq!(dates, [Some("Sun, 06 Nov 1994 08:49:37 GMT".into()), Some("Sun, 06 Nov 1994 08:49:37 GMT".into())]);
}

#[test]
fn an_application_may_set_its_own() {
    let app = App::local().clock(|| 0).with(async |ctx, _| {
        ctx.set_header("date", "Sun, 06 Nov 1994 08:49:37 GMT");
        Ok(())
    });
    let mut session = connect(app);
    session.send(get("/"));
    let answer = session.answer();
    let dates: Vec<_> = answer.headers.iter().filter(|(name, _)| name == "date").map(|(_, value)| value).collect();
    assert_eq!(dates, ["Sun, 06 Nov 1994 08:49:37 GMT"]);
}

#[test]
fn it_is_that_of_the_answer_and_not_of_the_request() {
    static NOW: AtomicI64 = AtomicI64::new(0);
    let gate = Gate::default();
    let closed = gate.clone();
    let app = App::local().clock(|| NOW.load(Ordering::Relaxed)).with(async move |ctx, _| {
        if ctx.path() == "/slow" {
            closed.pass().await;
        }
        Ok(())
    });
    let mut session = connect(app);
    session.send(get("/"));
    assert_eq!(session.answer().header("date"), Some("Thu, 01 Jan 1970 00:00:00 GMT"));
    session.send(get("/slow")).pass(SECOND * 5);
    NOW.store(5000, Ordering::Relaxed);
    gate.open();
    assert_eq!(session.run().answer().header("date"), Some("Thu, 01 Jan 1970 00:00:05 GMT"));
}
