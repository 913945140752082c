//! Answers that come in pieces.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use bytes::Bytes;
use koa::{App, Body};
use smol::stream::StreamExt as _;

use super::support::{ms, run, sleep, start, until};

/// Pieces without end, and the count of their bytes.
fn endless() -> (App, Arc<AtomicUsize>) {
    let given = Arc::new(AtomicUsize::new(0));
    let app = App::new().with_state(given.clone(), async |given, ctx, _| {
        let given = given.clone();
        ctx.set_body(Body::from_poll_fn(move |_| {
            given.fetch_add(64 << 10, Ordering::Relaxed);
            Poll::Ready(Some(Ok(Bytes::from_static(&[b'x'; 64 << 10]))))
        }));
        Ok(())
    });
    (app, given)
}

#[test]
fn a_stream_is_polled_only_as_fast_as_the_client_reads() {
    run(async {
        let (app, given) = endless();
        let server = start(app).await;
        let mut client = server.connect().await;
        client.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
        sleep(ms(300)).await;
        let waiting = given.load(Ordering::Relaxed);
        assert!(waiting < 16 << 20, "{waiting} bytes were taken from the stream for a client that reads nothing");
        sleep(ms(100)).await;
        assert_eq!(given.load(Ordering::Relaxed), waiting);
        client.exactly(32 << 20).await.unwrap();
        assert!(given.load(Ordering::Relaxed) > waiting);
    });
}

#[test]
fn a_request_behind_a_stream_does_not_undo_the_back_pressure() {
    run(async {
        let (app, given) = endless();
        let server = start(app).await;
        let mut client = server.connect().await;
        client.send("GET / HTTP/1.1\r\nhost: test\r\n\r\nGET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
        sleep(ms(300)).await;
        let waiting = given.load(Ordering::Relaxed);
        assert!(waiting < 16 << 20, "{waiting} bytes were taken from the stream for a client that reads nothing");
        client.exactly(32 << 20).await.unwrap();
    });
}

#[test]
fn a_piece_is_sent_when_it_is_there() {
    run(async {
        let (sender, receiver) = smol::channel::bounded::<&'static str>(1);
        let receiver = std::sync::Mutex::new(Some(receiver));
        let app = App::new().with_state(receiver, async |receiver, ctx, _| {
            let receiver = receiver.lock().unwrap().take().unwrap();
            ctx.set_body(Body::stream(receiver.map(koa::Result::Ok)));
            Ok(())
        });
        let server = start(app).await;
        let mut client = server.connect().await;
        // The second request has come while the first is answered.
        client.send("GET / HTTP/1.1\r\nhost: test\r\n\r\nGET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
        for piece in ["one", "two"] {
            sender.send(piece).await.unwrap();
            let mut seen = String::new();
            while !seen.ends_with(&format!("3\r\n{piece}\r\n")) {
                seen += &client.some().await;
            }
        }
    });
}

#[test]
fn a_stream_of_known_length_has_no_chunks() {
    run(async {
        let app = App::new().with(async |ctx, _| {
            let mut pieces = ["hel", "lo"].into_iter();
            let stream = Body::from_poll_fn(move |_| Poll::Ready(pieces.next().map(|piece| Ok(piece.into()))));
            ctx.set_body(Body::sized_stream(stream, 5));
            Ok(())
        });
        let server = start(app).await;
        let answer = server.get("/").await;
        assert_eq!(answer.header("content-length"), Some("5"));
        assert_eq!(answer.header("transfer-encoding"), None);
        assert_eq!(answer.text(), "hello");
    });
}

#[test]
fn a_stream_to_an_old_client_ends_with_the_connection() {
    run(async {
        let app = App::new().with(async |ctx, _| {
            let mut pieces = ["hel", "lo"].into_iter();
            ctx.set_body(Body::from_poll_fn(move |_| Poll::Ready(pieces.next().map(|piece| Ok(piece.into())))));
            Ok(())
        });
        let server = start(app).await;
        let answer = server.dialogue("GET / HTTP/1.0\r\n\r\n").await;
        assert!(answer.ends_with("\r\n\r\nhello"), "{answer}");
        assert!(!answer.contains("transfer-encoding"), "{answer}");
    });
}

#[test]
fn a_large_body_reaches_a_client_that_reads_slowly() {
    run(async {
        let app = App::new().with(async |ctx, _| {
            ctx.set_body(vec![b'x'; 8 << 20]);
            Ok(())
        });
        let server = start(app).await;
        let mut client = server.connect().await;
        client.send("GET / HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n").await;
        sleep(ms(200)).await;
        assert_eq!(client.answer().await.body.len(), 8 << 20);
        assert_eq!(client.rest().await, "");
    });
}

#[test]
fn a_stream_that_nobody_wants_any_more_is_dropped() {
    run(async {
        let alive = Arc::new(());
        let app = App::new().with_state(alive.clone(), async |alive, ctx, _| {
            let alive = alive.clone();
            ctx.set_body(Body::from_poll_fn(move |_| {
                let _ = &alive;
                Poll::Pending
            }));
            Ok(())
        });
        let server = start(app).await;
        let mut client = server.connect().await;
        client.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
        until(|| Arc::strong_count(&alive) == 3).await;
        drop(client);
        until(|| Arc::strong_count(&alive) == 2).await;
    });
}
