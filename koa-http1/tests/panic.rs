//! Handlers and bodies that panic, where there is an operating system.

use koa_core::App;
use koa_http1::Ended;
use std::sync::Once;

use crate::support::{Log, connect, get, logging_errors};

/// The panics here are meant, so that nobody needs to read of them.
fn quietly() {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let report = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if info.payload_as_str().is_none_or(|text| !text.starts_with("meant: ")) {
                report(info);
            }
        }));
    });
}

#[test]
fn a_handler_that_panics_is_a_500_and_an_error_and_the_connection_goes_on() {
    quietly();
    let log = Log::default();
    let app = App::local().with(async |ctx, _| match ctx.path() {
        "/panic" => panic!("meant: a secret"),
        _ => Ok(()),
    });
    let mut session = connect(logging_errors(app, &log));
    session.send(get("/panic"));
    let answer = session.answer();
    assert_eq!((answer.status, answer.text()), (500, "Internal Server Error"));
    let errors = log.take();
    assert!(matches!(errors.as_slice(), [error] if error.contains("meant: a secret")), "{errors:?}");
    assert_eq!(session.send(get("/")).answer().status, 404);
}

#[test]
fn a_body_that_panics_breaks_the_answer_off() {
    quietly();
    let log = Log::default();
    let app = App::local().with(async |ctx, _| {
        let mut is_first = true;
        ctx.set_body(koa_core::Body::from_poll_fn(move |_| match std::mem::take(&mut is_first) {
            true => std::task::Poll::Ready(Some(Ok("begun".into()))),
            false => panic!("meant: within a body"),
        }));
        Ok(())
    });
    let mut session = connect(logging_errors(app, &log));
    session.send(get("/"));
    assert!(session.received().ends_with("\r\n\r\n5\r\nbegun\r\n"));
    assert_eq!(session.ended(), Some(&Ended::Aborted));
    assert_eq!(log.take().len(), 1);
}
