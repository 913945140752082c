//! Clients that go away before they are answered.

use std::time::Duration;

use koa::{App, Limits, OnDisconnect, Server};
use smol::channel::{Receiver, Sender, unbounded};

use super::support::{Client, Running, ms, run, sleep, start_server};
use crate::runtime::net::TcpStream;

/// Says how a handler ended.
struct Watched {
    told: Sender<&'static str>,
    is_done: bool,
}

impl Drop for Watched {
    fn drop(&mut self) {
        let _ = self.told.try_send(if self.is_done { "finished" } else { "cancelled" });
    }
}

/// A handler that works for a while.
fn working(time: Duration) -> (App, Receiver<&'static str>) {
    let (told, events) = unbounded();
    let app = App::new().with_state((told, time), async |(told, time), ctx, _| {
        let mut watched = Watched { told: told.clone(), is_done: false };
        let _ = told.try_send("started");
        sleep(*time).await;
        watched.is_done = true;
        ctx.set_body("done");
        Ok(())
    });
    (app, events)
}

/// A client that goes when its request runs, in one of two ways.
async fn vanish(server: &Running, events: &Receiver<&'static str>, go: fn(Client<TcpStream>)) {
    let mut client = server.connect().await;
    client.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
    assert_eq!(events.recv().await, Ok("started"));
    go(client);
}

#[test]
fn a_handler_is_cancelled_when_its_client_is_reset() {
    run(async {
        let (app, events) = working(ms(10_000));
        let server = start_server(Server::new(app)).await;
        vanish(&server, &events, Client::reset).await;
        assert_eq!(events.recv().await, Ok("cancelled"));
    });
}

#[test]
fn a_handler_is_cancelled_when_its_client_goes() {
    run(async {
        let (app, events) = working(ms(10_000));
        let limits = Limits { half_closed: ms(50), ..Limits::default() };
        let server = start_server(Server::new(app).limits(limits)).await;
        vanish(&server, &events, drop).await;
        assert_eq!(events.recv().await, Ok("cancelled"));
    });
}

#[test]
fn a_handler_runs_to_its_end_where_it_is_to_finish() {
    run(async {
        let (app, events) = working(ms(200));
        let server = start_server(Server::new(app).on_disconnect(OnDisconnect::Finish)).await;
        for go in [drop, Client::reset] {
            vanish(&server, &events, go).await;
            assert_eq!(events.recv().await, Ok("finished"));
        }
        assert_eq!(server.get("/").await.text(), "done");
    });
}

#[test]
fn a_shutdown_waits_for_a_handler_whose_client_has_gone() {
    for go in [drop, Client::reset] {
        run(async {
            let (app, events) = working(ms(200));
            let server = start_server(Server::new(app).on_disconnect(OnDisconnect::Finish)).await;
            vanish(&server, &events, go).await;
            let report = server.stop().await;
            assert_eq!(events.try_recv(), Ok("finished"));
            assert_eq!((report.finished, report.aborted), (1, 0));
        });
    }
}
