//! Heads that are too large, malformed, or unusual.

use koa::{App, Limits, Server};

use super::support::{run, start, start_server, start_with};
use crate::runtime::yield_now;

fn hello() -> App {
    App::new().with(async |ctx, _| {
        ctx.set_body("hello");
        Ok(())
    })
}

fn filler(length: usize) -> String {
    "a".repeat(length)
}

#[test]
fn a_head_over_the_limit_is_a_431() {
    run(async {
        let server = start(hello()).await;
        for length in [16 << 10, 17 << 10, 40 << 10, 400 << 10] {
            let mut client = server.connect().await;
            let head = format!("GET / HTTP/1.1\r\nhost: test\r\nx-large: {}\r\n\r\n", filler(length));
            let _ = client.try_send(head).await;
            let answer = client.rest().await;
            assert!(answer.starts_with("HTTP/1.1 431 "), "{length}: {answer}");
            assert!(answer.contains("Connection: close\r\n"), "{answer}");
        }
    });
}

#[test]
fn a_head_that_never_ends_is_a_431() {
    run(async {
        let server = start(hello()).await;
        let mut client = server.connect().await;
        client.send("GET / HTTP/1.1\r\nhost: test\r\n").await;
        let mut sent = 0;
        while client.try_send(format!("x-{sent}: {}\r\n", filler(1000))).await.is_ok() && sent < 1000 {
            sent += 1;
            yield_now().await;
        }
        assert!(client.rest().await.starts_with("HTTP/1.1 431 "));
    });
}

#[test]
fn a_head_within_the_limit_is_answered() {
    run(async {
        let server = start(hello()).await;
        let mut client = server.connect().await;
        client.send(format!("GET / HTTP/1.1\r\nhost: test\r\nx-large: {}\r\n\r\n", filler(15 << 10))).await;
        assert_eq!(client.answer().await.text(), "hello");
    });
}

#[test]
fn a_small_head_with_a_large_body_is_no_large_head() {
    run(async {
        let app = App::new().with(async |ctx, _| {
            let length = ctx.request.bytes().await?.len();
            ctx.set_body(length.to_string());
            Ok(())
        });
        let server = start_with(app, Limits { head_bytes: 256, ..Limits::default() }).await;
        let mut client = server.connect().await;
        for _ in 0..3 {
            client
                .send(format!("POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 50000\r\n\r\n{}", filler(50_000)))
                .await;
            assert_eq!(client.answer().await.text(), "50000");
        }
    });
}

#[test]
fn too_many_fields_are_a_431() {
    run(async {
        let server = start_with(hello(), Limits { headers: 10, ..Limits::default() }).await;
        let fields = |count: usize| (0..count).map(|number| format!("x-{number}: 1\r\n")).collect::<String>();
        let answer = server.dialogue(format!("GET / HTTP/1.1\r\nhost: test\r\n{}\r\n", fields(10))).await;
        assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
        let answer =
            server.dialogue(format!("GET / HTTP/1.1\r\nhost: test\r\n{}connection: close\r\n\r\n", fields(8))).await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    });
}

#[test]
fn a_target_over_the_limit_is_a_414() {
    run(async {
        let server = start(hello()).await;
        for length in [8 << 10, 9 << 10, 15 << 10, 16 << 10, 40 << 10, 80 << 10] {
            let mut client = server.connect().await;
            let _ = client.try_send(format!("GET /{} HTTP/1.1\r\nhost: test\r\n\r\n", filler(length))).await;
            let answer = client.try_answer(true).await.map_or_else(String::new, |answer| answer.head);
            assert!(answer.starts_with("HTTP/1.1 414 "), "{length}: {answer}");
        }
    });
}

#[test]
fn a_refused_request_after_others_is_answered_after_them() {
    run(async {
        let server = start(hello()).await;
        let good = "GET / HTTP/1.1\r\nhost: test\r\n\r\n";
        let answers = server.dialogue(format!("{good}{good}GET / HTTP/1.1\r\nbad header\r\n\r\n")).await;
        let statuses: Vec<&str> = answers.lines().filter(|line| line.contains("HTTP/1.1")).collect();
        assert_eq!(statuses.len(), 3, "{answers}");
        assert!(statuses[0].ends_with("200 OK") && statuses[1].contains("200 OK") && statuses[2].contains("400"));
    });
}

#[test]
fn malformed_heads_are_a_400() {
    run(async {
        let server = start(hello()).await;
        for head in [
            "GET / HTTP/1.1\r\nno colon\r\n\r\n",
            "G\u{1}T / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n",
            "GET / HTTP/1.1\r\nhost: test\r\ncontent-length: x\r\n\r\n",
            "GET / HTTP/1.1\r\nhost: test\r\ntransfer-encoding: gzip\r\n\r\n",
        ] {
            let answer = server.dialogue(head).await;
            assert!(answer.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{head:?}: {answer}");
        }
    });
}

#[test]
fn a_request_must_have_one_valid_host_unless_it_need_not() {
    run(async {
        let server = start(hello()).await;
        for hosts in ["", "host: a\r\nhost: b\r\n", "host: a b\r\n", "host: user@a\r\n"] {
            let answer = server.dialogue(format!("GET / HTTP/1.1\r\n{hosts}connection: close\r\n\r\n")).await;
            assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
        }
        assert_eq!(server.get("/").await.status(), 200);

        let server = start_server(Server::new(hello()).strict(false)).await;
        for hosts in ["", "host: user@a\r\n"] {
            let answer = server.dialogue(format!("GET / HTTP/1.1\r\n{hosts}connection: close\r\n\r\n")).await;
            assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        }
    });
}

#[test]
fn a_version_that_is_not_spoken_is_a_505() {
    run(async {
        let server = start(hello()).await;
        for line in ["GET / HTTP/9.9", "GET / HTTP/2.0"] {
            let answer = server.dialogue(format!("{line}\r\n\r\n")).await;
            assert!(answer.starts_with("HTTP/1.1 505 "), "{line}: {answer}");
        }
    });
}

#[test]
fn the_target_reaches_the_application_as_it_was_sent() {
    run(async {
        let app = App::new().with(async |ctx, _| {
            let text = format!("{} {} {} {}", ctx.method(), ctx.url(), ctx.path(), ctx.host());
            ctx.set_body(text);
            Ok(())
        });
        let server = start(app).await;
        for (line, seen) in [
            ("GET /a%20b/../c?x=%41&y HTTP/1.1", "GET /a%20b/../c?x=%41&y /a%20b/../c test"),
            ("OPTIONS * HTTP/1.1", "OPTIONS * * test"),
            ("GET http://other/path?q HTTP/1.1", "GET http://other/path?q /path test"),
            ("PURGE / HTTP/1.1", "PURGE / / test"),
        ] {
            let mut client = server.connect().await;
            client.send(format!("{line}\r\nhost: test\r\n\r\n")).await;
            assert_eq!(client.answer().await.text(), seen);
        }
    });
}

#[test]
fn limits_that_cannot_work_end_the_server_by_name() {
    run(async {
        let server = Server::new(hello()).limits(Limits { idle: std::time::Duration::ZERO, ..Limits::default() });
        let error = server.listen("127.0.0.1:0").await.unwrap_err();
        assert_eq!(error.to_string(), "Limits::idle must be longer than zero");
    });
}
