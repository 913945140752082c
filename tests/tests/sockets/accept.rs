//! Accepting when the system cannot, or must not.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};
use std::time::Instant;

use koa::{App, Limits, Listener, Server, Shutdown};

use super::support::{connect, hasty, ms, run, sleep, spawn, start_with, timeout};
use crate::runtime::net::TcpListener;

/// Fails some times before it works.
struct Exhausted {
    listener: TcpListener,
    failures: u32,
    polls: Arc<AtomicU32>,
}

/// Too many open files.
const EMFILE: i32 = 24;

impl Listener for Exhausted {
    type Io = <TcpListener as Listener>::Io;
    type Handshake = <TcpListener as Listener>::Handshake;

    fn poll_accept(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Self::Handshake>> {
        self.polls.fetch_add(1, Ordering::Relaxed);
        match self.failures.checked_sub(1) {
            None => Listener::poll_accept(&mut self.listener, cx),
            Some(left) => {
                self.failures = left;
                Poll::Ready(Err(io::Error::from_raw_os_error(EMFILE)))
            }
        }
    }
}

fn hello() -> App {
    App::new().with(async |ctx, _| {
        ctx.set_body("hello");
        Ok(())
    })
}

#[test]
fn running_out_of_descriptors_is_waited_out() {
    run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let addr = listener.local_addr().unwrap();
        let (polls, shutdown) = (Arc::default(), Shutdown::new());
        let listener = Exhausted { listener, failures: 5, polls: Arc::clone(&polls) };
        let server = spawn(Server::new(hello()).shutdown(shutdown.clone()).serve(listener));
        let start = Instant::now();
        let mut client = connect(addr).await;
        client.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
        assert_eq!(client.answer().await.text(), "hello");
        assert!(start.elapsed() >= ms(100), "{:?}", start.elapsed());
        assert!(polls.load(Ordering::Relaxed) < 20);
        shutdown.start();
        let report = server.await.unwrap();
        assert_eq!((report.accepted, report.accept_errors), (1, 5));
    });
}

#[test]
fn a_shutdown_does_not_wait_for_descriptors() {
    run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let shutdown = Shutdown::new();
        let listener = Exhausted { listener, failures: u32::MAX, polls: Arc::default() };
        let server = spawn(Server::new(hello()).shutdown(shutdown.clone()).serve(listener));
        sleep(ms(50)).await;
        shutdown.start();
        assert!(server.await.unwrap().accept_errors > 0);
    });
}

#[test]
fn connections_over_the_limit_wait_until_another_ends() {
    run(async {
        let server = start_with(hello(), Limits { connections: 2, idle: ms(5000), head: ms(5000), ..hasty() }).await;
        let mut clients = [server.connect().await, server.connect().await, server.connect().await];
        for client in &mut clients {
            client.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
        }
        let [mut first, mut second, mut third] = clients;
        assert_eq!(first.answer().await.text(), "hello");
        assert_eq!(second.answer().await.text(), "hello");
        let waited = timeout(ms(200), third.some()).await;
        assert!(waited.is_none(), "the third was served beside the others");
        drop(first);
        assert_eq!(third.answer().await.text(), "hello");
    });
}

#[test]
fn a_listener_that_is_none_any_more_ends_the_server() {
    struct Broken;

    impl Listener for Broken {
        type Io = <TcpListener as Listener>::Io;
        type Handshake = <TcpListener as Listener>::Handshake;

        fn poll_accept(&mut self, _: &mut Context<'_>) -> Poll<io::Result<Self::Handshake>> {
            Poll::Ready(Err(io::ErrorKind::InvalidInput.into()))
        }
    }

    run(async {
        let error = Server::new(hello()).serve(Broken).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
    });
}
