//! Clients that go away before they are answered.

use koa_tokio::{App, Limits, OnDisconnect, Server};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::support::{Running, ms, run, start_server};

/// Says how a handler ended.
struct Watched {
    told: UnboundedSender<&'static str>,
    is_done: bool,
}

impl Drop for Watched {
    fn drop(&mut self) {
        let _ = self.told.send(if self.is_done { "finished" } else { "cancelled" });
    }
}

fn app() -> (App, UnboundedReceiver<&'static str>) {
    let (told, events) = unbounded_channel();
    let app = App::new().with_state(told, async |told, ctx, _| {
        let mut watched = Watched { told: told.clone(), is_done: false };
        let _ = told.send("started");
        tokio::time::sleep(ms(200)).await;
        watched.is_done = true;
        ctx.set_body("done");
        Ok(())
    });
    (app, events)
}

async fn vanish(server: &Running, events: &mut UnboundedReceiver<&'static str>) -> &'static str {
    let mut client = server.connect().await;
    client.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
    assert_eq!(events.recv().await, Some("started"));
    drop(client);
    events.recv().await.unwrap()
}

#[test]
fn a_handler_is_cancelled_when_its_client_goes() {
    run(async {
        let (app, mut events) = app();
        let limits = Limits { half_closed: ms(50), ..Limits::default() };
        let server = start_server(Server::new(app).limits(limits)).await;
        assert_eq!(vanish(&server, &mut events).await, "cancelled");
    });
}

#[test]
fn a_handler_runs_to_its_end_where_it_is_to_finish() {
    run(async {
        let (app, mut events) = app();
        let server = start_server(Server::new(app).on_disconnect(OnDisconnect::Finish)).await;
        assert_eq!(vanish(&server, &mut events).await, "finished");
        assert_eq!(server.get("/").await.text(), "done");
    });
}

#[test]
fn a_shutdown_waits_for_a_handler_whose_client_has_gone() {
    run(async {
        let (app, mut events) = app();
        let server = start_server(Server::new(app).on_disconnect(OnDisconnect::Finish)).await;
        let mut client = server.connect().await;
        client.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
        assert_eq!(events.recv().await, Some("started"));
        drop(client);
        let report = server.stop().await;
        assert_eq!(events.try_recv(), Ok("finished"));
        assert_eq!((report.finished, report.aborted), (1, 0));
    });
}
