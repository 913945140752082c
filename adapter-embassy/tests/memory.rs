//! A server that runs out of memory.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::basics::hello;
use crate::support::{End, Setup, serve_with};

#[test]
fn a_connection_that_there_is_no_memory_for_is_answered_503() {
    static FREE: AtomicUsize = AtomicUsize::new(999);
    let setup = Setup { memory: Some((|| FREE.load(Ordering::Relaxed), 1000)), ..Setup::default() };
    serve_with(hello(), setup, async |world| {
        let mut peer = world.connect().await;
        peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;
        let answer = peer.answer().await;
        assert_eq!((answer.status, answer.closes(), answer.header("retry-after")), (503, true, Some("1")));
        assert_eq!(peer.rest().await, (String::new(), End::InOrder));
        FREE.store(1000, Ordering::Relaxed);
        assert_eq!(world.get("/").await.status, 200);
    });
}

#[test]
fn a_request_that_there_is_no_memory_for_is_answered_503() {
    static FREE: AtomicUsize = AtomicUsize::new(1000);
    let setup = Setup { memory: Some((|| FREE.load(Ordering::Relaxed), 1000)), ..Setup::default() };
    serve_with(hello(), setup, async |world| {
        let mut peer = world.connect().await;
        assert_eq!(peer.get("/").await.status, 200);
        FREE.store(999, Ordering::Relaxed);
        let answer = peer.get("/").await;
        assert!(answer.status == 503 && answer.closes());
        assert_eq!(peer.rest().await, (String::new(), End::InOrder));
        FREE.store(1000, Ordering::Relaxed);
        assert_eq!(world.get("/").await.status, 200);
    });
}
