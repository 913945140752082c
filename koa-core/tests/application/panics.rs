//! Panics are caught where an adapter asks for it, and only where unwinding exists.
#![cfg(feature = "std")]

use std::pin::pin;

use koa_core::{App, Context, Response, catch_panic, test};

use crate::support::{Counter, Gate, Guard, poll};

/// Answers as an adapter does.
async fn respond(app: &App, url: &str) -> Response {
    let mut ctx: Context = app.context(test::get(url).into_request());
    let outcome = catch_panic(app.run(&mut ctx)).await;
    app.finish(&mut ctx, outcome);
    ctx.response
}

fn panicking() -> App {
    App::new().silent(true).with(async |ctx, _| {
        ctx.set_header("x-half", "done");
        ctx.set_body("half");
        match ctx.path() {
            "/text" => panic!("the secret"),
            "/formatted" => panic!("the {}", "secret"),
            "/value" => std::panic::panic_any(7),
            _ => Ok(()),
        }
    })
}

#[test]
fn a_panic_is_a_500_that_shows_nothing() {
    for url in ["/text", "/formatted", "/value"] {
        let response = test::block_on(respond(&panicking(), url));
        assert_eq!(response.status(), 500);
        assert_eq!(response.body().as_text(), Some("Internal Server Error"));
        assert!(!response.has_header("x-half"));
    }
}

#[test]
fn a_listener_hears_the_message_of_the_panic() {
    let heard = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let app = panicking().on_error({
        let heard = heard.clone();
        move |error, _| heard.lock().unwrap().push(error.to_string())
    });
    for url in ["/text", "/formatted", "/value"] {
        test::block_on(respond(&app, url));
    }
    let heard = heard.lock().unwrap();
    assert!(heard[0].contains("the secret") && heard[1].contains("the secret"), "{heard:?}");
    assert_eq!(heard[2], "a handler panicked: no message");
}

#[test]
fn the_app_goes_on_after_a_panic() {
    let app = panicking();
    test::block_on(respond(&app, "/text"));
    assert_eq!(test::block_on(respond(&app, "/")).body().as_text(), Some("half"));
}

#[test]
fn a_panic_after_an_await_is_caught_and_everything_is_dropped() {
    let (gate, dropped) = (Gate::default(), Counter::default());
    let app = App::new()
        .silent(true)
        .with_state(dropped.clone(), async |dropped: &Counter, ctx, next| {
            let _guard = Guard(dropped.clone());
            next.run(ctx).await
        })
        .with_state(gate.clone(), async |gate: &Gate, _, _| {
            gate.wait().await;
            panic!("late");
        });
    let mut response = pin!(respond(&app, "/"));
    assert!(poll(response.as_mut()).is_pending());
    gate.open();
    let std::task::Poll::Ready(response) = poll(response.as_mut()) else { panic!("the response must be ready") };
    assert_eq!(response.status(), 500);
    assert_eq!(dropped.get(), 1);
}

#[test]
fn what_does_not_panic_passes_through() {
    assert!(test::block_on(catch_panic(async { Ok(()) })).is_ok());
    let outcome = test::block_on(catch_panic(async { Err(koa_core::Error::new(409, "conflict")) }));
    assert_eq!(outcome.unwrap_err().status(), 409);
}
