//! Requests with bodies.

use std::sync::Arc;

use koa::{App, Limits};

use super::support::{ms, run, sleep, start, start_with, until};

fn counting() -> App {
    App::new().with(async |ctx, _| {
        if ctx.path() == "/upload" {
            ctx.request.body_mut().set_limit(Some(100 << 20));
        }
        let mut count = 0;
        let mut largest = 0;
        while let Some(piece) = ctx.request.body_mut().chunk().await {
            let piece = piece?;
            count += piece.len();
            largest = largest.max(piece.len());
        }
        ctx.ensure(largest <= 1 << 20, 500, "the body was held")?;
        ctx.set_body(count.to_string());
        Ok(())
    })
}

#[test]
fn sixty_four_mebibytes_pass_piece_by_piece_where_the_limit_is_raised() {
    run(async {
        let server = start(counting()).await;
        let mut client = server.connect().await;
        let length = 64 << 20;
        client.send(format!("POST /upload HTTP/1.1\r\nhost: test\r\ncontent-length: {length}\r\n\r\n")).await;
        let piece = vec![b'x'; 1 << 20];
        for _ in 0..64 {
            client.send(&piece).await;
        }
        assert_eq!(client.answer().await.text(), length.to_string());
    });
}

#[test]
fn chunks_are_joined_and_trailers_left_out() {
    run(async {
        let app = App::new().with(async |ctx, _| {
            let text = ctx.request.text().await?;
            ctx.set_body(format!("{text} {:?}", ctx.header("x-trailer")));
            Ok(())
        });
        let server = start(app).await;
        let mut client = server.connect().await;
        client.send("POST / HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\n").await;
        client.send("3\r\nhel\r\n2;ext=1\r\nlo\r\n0\r\nx-trailer: 1\r\n\r\n").await;
        assert_eq!(client.answer().await.text(), "hello None");
    });
}

#[test]
fn a_declared_length_over_the_limit_is_a_413_before_the_body_comes() {
    run(async {
        let server = start(counting()).await;
        let mut client = server.connect().await;
        client.send("POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 1048577\r\n\r\n").await;
        let answer = client.answer().await;
        assert_eq!(answer.status(), 413);
        assert_eq!(answer.text(), "the body is larger than the limit of 1048576 bytes");
    });
}

#[test]
fn a_refusal_reaches_a_client_that_is_still_sending() {
    run(async {
        let server = start(counting()).await;
        for _ in 0..10 {
            let mut client = server.connect().await;
            client.send("POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 2000000\r\n\r\n").await;
            let _ = client.try_send(vec![b'x'; 2_000_000]).await;
            assert_eq!(client.answer().await.status(), 413);
        }
    });
}

#[test]
fn chunks_over_the_limit_are_a_413() {
    run(async {
        let server = start_with(counting(), Limits { body_bytes: 1000, ..Limits::default() }).await;
        let mut client = server.connect().await;
        client.send("POST / HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\n").await;
        let _ = client.try_send(format!("400\r\n{}\r\n", "x".repeat(0x400))).await;
        assert_eq!(client.answer().await.status(), 413);
    });
}

#[test]
fn expect_is_answered_when_the_body_is_asked_for() {
    run(async {
        let server = start(counting()).await;
        let mut client = server.connect().await;
        client.send("POST / HTTP/1.1\r\nhost: test\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n").await;
        assert_eq!(client.head_answer().await.status(), 100);
        client.send("hi").await;
        assert_eq!(client.answer().await.text(), "2");

        let mut client = server.connect().await;
        client.send("POST / HTTP/1.1\r\nhost: test\r\nexpect: 100-continue\r\ncontent-length: 2000000\r\n\r\n").await;
        assert_eq!(client.answer().await.status(), 413);
    });
}

#[test]
fn a_chunk_that_is_none_is_a_400() {
    run(async {
        let server = start(counting()).await;
        let answer =
            server.dialogue("POST / HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nhello\r\n").await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
        assert!(answer.contains("Connection: close"), "{answer}");
    });
}

#[test]
fn a_client_that_vanishes_within_its_body_ends_the_handler() {
    run(async {
        let alive = Arc::new(());
        let app = App::new().with_state(alive.clone(), async |alive, ctx, _| {
            let _alive = alive.clone();
            ctx.request.bytes().await?;
            Ok(())
        });
        let server = start(app).await;
        let mut client = server.connect().await;
        client.send("POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 100\r\n\r\nsome").await;
        until(|| Arc::strong_count(&alive) == 3).await;
        drop(client);
        until(|| Arc::strong_count(&alive) == 2).await;
    });
}

#[test]
fn a_body_that_was_cut_is_a_400_for_the_handler() {
    run(async {
        let (told, statuses) = smol::channel::unbounded();
        let app = App::new().with_state(told, async |told, ctx, _| {
            let failed = ctx.request.bytes().await.unwrap_err();
            let _ = told.try_send((failed.status().as_u16(), failed.message().to_owned()));
            Err(failed)
        });
        let server = start(app).await;
        let mut client = server.connect().await;
        client.send("POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 100\r\n\r\nsome").await;
        client.finish().await;
        assert_eq!(statuses.recv().await.unwrap().0, 400);
    });
}

#[test]
fn an_unread_body_does_not_become_the_next_request() {
    run(async {
        let app = App::new().with(async |ctx, _| {
            let path = ctx.path().to_owned();
            ctx.set_body(path);
            Ok(())
        });
        let server = start(app).await;
        let mut client = server.connect().await;
        client.send("POST /one HTTP/1.1\r\nhost: test\r\ncontent-length: 36\r\n\r\nGET /smuggled HTTP/1.1\r\nhost: a\r\n\r\n").await;
        assert_eq!(client.answer().await.text(), "/one");
        let _ = client.try_send("GET /two HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n").await;
        sleep(ms(20)).await;
        assert!(!client.rest().await.contains("smuggled"));
    });
}

#[test]
fn a_large_body_that_nobody_reads_ends_the_connection_and_it_is_said() {
    run(async {
        let app = App::new().with(async |ctx, _| {
            ctx.set_body("not interested");
            Ok(())
        });
        let server = start(app).await;
        for (length, connection) in [(1000, None), (1_000_000, Some("close"))] {
            let mut client = server.connect().await;
            client.send(format!("POST / HTTP/1.1\r\nhost: test\r\ncontent-length: {length}\r\n\r\n")).await;
            assert_eq!(client.answer().await.header("connection"), connection);
        }
    });
}
