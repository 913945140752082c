//! Clients that are slow, on purpose or not.

use std::time::Instant;

use koa::{App, Body, Limits};
use smol::stream::StreamExt as _;

use super::support::{detach, hasty, ms, run, sleep, start_with};

fn hello() -> App {
    App::new().with(async |ctx, _| {
        ctx.set_body("hello");
        Ok(())
    })
}

#[test]
fn a_client_that_sends_nothing_is_closed_in_time() {
    run(async {
        let server = start_with(hello(), hasty()).await;
        let start = Instant::now();
        let mut client = server.connect().await;
        assert_eq!(client.rest().await, "");
        assert!((ms(250)..ms(1500)).contains(&start.elapsed()), "{:?}", start.elapsed());
    });
}

#[test]
fn a_head_that_stops_is_a_408() {
    run(async {
        let server = start_with(hello(), hasty()).await;
        let start = Instant::now();
        let answer = server.dialogue("GET / HTTP/1.1\r\nhost: te").await;
        assert!(answer.starts_with("HTTP/1.1 408 Request Timeout\r\n"), "{answer}");
        assert!(answer.contains("\r\nConnection: close\r\n") && answer.contains("\r\nDate: "), "{answer}");
        assert!(start.elapsed() < ms(1500), "{:?}", start.elapsed());
    });
}

#[test]
fn a_head_of_a_byte_at_a_time_ends_at_the_deadline_of_the_whole() {
    run(async {
        let server = start_with(hello(), hasty()).await;
        let start = Instant::now();
        let mut client = server.connect().await;
        for byte in "GET / HTTP/1.1\r\nhost: a-very-patient-attacker-with-a-long-name\r\n".bytes().cycle() {
            sleep(ms(20)).await;
            if client.try_send([byte]).await.is_err() || start.elapsed() > ms(3000) {
                break;
            }
        }
        assert!((ms(250)..ms(2000)).contains(&start.elapsed()), "{:?}", start.elapsed());
    });
}

#[test]
fn a_drip_of_empty_lines_is_no_request() {
    run(async {
        let server = start_with(hello(), hasty()).await;
        let start = Instant::now();
        let mut client = server.connect().await;
        while client.try_send("\r\n").await.is_ok() && start.elapsed() < ms(3000) {
            sleep(ms(20)).await;
        }
        assert!(start.elapsed() < ms(2000), "{:?}", start.elapsed());
    });
}

#[test]
fn a_later_head_has_its_own_deadline_and_its_408_comes_after_the_earlier_answer() {
    run(async {
        let server = start_with(hello(), Limits { idle: ms(5000), ..hasty() }).await;
        let mut client = server.connect().await;
        client.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
        assert_eq!(client.answer().await.text(), "hello");
        sleep(ms(500)).await;
        let start = Instant::now();
        client.send("GET / HT").await;
        assert!(client.rest().await.starts_with("HTTP/1.1 408 "));
        assert!((ms(250)..ms(1500)).contains(&start.elapsed()), "{:?}", start.elapsed());
    });
}

#[test]
fn a_slow_handler_is_not_a_slow_client() {
    run(async {
        let app = App::new().with(async |ctx, _| {
            sleep(ms(900)).await;
            ctx.set_body("at last");
            Ok(())
        });
        let server = start_with(app, hasty()).await;
        assert_eq!(server.get("/").await.text(), "at last");
    });
}

#[test]
fn a_stream_with_long_pauses_is_not_idle() {
    run(async {
        let app = App::new().with(async |ctx, _| {
            ctx.set_body(ticks(4));
            Ok(())
        });
        let server = start_with(app, hasty()).await;
        assert_eq!(server.get("/").await.text(), "tick".repeat(4));
    });
}

/// A piece every 400 ms.
fn ticks(count: usize) -> Body {
    let (sender, receiver) = smol::channel::bounded::<&'static str>(1);
    detach(async move {
        for _ in 0..count {
            sleep(ms(400)).await;
            if sender.send("tick").await.is_err() {
                break;
            }
        }
    });
    Body::stream(receiver.map(koa::Result::Ok))
}

/// Sends back what it gets.
fn echo() -> App {
    App::new().with(async |ctx, _| {
        let text = ctx.request.text().await?;
        ctx.set_body(text);
        Ok(())
    })
}

#[test]
fn a_body_that_stops_is_a_408() {
    run(async {
        let server = start_with(echo(), hasty()).await;
        let start = Instant::now();
        let mut client = server.connect().await;
        client.send("POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 10\r\n\r\nhal").await;
        assert_eq!(client.answer().await.status(), 408);
        assert!((ms(250)..ms(1500)).contains(&start.elapsed()), "{:?}", start.elapsed());
    });
}

#[test]
fn a_body_of_a_byte_at_a_time_is_a_408() {
    run(async {
        let server = start_with(echo(), hasty()).await;
        let start = Instant::now();
        let mut client = server.connect().await;
        client.send("POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 1000\r\n\r\n").await;
        while client.try_send("a").await.is_ok() && start.elapsed() < ms(1000) {
            sleep(ms(20)).await;
        }
        assert_eq!(client.answer().await.status(), 408);
    });
}

#[test]
fn a_body_that_nobody_reads_does_not_time_out() {
    run(async {
        let app = App::new().with(async |ctx, _| {
            sleep(ms(700)).await;
            let text = ctx.request.text().await?;
            ctx.set_body(text);
            Ok(())
        });
        let server = start_with(app, hasty()).await;
        let mut client = server.connect().await;
        client.send("POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 4\r\n\r\nhalf").await;
        assert_eq!(client.answer().await.text(), "half");
    });
}

#[test]
fn a_client_that_does_not_read_is_closed_and_the_stream_dropped() {
    run(async {
        struct Told(smol::channel::Sender<()>);
        impl Drop for Told {
            fn drop(&mut self) {
                let _ = self.0.try_send(());
            }
        }
        let (dropped, told) = smol::channel::unbounded();
        let app = App::new().with_state(dropped, async |dropped, ctx, _| {
            let told = Told(dropped.clone());
            ctx.set_body(Body::from_poll_fn(move |_| {
                let _ = &told;
                std::task::Poll::Ready(Some(Ok(bytes::Bytes::from_static(&[b'x'; 4096]))))
            }));
            Ok(())
        });
        let server = start_with(app, hasty()).await;
        let mut client = server.connect().await;
        client.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
        told.recv().await.unwrap();
    });
}
