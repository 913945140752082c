//! A network that loses frames.

use koa_embassy::{App, SingleThread};

use crate::support::serve;

/// Sends back what it gets.
fn echo() -> App<SingleThread> {
    App::local().with(async |ctx, _| {
        let body = ctx.request.text().await?;
        ctx.set_body(body);
        Ok(())
    })
}

#[test]
fn requests_and_answers_arrive_although_every_seventh_frame_is_lost() {
    serve(echo(), async |world| {
        world.wire.loss.set(7);
        let mut peer = world.connect().await;
        for round in 0..6 {
            let body = round.to_string().repeat(3000);
            peer.send(format!("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n{body}", body.len())).await;
            assert_eq!(peer.answer().await.body, body);
        }
        peer.end().await;
    });
}

#[test]
fn connections_open_and_close_although_every_fifth_frame_is_lost() {
    serve(echo(), async |world| {
        world.wire.loss.set(5);
        for _ in 0..4 {
            assert_eq!(world.get("/").await.status, 200);
        }
    });
}
