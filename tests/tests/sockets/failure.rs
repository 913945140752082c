//! Panics, and bodies that fail after the head.

use std::task::Poll;

use koa::{App, Body, Error};
use smol::channel::{Receiver, unbounded};

use super::support::{run, start};

/// An application that tells its errors: message, and whether the head had been sent.
fn telling(app: App) -> (App, Receiver<(String, bool)>) {
    let (told, errors) = unbounded();
    let app = app.on_error(move |error, _| {
        let _ = told.try_send((error.message().to_owned(), error.is_header_sent()));
    });
    (app, errors)
}

#[test]
fn a_panic_is_a_500_and_the_connection_goes_on() {
    run(async {
        let (app, errors) = telling(App::new().with(async |ctx, _| {
            assert_ne!(ctx.path(), "/panic", "on purpose");
            ctx.set_body("fine");
            Ok(())
        }));
        let server = start(app).await;
        let mut client = server.connect().await;
        client.send("GET /panic HTTP/1.1\r\nhost: test\r\n\r\n").await;
        let answer = client.answer().await;
        assert_eq!((answer.status(), answer.text().as_str()), (500, "Internal Server Error"));
        client.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
        assert_eq!(client.answer().await.text(), "fine");
        let (message, header_sent) = errors.recv().await.unwrap();
        assert!(message.contains("on purpose"), "{message}");
        assert!(!header_sent);
    });
}

/// Gives `pieces`, then fails or panics.
fn failing(pieces: usize, panics: bool) -> Body {
    let mut given = 0;
    let mut is_paused = false;
    Body::from_poll_fn(move |cx| {
        // What came before is on its way when the failure comes.
        is_paused = !is_paused && given > 0;
        if is_paused {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        given += 1;
        assert!(!(panics && given > pieces), "the stream panics");
        Poll::Ready(Some(if given > pieces { Err(Error::new(500, "the disk is gone")) } else { Ok("piece".into()) }))
    })
}

#[test]
fn a_stream_that_fails_aborts_the_connection_and_is_told_once() {
    run(async {
        let (app, errors) = telling(App::new().with(async |ctx, _| {
            ctx.set_body(failing(2, ctx.path() == "/panic"));
            Ok(())
        }));
        let server = start(app).await;
        for (target, message) in [("/", "the disk is gone"), ("/panic", "a handler panicked: the stream panics")] {
            let mut client = server.connect().await;
            client.send(format!("GET {target} HTTP/1.1\r\nhost: test\r\n\r\n")).await;
            let all = client.rest().await;
            assert!(all.starts_with("HTTP/1.1 200 OK\r\n") && all.ends_with("5\r\npiece\r\n"), "{all}");
            assert_eq!(errors.recv().await.unwrap(), (message.to_owned(), true));
        }
        assert!(errors.try_recv().is_err());
    });
}

#[test]
fn a_stream_that_fails_at_once_is_a_500() {
    run(async {
        let (app, errors) = telling(App::new().with(async |ctx, _| {
            ctx.set_body(failing(0, false));
            Ok(())
        }));
        let server = start(app).await;
        assert_eq!(server.get("/").await.status(), 500);
        assert_eq!(errors.recv().await.unwrap(), ("the disk is gone".to_owned(), false));
    });
}

#[test]
fn answers_before_a_failing_stream_arrive() {
    run(async {
        let app = App::new().silent(true).with(async |ctx, _| {
            match ctx.path() {
                "/fail" => ctx.set_body(failing(1, false)),
                _ => ctx.set_body("whole"),
            };
            Ok(())
        });
        let server = start(app).await;
        let all = server.dialogue("GET / HTTP/1.1\r\nhost: test\r\n\r\nGET /fail HTTP/1.1\r\nhost: test\r\n\r\n").await;
        assert!(all.contains("\r\n\r\nwholeHTTP/1.1 200 OK\r\n"), "{all}");
        assert!(!all.ends_with("\r\n0\r\n\r\n"), "{all}");
    });
}

/// Pieces of any length, then the end.
fn pieces(pieces: &'static [&'static str]) -> Body {
    let mut pieces = pieces.iter();
    Body::from_poll_fn(move |_| Poll::Ready(pieces.next().map(|piece| Ok((*piece).into()))))
}

#[test]
fn a_stream_is_held_to_its_length() {
    run(async {
        let (app, errors) = telling(App::new().with(async |ctx, _| {
            let body = if ctx.path().starts_with("/short") { pieces(&["a"]) } else { pieces(&["a", "bcdef"]) };
            if ctx.path().ends_with("-by-hand") {
                ctx.set_body(body).set_content_length(3);
            } else {
                ctx.set_body(Body::sized_stream(body, 3));
            }
            Ok(())
        }));
        let server = start(app).await;
        for target in ["/short", "/long", "/short-by-hand", "/long-by-hand"] {
            let mut client = server.connect().await;
            client
                .send(format!("GET {target} HTTP/1.1\r\nhost: test\r\n\r\nGET /long HTTP/1.1\r\nhost: test\r\n\r\n"))
                .await;
            let all = client.rest().await;
            assert!(!all.contains("bcdef") && all.matches("HTTP/1.1").count() <= 1, "{target}: {all}");
            let (message, header_sent) = errors.recv().await.unwrap();
            assert!(message.contains("than its"), "{message}");
            assert!(header_sent);
        }
        assert!(errors.try_recv().is_err());
    });
}
