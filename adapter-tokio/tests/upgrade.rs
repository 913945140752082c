//! Connections that leave HTTP.

use koa_tokio::{App, ResultExt, StatusCode, Upgrade};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::support::{hasty, ms, run, start, start_with};

/// Answers 101 and sends back what it gets, in upper case.
fn shouting() -> App {
    App::new().with(async |ctx, _| {
        let upgrade = ctx.state.remove::<Upgrade>().or_throw(426, "shouting only")?;
        ctx.set_status(StatusCode::SWITCHING_PROTOCOLS);
        ctx.set_header("connection", "upgrade").set_header("upgrade", "shouting");
        tokio::spawn(async move {
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
        tokio::time::sleep(ms(800)).await;
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
fn a_shutdown_waits_for_what_left_http_until_its_deadline() {
    run(async {
        let server = start_with(shouting(), hasty()).await;
        let mut client = server.connect().await;
        client.send("GET / HTTP/1.1\r\nhost: test\r\nconnection: upgrade\r\nupgrade: shouting\r\n\r\n").await;
        assert_eq!(client.head_answer().await.status(), 101);
        assert_eq!(server.stop().await.aborted, 1);
    });
}
