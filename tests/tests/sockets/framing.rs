//! How answers are framed: lengths, empty bodies, reason phrases.

use koa::{App, Body, Context, HeaderValue, StatusCode};

use super::support::{run, start};

fn app() -> App {
    App::new().silent(true).with(async |ctx, _| {
        answer(ctx);
        Ok(())
    })
}

fn answer(ctx: &mut Context) {
    let path = ctx.path().to_owned();
    match path.as_str() {
        "/text" => ctx.set_body("hello"),
        "/empty-text" => ctx.set_body(""),
        "/stream" => ctx.set_body(Body::from_poll_fn(|_| std::task::Poll::Ready(None))),
        "/wrong" => ctx.set_body("hello").set_header("content-length", "3"),
        "/no-number" => ctx.set_body("hello").set_header("content-length", "five"),
        "/twice" => ctx.set_body("hello").append_header("content-length", "5"),
        "/coded" => ctx.set_header("transfer-encoding", "chunked").set_body("hello"),
        "/early-hints" => ctx.set_status(StatusCode::EARLY_HINTS),
        "/reason" => ctx.set_body("hello").set_reason("Fine caf\u{e9}"),
        "/latin" => ctx.set_body("hello").set_header("x-latin", HeaderValue::new("caf\u{e9}").unwrap()),
        _ => match path[1..].parse().ok().and_then(|code| StatusCode::new(code).ok()) {
            Some(status) => ctx.set_status(status),
            None => ctx,
        },
    };
}

#[test]
fn head_has_the_length_of_get_and_no_body() {
    run(async {
        let server = start(app()).await;
        let mut client = server.connect().await;
        for (target, length) in
            [("/text", Some("5")), ("/empty-text", Some("0")), ("/404", None), ("/stream", None), ("/204", None)]
        {
            client.send(format!("HEAD {target} HTTP/1.1\r\nhost: test\r\n\r\n")).await;
            let answer = client.head_answer().await;
            assert_eq!(answer.header("content-length"), length, "{target}");
            assert_eq!(answer.header("transfer-encoding"), None, "{target}");
        }
        client.send("GET /text HTTP/1.1\r\nhost: test\r\n\r\n").await;
        assert_eq!(client.answer().await.text(), "hello");
    });
}

#[test]
fn statuses_without_content_are_framed_without() {
    run(async {
        let server = start(app()).await;
        for (status, length) in [(204, None), (304, None), (205, Some("0"))] {
            let answer = server.get(&format!("/{status}")).await;
            assert_eq!(answer.status(), status);
            assert_eq!(answer.header("content-length"), length, "{status}");
            assert_eq!(answer.header("transfer-encoding"), None, "{status}");
            assert_eq!(answer.text(), "");
        }
    });
}

#[test]
fn a_length_that_is_not_the_body_s_is_a_500() {
    run(async {
        let server = start(app()).await;
        let mut client = server.connect().await;
        for target in ["/wrong", "/no-number", "/twice"] {
            client.send(format!("GET {target} HTTP/1.1\r\nhost: test\r\n\r\n")).await;
            let answer = client.answer().await;
            assert_eq!((answer.status(), answer.text().as_str()), (500, "Internal Server Error"), "{target}");
        }
    });
}

#[test]
fn a_transfer_encoding_by_hand_decides_alone() {
    run(async {
        let server = start(app()).await;
        let answer = server.get("/coded").await;
        assert_eq!(answer.header("transfer-encoding"), Some("chunked"));
        assert_eq!(answer.header("content-length"), None);
        assert_eq!(answer.text(), "hello");
    });
}

#[test]
fn an_informational_status_is_no_answer() {
    run(async {
        let server = start(app()).await;
        assert_eq!(server.get("/early-hints").await.status(), 500);
    });
}

#[test]
fn reason_phrases_are_koa_s() {
    run(async {
        let server = start(app()).await;
        for (target, line) in [
            ("/text", "HTTP/1.1 200 OK"),
            ("/418", "HTTP/1.1 418 I'm a Teapot"),
            ("/700", "HTTP/1.1 700 unknown"),
            ("/509", "HTTP/1.1 509 Bandwidth Limit Exceeded"),
        ] {
            assert_eq!(server.get(target).await.head.lines().next(), Some(line));
        }
        let mut client = server.connect().await;
        client.send("GET /reason HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n").await;
        let line = client.exactly(22).await.unwrap();
        assert_eq!(line, b"HTTP/1.1 200 Fine caf\xe9");
    });
}

#[test]
fn a_date_is_always_sent() {
    run(async {
        let server = start(app()).await;
        assert!(server.get("/text").await.header("date").unwrap().ends_with(" GMT"));
    });
}
