//! Connections that leave HTTP.

use koa::{App, ResultExt, StatusCode, Upgrade};

use super::support::{detach, hasty, ms, run, sleep, start, start_with};
use crate::runtime::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// Answers 101 and sends back what it gets, in upper case.
fn shouting() -> App {
    App::new().with(async |ctx, _| {
        let upgrade = ctx.state.remove::<Upgrade>().or_throw(426, "shouting only")?;
        ctx.set_status(StatusCode::SWITCHING_PROTOCOLS);
        ctx.set_header("connection", "upgrade").set_header("upgrade", "shouting");
        detach(async move {
            let mut connection = upgrade.accept().await?;
            let mut buffer = [0; 64];
            loop {
                let length = connection.read(&mut buffer).await?;
                if length == 0 {
                    return std::io::Result::Ok(());
                }
                connection.write_all(buffer[..length].to_ascii_uppercase().as_slice()).await?;
                connection.flush().await?;
            }
        });
        Ok(())
    })
}

#[test]
fn a_connection_is_handed_over_after_the_101() {
    run(async {
        let server = start(shouting()).await;
        let mut client = server.connect().await;
        // The first bytes of the new protocol come with the request.
        client.send("GET / HTTP/1.1\r\nhost: test\r\nconnection: upgrade\r\nupgrade: shouting\r\n\r\nhello").await;
        let answer = client.head_answer().await;
        assert_eq!(answer.status(), 101);
        assert_eq!(answer.header("upgrade"), Some("shouting"));
        assert_eq!((answer.header("content-length"), answer.header("transfer-encoding")), (None, None));
        assert_eq!(client.exactly(5).await.unwrap(), b"HELLO");
        client.send("again").await;
        assert_eq!(client.exactly(5).await.unwrap(), b"AGAIN");
    });
}

#[test]
fn limits_of_http_end_with_http() {
    run(async {
        let server = start_with(shouting(), hasty()).await;
        let mut client = server.connect().await;
        client.send("GET / HTTP/1.1\r\nhost: test\r\nconnection: upgrade\r\nupgrade: shouting\r\n\r\n").await;
        assert_eq!(client.head_answer().await.status(), 101);
        sleep(ms(800)).await;
        client.send("still here").await;
        assert_eq!(client.exactly(10).await.unwrap(), b"STILL HERE");
    });
}

#[test]
fn a_request_that_wants_no_upgrade_has_none() {
    run(async {
        let server = start(shouting()).await;
        assert_eq!(server.get("/").await.status(), 426);
    });
}

#[test]
fn an_offer_that_was_not_answered_so_is_refused() {
    run(async {
        let (told, outcomes) = smol::channel::unbounded();
        let app = App::new().with_state(told, async |told, ctx, _| {
            if let Some(upgrade) = ctx.state.remove::<Upgrade>() {
                let told = told.clone();
                detach(async move { told.send(upgrade.accept().await.map(drop)).await });
            }
            ctx.set_body("no");
            Ok(())
        });
        let server = start(app).await;
        let mut client = server.connect().await;
        client.send("GET / HTTP/1.1\r\nhost: test\r\nconnection: upgrade\r\nupgrade: shouting\r\n\r\n").await;
        assert_eq!(client.answer().await.text(), "no");
        // The connection goes on in HTTP.
        assert_eq!(client.get("/").await.text(), "no");
        let refused = outcomes.recv().await.unwrap().unwrap_err();
        assert_eq!(refused.to_string(), "the answer did not switch the protocol, or was not sent");
        assert!(outcomes.is_empty());
    });
}

#[test]
fn a_connection_that_nobody_took_over_ends() {
    run(async {
        let app = App::new().with(async |ctx, _| {
            ctx.set_status(StatusCode::SWITCHING_PROTOCOLS);
            ctx.set_header("connection", "upgrade").set_header("upgrade", "shouting");
            Ok(())
        });
        let server = start(app).await;
        let mut client = server.connect().await;
        client.send("GET / HTTP/1.1\r\nhost: test\r\nconnection: upgrade\r\nupgrade: shouting\r\n\r\n").await;
        assert_eq!(client.head_answer().await.status(), 101);
        assert_eq!(client.rest().await, "");
    });
}

#[test]
fn a_shutdown_waits_for_what_left_http_until_its_deadline() {
    run(async {
        let server = start_with(shouting(), hasty()).await;
        let mut client = server.connect().await;
        client.send("GET / HTTP/1.1\r\nhost: test\r\nconnection: upgrade\r\nupgrade: shouting\r\n\r\n").await;
        assert_eq!(client.head_answer().await.status(), 101);
        assert_eq!(server.stop().await.aborted, 1);
    });
}
