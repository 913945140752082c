//! More clients than sockets.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Instant;

use embassy_net::tcp::ConnectError;
use koa_embassy::Limits;

use crate::basics::hello;
use crate::support::{End, SECOND, Setup, World, ms, serve, serve_with, sleep, within};

/// Sends so many requests, and connects again when the server asks for it.
async fn visit(world: World, requests: u32, served: Rc<Cell<u32>>) {
    let mut peer = None;
    for _ in 0..requests {
        let mut connection = match peer.take() {
            Some(connection) => connection,
            None => world.connect().await,
        };
        let answer = connection.get("/").await;
        assert_eq!((answer.status, answer.body.as_str()), (200, "Hello World"));
        served.set(served.get() + 1);
        match answer.closes() {
            true => connection.end().await,
            false => peer = Some(connection),
        }
    }
    if let Some(peer) = peer {
        peer.end().await;
    }
}

#[test]
fn clients_that_stay_take_turns_when_there_are_more_than_sockets() {
    serve(hello(), async |world| {
        let served = Rc::new(Cell::new(0));
        let visits: Vec<_> = (0..8).map(|_| world.tasks.start(visit(world.clone(), 30, served.clone()))).collect();
        for visit in visits {
            visit.result().await;
        }
        assert_eq!((served.get(), world.wire.resets()), (8 * 30, 0));
    });
}

#[test]
fn clients_that_leave_are_served_however_many_they_are() {
    serve(hello(), async |world| {
        let visits: Vec<_> = (0..20)
            .map(|_| {
                let world = world.clone();
                world.tasks.clone().start(async move {
                    for _ in 0..5 {
                        assert_eq!(world.get("/").await.body, "Hello World");
                    }
                })
            })
            .collect();
        for visit in visits {
            visit.result().await;
        }
        assert_eq!(world.wire.resets(), 0);
    });
}

#[test]
fn eight_that_stay_and_twenty_that_leave_are_served_by_four_sockets() {
    serve(hello(), async |world| {
        let served = Rc::new(Cell::new(0));
        let visits: Vec<_> = (0..28)
            .map(|number| {
                let (world, served) = (world.clone(), served.clone());
                world.tasks.clone().start(async move {
                    if number < 8 {
                        return visit(world, 25, served).await;
                    }
                    for _ in 0..5 {
                        assert_eq!(world.get("/").await.body, "Hello World");
                        served.set(served.get() + 1);
                    }
                })
            })
            .collect();
        for visit in visits {
            visit.result().await;
        }
        assert_eq!((served.get(), world.wire.resets()), (8 * 25 + 20 * 5, 0));
        assert!(world.backlog.is_empty());
    });
}

#[test]
fn nobody_is_asked_to_leave_while_nobody_waits() {
    serve(hello(), async |world| {
        let mut peers = Vec::new();
        for _ in 0..4 {
            peers.push(world.connect().await);
        }
        for peer in &mut peers {
            assert!(!peer.get("/").await.closes());
        }
        sleep(ms(300)).await;
        for peer in &mut peers {
            assert!(!peer.get("/").await.closes());
        }
    });
}

#[test]
fn who_is_idle_makes_room_for_who_waits() {
    serve(hello(), async |world| {
        let mut idle = Vec::new();
        for _ in 0..4 {
            let mut peer = world.connect().await;
            peer.get("/").await;
            idle.push(peer);
        }
        let start = Instant::now();
        let mut fifth = world.connect().await;
        assert!(start.elapsed() < SECOND, "{:?}", start.elapsed());
        assert_eq!(fifth.get("/").await.status, 200);
        let mut closed = 0;
        for peer in &mut idle {
            closed += u32::from(within(ms(50), peer.rest()).await == Some((String::new(), End::InOrder)));
        }
        assert_eq!(closed, 1, "as many as had to");
        assert!(world.backlog.is_empty());
    });
}

#[test]
fn who_is_not_idle_in_a_crowd_is_asked_to_leave_with_the_next_answer() {
    let limits = Limits { grace: SECOND * 10, ..Limits::default() };
    serve_with(hello(), Setup { sockets: 1, limits, ..Setup::default() }, async |world| {
        let mut first = world.connect().await;
        assert!(!first.get("/").await.closes());
        let other = world.clone();
        let second = world.tasks.start(async move { other.get("/").await });
        sleep(ms(50)).await;
        assert_eq!(world.backlog.len(), 1);
        assert!(first.get("/").await.closes());
        assert_eq!(first.rest().await, (String::new(), End::InOrder));
        first.end().await;
        assert_eq!(second.result().await.status, 200);
    });
}

#[test]
fn a_crowd_that_is_slow_to_speak_does_not_keep_others_out() {
    let limits = Limits { head: ms(300), ..Limits::default() };
    serve_with(hello(), Setup { limits, ..Setup::default() }, async |world| {
        let mut stalled = Vec::new();
        for _ in 0..4 {
            let mut peer = world.connect().await;
            peer.send("GET / HT").await;
            stalled.push(peer);
        }
        assert_eq!(within(SECOND * 3, world.get("/")).await.map(|answer| answer.status), Some(200));
        for peer in &mut stalled {
            assert_eq!(peer.answer().await.status, 408);
        }
    });
}

#[test]
fn without_a_backlog_the_last_socket_is_given_up_again() {
    let setup = Setup { sockets: 2, has_backlog: false, ..Setup::default() };
    serve_with(hello(), setup, async |world| {
        let mut first = world.connect().await;
        assert!(!first.get("/").await.closes());
        let mut second = world.connect().await;
        assert!(second.get("/").await.closes());
        second.end().await;
        // A socket listens again.
        let third = world.connect().await;
        third.end().await;
        assert_eq!(first.get("/").await.status, 200);
    });
}

#[test]
fn without_a_backlog_a_client_is_refused_when_no_socket_listens() {
    let limits = Limits { grace: SECOND * 10, ..Limits::default() };
    let setup = Setup { sockets: 1, has_backlog: false, limits, ..Setup::default() };
    serve_with(hello(), setup, async |world| {
        let _first = world.connect().await;
        assert_eq!(world.try_connect().await.err(), Some(ConnectError::ConnectionReset));
    });
}

#[test]
fn a_reload_storm_leaves_nobody_out() {
    serve(hello(), async |world| {
        for _ in 0..5 {
            // A browser opens six connections, asks on each, and the user reloads before all have answered.
            let mut peers = Vec::new();
            for _ in 0..3 {
                let mut peer = world.connect().await;
                peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").await;
                peers.push(peer);
            }
            for peer in peers {
                peer.reset().await;
            }
        }
        let served = Rc::new(Cell::new(0));
        let visits: Vec<_> = (0..6).map(|_| world.tasks.start(visit(world.clone(), 5, served.clone()))).collect();
        for visit in visits {
            visit.result().await;
        }
        assert_eq!(served.get(), 30);
    });
}
