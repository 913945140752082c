//! Several requests on one connection, one after another and at once.

use std::time::Instant;

use koa::App;

use super::support::{hasty, ms, run, sleep, spawn, start, start_with};

fn echo() -> App {
    App::new().with(async |ctx, _| {
        if ctx.path() == "/slow" {
            sleep(ms(50)).await;
        }
        let text = format!("{} {}", ctx.method(), ctx.url());
        ctx.set_body(text);
        Ok(())
    })
}

#[test]
fn a_connection_serves_one_request_after_another() {
    run(async {
        let server = start(echo()).await;
        let mut client = server.connect().await;
        for target in ["/first", "/second?x=1", "/third"] {
            client.send(format!("GET {target} HTTP/1.1\r\nhost: test\r\n\r\n")).await;
            assert_eq!(client.answer().await.text(), format!("GET {target}"));
        }
    });
}

#[test]
fn nothing_of_a_request_is_seen_by_the_next() {
    run(async {
        struct Seen;
        let app = App::new().with(async |ctx, _| {
            let earlier = ctx.state.insert(Seen).is_some();
            let length = ctx.request.body_mut().len();
            let text = format!("{earlier} {:?} {length:?}", ctx.header("x-first"));
            if ctx.path() == "/first" {
                ctx.set_header("x-answer", "1").set_content_type("text/plain");
            }
            ctx.set_body(text);
            Ok(())
        });
        let server = start(app).await;
        let mut client = server.connect().await;
        client.send("POST /first HTTP/1.1\r\nhost: test\r\nx-first: 1\r\ncontent-length: 2\r\n\r\nhi").await;
        assert_eq!(client.answer().await.text(), "false Some(\"1\") Some(2)");
        client.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
        let answer = client.answer().await;
        assert_eq!(answer.text(), "false None Some(0)");
        assert_eq!(answer.header("x-answer"), None);
    });
}

#[test]
fn pipelined_requests_are_answered_in_order() {
    run(async {
        let server = start(echo()).await;
        let mut client = server.connect().await;
        let targets: Vec<String> =
            (0..40).map(|number| if number % 7 == 3 { "/slow".into() } else { format!("/{number}") }).collect();
        let requests: String =
            targets.iter().map(|target| format!("GET {target} HTTP/1.1\r\nhost: test\r\n\r\n")).collect();
        client.send(requests).await;
        for target in targets {
            assert_eq!(client.answer().await.text(), format!("GET {target}"));
        }
    });
}

#[test]
fn thousands_of_pipelined_requests_are_no_large_head() {
    run(async {
        let server = start(echo()).await;
        let client = server.connect().await;
        let (mut answers, mut requests) = client.split();
        let sending = spawn(async move {
            let all = (0..10_000).map(|number| format!("GET /{number} HTTP/1.1\r\nhost: test\r\n\r\n"));
            requests.send(all.collect::<String>()).await;
            requests
        });
        for number in 0..10_000 {
            assert_eq!(answers.answer().await.text(), format!("GET /{number}"));
        }
        drop(sending.await);
    });
}

#[test]
fn an_answer_does_not_wait_for_the_slow_request_behind_it() {
    run(async {
        let app = App::new().with(async |ctx, _| {
            if ctx.path() == "/never" {
                std::future::pending::<()>().await;
            }
            ctx.set_body("quick");
            Ok(())
        });
        let server = start(app).await;
        let mut client = server.connect().await;
        let requests = ["/quick", "/never", "/quick"].map(|target| format!("GET {target} HTTP/1.1\r\nhost: a\r\n\r\n"));
        client.send(requests.concat()).await;
        assert_eq!(client.answer().await.text(), "quick");
    });
}

#[test]
fn an_answer_does_not_wait_for_the_rest_of_the_next_head() {
    run(async {
        let server = start_with(echo(), hasty()).await;
        let mut client = server.connect().await;
        client.send("GET /whole HTTP/1.1\r\nhost: test\r\n\r\nGET /half HT").await;
        assert_eq!(client.answer().await.text(), "GET /whole");
        client.send("TP/1.1\r\nhost: test\r\n\r\n").await;
        assert_eq!(client.answer().await.text(), "GET /half");
    });
}

#[test]
fn large_pipelined_answers_arrive_whole_and_in_order() {
    run(async {
        let app = App::new().with(async |ctx, _| {
            let letter = ctx.path().as_bytes()[1];
            ctx.set_body(vec![letter; 100_000]);
            Ok(())
        });
        let server = start(app).await;
        let mut client = server.connect().await;
        let requests: String = "abcdefgh".chars().map(|c| format!("GET /{c} HTTP/1.1\r\nhost: test\r\n\r\n")).collect();
        client.send(requests).await;
        for letter in b"abcdefgh" {
            let answer = client.answer().await;
            assert_eq!(answer.body.len(), 100_000);
            assert!(answer.body.iter().all(|byte| byte == letter));
        }
    });
}

#[test]
fn http_1_0_closes_unless_it_asks_to_stay() {
    run(async {
        let server = start(echo()).await;
        let text = server.dialogue("GET /old HTTP/1.0\r\n\r\n").await;
        assert!(text.starts_with("HTTP/1.1 200 OK\r\n") && text.contains("Connection: close\r\n"), "{text}");
        assert!(text.ends_with("GET /old"), "{text}");

        let mut client = server.connect().await;
        for _ in 0..2 {
            client.send("GET /old HTTP/1.0\r\nconnection: keep-alive\r\n\r\n").await;
            assert_eq!(client.answer().await.text(), "GET /old");
        }
    });
}

#[test]
fn connection_close_is_obeyed() {
    run(async {
        let server = start(echo()).await;
        let text = server.dialogue("GET / HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n").await;
        assert!(text.contains("Connection: close\r\n"), "{text}");
        assert!(text.ends_with("GET /"), "{text}");
    });
}

#[test]
fn an_idle_connection_is_closed_in_time() {
    run(async {
        let server = start_with(echo(), hasty()).await;
        let mut client = server.connect().await;
        client.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
        client.answer().await;
        let start = Instant::now();
        assert_eq!(client.rest().await, "");
        assert!((ms(250)..ms(1500)).contains(&start.elapsed()), "{:?}", start.elapsed());
    });
}

#[test]
fn a_connection_in_use_is_not_idle() {
    run(async {
        let server = start_with(echo(), hasty()).await;
        let mut client = server.connect().await;
        for _ in 0..8 {
            client.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
            assert_eq!(client.answer().await.status(), 200);
            sleep(ms(100)).await;
        }
    });
}
