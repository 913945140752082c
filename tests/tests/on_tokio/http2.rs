//! HTTP/2 on the same port, by prior knowledge.

use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http2::{SendRequest, handshake};
use hyper_util::rt::{TokioExecutor, TokioIo};
use koa::{App, Body, Error};
use tokio::net::TcpStream;
use tokio::sync::mpsc::unbounded_channel;

use crate::on_tokio::support::{Client, hasty, ms, run, start, start_with};
use crate::on_tokio::tls;

async fn connect(addr: SocketAddr) -> SendRequest<Full<Bytes>> {
    let stream = TcpStream::connect(addr).await.unwrap();
    let (sender, connection) = handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    sender
}

fn request(addr: SocketAddr, target: &str, body: &'static str) -> http::Request<Full<Bytes>> {
    http::Request::builder()
        .method(if body.is_empty() { "GET" } else { "POST" })
        .uri(format!("http://{addr}{target}"))
        .body(Full::new(Bytes::from_static(body.as_bytes())))
        .unwrap()
}

#[test]
fn a_client_with_prior_knowledge_is_served_and_one_without_too() {
    run(async {
        let app = App::new().with(async |ctx, _| {
            let body = ctx.request.text().await?;
            let text = format!("{} {} {} {body}", ctx.request.version(), ctx.url(), ctx.host());
            ctx.set_body(text);
            Ok(())
        });
        let server = start(app).await;
        let mut sender = connect(server.addr).await;
        let answer = sender.send_request(request(server.addr, "/a?b", "body")).await.unwrap();
        assert_eq!(answer.status(), 200);
        let text = answer.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(text, format!("HTTP/2.0 /a?b {} body", server.addr));
        assert_eq!(server.get("/").await.text(), "HTTP/1.1 / test ");
    });
}

#[test]
fn requests_of_one_connection_run_at_once() {
    run(async {
        let app = App::new().with(async |ctx, _| {
            tokio::time::sleep(ms(300)).await;
            let path = ctx.path().to_owned();
            ctx.set_body(path);
            Ok(())
        });
        let server = start(app).await;
        let sender = connect(server.addr).await;
        let start = tokio::time::Instant::now();
        let tasks: Vec<_> = (0..20)
            .map(|number| {
                let mut sender = sender.clone();
                let request = request(server.addr, &format!("/{number}"), "");
                tokio::spawn(async move {
                    sender.send_request(request).await.unwrap().into_body().collect().await.unwrap().to_bytes()
                })
            })
            .collect();
        for (number, task) in tasks.into_iter().enumerate() {
            assert_eq!(task.await.unwrap(), format!("/{number}"));
        }
        assert!(start.elapsed() < ms(2000), "{:?}", start.elapsed());
    });
}

#[test]
fn headers_of_a_connection_are_not_sent_and_no_reason_phrase_stands_in_for_a_body() {
    run(async {
        let app = App::new().with(async |ctx, _| {
            ctx.set_header("connection", "keep-alive").set_header("keep-alive", "timeout=5");
            Ok(())
        });
        let server = start(app).await;
        let answer = connect(server.addr).await.send_request(request(server.addr, "/", "")).await.unwrap();
        assert_eq!(answer.status(), 404);
        assert!(!answer.headers().contains_key("connection") && !answer.headers().contains_key("keep-alive"));
        assert_eq!(answer.into_body().collect().await.unwrap().to_bytes(), "404");
    });
}

#[test]
fn a_stream_that_fails_resets_its_stream_alone() {
    run(async {
        let app = App::new().silent(true).with(async |ctx, _| {
            let mut given = 0;
            if ctx.path() == "/fail" {
                ctx.set_body(Body::from_poll_fn(move |_| {
                    given += 1;
                    let piece = if given > 2 { Err(Error::new(500, "gone")) } else { Ok("piece".into()) };
                    std::task::Poll::Ready(Some(piece))
                }));
            } else {
                ctx.set_body("fine");
            }
            Ok(())
        });
        let server = start(app).await;
        let mut sender = connect(server.addr).await;
        let failed = match sender.send_request(request(server.addr, "/fail", "")).await {
            Ok(answer) => answer.into_body().collect().await.is_err(),
            Err(_) => true, // The reset overtook the head.
        };
        assert!(failed);
        let answer = sender.send_request(request(server.addr, "/", "")).await.unwrap();
        assert_eq!(answer.into_body().collect().await.unwrap().to_bytes(), "fine");
    });
}

