//! The way out.

use std::task::Poll;
use std::time::Instant;

use koa::{App, Body, Limits, Server, Shutdown};

use super::child;
use super::support::{connect, hasty, ms, run, sleep, spawn, start, start_with};
use crate::runtime::net::{TcpListener, TcpStream};

#[test]
fn running_requests_end_and_say_that_the_connection_does_too() {
    run(async {
        let (told, started) = smol::channel::unbounded();
        let app = App::new().with_state(told, async |told, ctx, _| {
            let _ = told.try_send(());
            ctx.app::<Shutdown>()?.wait().await;
            sleep(ms(100)).await;
            ctx.set_body("done");
            Ok(())
        });
        let server = start(app).await;
        let mut clients = Vec::new();
        for _ in 0..50 {
            let mut client = server.connect().await;
            client.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
            started.recv().await.unwrap();
            clients.push(client);
        }
        let addr = server.addr;
        let stopping = spawn(server.stop());
        for client in &mut clients {
            let answer = client.answer().await;
            assert_eq!(answer.text(), "done");
            assert_eq!(answer.header("connection"), Some("close"));
            assert_eq!(client.rest().await, "");
        }
        let report = stopping.await;
        assert_eq!((report.accepted, report.finished, report.aborted), (50, 50, 0));
        assert!(TcpStream::connect(addr).await.is_err());
    });
}

#[test]
fn idle_connections_end_at_once() {
    run(async {
        let server = start(App::new()).await;
        let mut used = server.connect().await;
        used.get("/").await;
        let _unused = server.connect().await;
        sleep(ms(50)).await;
        let start = Instant::now();
        let report = server.stop().await;
        assert!(start.elapsed() < ms(500), "{:?}", start.elapsed());
        assert_eq!((report.accepted, report.aborted), (2, 0));
    });
}

#[test]
fn a_handler_that_hangs_is_aborted_at_the_deadline() {
    run(async {
        let app = App::new().with(async |_, _| std::future::pending().await);
        let server = start_with(app, hasty()).await;
        let mut client = server.connect().await;
        client.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
        sleep(ms(50)).await;
        let start = Instant::now();
        let report = server.stop().await;
        assert!((ms(450)..ms(2000)).contains(&start.elapsed()), "{:?}", start.elapsed());
        assert_eq!((report.finished, report.aborted), (0, 1));
        assert_eq!(client.rest().await, "");
    });
}

#[test]
fn a_second_call_ends_it_at_once() {
    run(async {
        let app = App::new().with(async |_, _| std::future::pending().await);
        let server = start_with(app, Limits { drain: ms(10_000), ..hasty() }).await;
        let mut client = server.connect().await;
        client.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
        sleep(ms(50)).await;
        let start = Instant::now();
        server.shutdown.start();
        server.shutdown.abort();
        assert_eq!(server.ended().await.aborted, 1);
        assert!(start.elapsed() < ms(1500), "{:?}", start.elapsed());
    });
}

#[test]
fn handlers_and_streams_are_told() {
    run(async {
        let app = App::new().with(async |ctx, _| {
            let shutdown = ctx.app::<Shutdown>()?.clone();
            if ctx.path() == "/handler" {
                shutdown.wait().await;
                ctx.set_body("told");
                return Ok(());
            }
            let mut told = Box::pin(async move { shutdown.wait().await });
            let mut is_told = false;
            ctx.set_body(Body::from_poll_fn(move |cx| {
                if is_told {
                    return Poll::Ready(None);
                }
                told.as_mut().poll(cx).map(|()| {
                    is_told = true;
                    Some(Ok("goodbye".into()))
                })
            }));
            Ok(())
        });
        let server = start(app).await;
        let mut handler = server.connect().await;
        handler.send("GET /handler HTTP/1.1\r\nhost: test\r\n\r\n").await;
        let mut stream = server.connect().await;
        stream.send("GET /stream HTTP/1.1\r\nhost: test\r\n\r\n").await;
        assert!(stream.some().await.starts_with("HTTP/1.1 200 "));
        sleep(ms(50)).await;
        let report = server.stop().await;
        assert_eq!(handler.answer().await.text(), "told");
        assert!(stream.rest().await.ends_with("7\r\ngoodbye\r\n0\r\n\r\n"));
        assert_eq!((report.finished, report.aborted), (2, 0));
    });
}

#[test]
fn the_shutdown_that_an_application_brings_is_the_server_s() {
    run(async {
        let shutdown = Shutdown::new();
        let app = App::new().extend(shutdown.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = spawn(Server::new(app).serve(listener));
        shutdown.start();
        server.await.unwrap();
    });
}

#[test]
fn a_shutdown_before_the_start_ends_the_server_at_once() {
    run(async {
        let shutdown = Shutdown::new();
        shutdown.start();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let report = Server::new(App::new()).shutdown(shutdown).serve(listener).await.unwrap();
        assert_eq!(report.accepted, 0);
    });
}

#[test]
fn sigterm_ends_a_process_after_its_running_requests() {
    run(async {
        let mut child = child::spawn("signal").await;
        let mut client = connect(child.addr).await;
        client.send("GET /slow HTTP/1.1\r\nhost: test\r\n\r\n").await;
        sleep(ms(100)).await;
        let pid = child.process.id().to_string();
        assert!(std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        assert_eq!(client.answer().await.text(), "slow");
        assert!(child.process.ended().await.success());
    });
}