#[test]
fn a_request_that_the_client_resets_is_cancelled() {
    run(async {
        struct Watched(tokio::sync::mpsc::UnboundedSender<&'static str>);
        impl Drop for Watched {
            fn drop(&mut self) {
                let _ = self.0.send("cancelled");
            }
        }
        let (told, mut events) = unbounded_channel();
        let app = App::new().with_state(told, async |told, _, _| {
            let _watched = Watched(told.clone());
            let _ = told.send("started");
            std::future::pending().await
        });
        let server = start(app).await;
        let mut sender = connect(server.addr).await;
        let answer = tokio::spawn(sender.send_request(request(server.addr, "/", "")));
        assert_eq!(events.recv().await, Some("started"));
        answer.abort();
        assert_eq!(events.recv().await, Some("cancelled"));
    });
}

#[test]
fn an_idle_connection_is_closed_and_a_busy_one_is_not() {
    run(async {
        let app = App::new().with(async |ctx, _| {
            tokio::time::sleep(ms(900)).await;
            ctx.set_body("at last");
            Ok(())
        });
        let server = start_with(app, hasty()).await;
        let mut sender = connect(server.addr).await;
        let answer = sender.send_request(request(server.addr, "/", "")).await.unwrap();
        assert_eq!(answer.into_body().collect().await.unwrap().to_bytes(), "at last");
        while !sender.is_closed() {
            tokio::time::sleep(ms(20)).await;
        }
    });
}

#[test]
fn a_shutdown_lets_running_requests_end() {
    run(async {
        let app = App::new().with(async |ctx, _| {
            tokio::time::sleep(ms(200)).await;
            ctx.set_body("done");
            Ok(())
        });
        let server = start(app).await;
        let mut sender = connect(server.addr).await;
        let answer = tokio::spawn(sender.send_request(request(server.addr, "/", "")));
        tokio::time::sleep(ms(50)).await;
        let report = server.stop().await;
        assert_eq!(answer.await.unwrap().unwrap().into_body().collect().await.unwrap().to_bytes(), "done");
        assert_eq!((report.finished, report.aborted), (1, 0));
    });
}

#[test]
fn a_handler_that_hangs_is_aborted_at_the_deadline() {
    run(async {
        struct Watched(tokio::sync::mpsc::UnboundedSender<&'static str>);
        impl Drop for Watched {
            fn drop(&mut self) {
                let _ = self.0.send("dropped");
            }
        }
        let (told, mut events) = unbounded_channel();
        let app = App::new().with_state(told, async |told, _, _| {
            let _watched = Watched(told.clone());
            let _ = told.send("started");
            std::future::pending().await
        });
        let server = start_with(app, hasty()).await;
        let mut sender = connect(server.addr).await;
        let answer = tokio::spawn(sender.send_request(request(server.addr, "/", "")));
        assert_eq!(events.recv().await, Some("started"));
        let report = server.stop().await;
        assert_eq!((report.finished, report.aborted), (0, 1));
        assert_eq!(events.recv().await, Some("dropped"));
        assert!(answer.await.unwrap().is_err());
    });
}

#[test]
fn alpn_chooses_between_http_2_and_http_1_1() {
    run(async {
        let server = tls::start(tls::who()).await;
        let stream = server.connect(&["h2", "http/1.1"]).await;
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
        let (mut sender, connection) = handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        let request = http::Request::get("https://localhost/").body(Full::<Bytes>::default()).unwrap();
        let answer = sender.send_request(request).await.unwrap();
        assert_eq!(answer.into_body().collect().await.unwrap().to_bytes(), "HTTP/2.0 https true");

        let stream = server.connect(&["http/1.1"]).await;
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"http/1.1"[..]));
        assert_eq!(Client::new(stream).get("/").await.text(), "HTTP/1.1 https true");
    });
}
