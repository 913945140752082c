//! Clients that say that they have sent everything.

use std::time::Instant;

use koa::App;

use super::support::{hasty, ms, run, sleep, start, start_with};

fn slow() -> App {
    App::new().with(async |ctx, _| {
        sleep(ms(100)).await;
        let length = ctx.request.bytes().await?.len();
        ctx.set_body(length.to_string());
        Ok(())
    })
}

#[test]
fn a_client_that_closes_its_sending_side_gets_its_answer() {
    run(async {
        let server = start(slow()).await;
        let mut client = server.connect().await;
        client.send("POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 5\r\n\r\nhello").await;
        client.finish().await;
        assert_eq!(client.answer().await.text(), "5");
        assert_eq!(client.rest().await, "");
    });
}

#[test]
fn every_request_before_the_end_is_answered() {
    run(async {
        let server = start(slow()).await;
        let mut client = server.connect().await;
        client.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n".repeat(3)).await;
        client.finish().await;
        for _ in 0..3 {
            assert_eq!(client.answer().await.text(), "0");
        }
        assert_eq!(client.rest().await, "");
    });
}

#[test]
fn a_request_that_nobody_may_wait_for_any_more_has_its_time() {
    run(async {
        let app = App::new().with(async |_, _| std::future::pending().await);
        let server = start_with(app, hasty()).await;
        let mut client = server.connect().await;
        client.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n").await;
        client.finish().await;
        let start = Instant::now();
        assert_eq!(client.rest().await, "");
        assert!((ms(250)..ms(2000)).contains(&start.elapsed()), "{:?}", start.elapsed());
    });
}

#[test]
fn a_connection_that_ends_without_a_request_is_no_error() {
    run(async {
        let server = start(slow()).await;
        let mut client = server.connect().await;
        client.finish().await;
        assert_eq!(client.rest().await, "");
        let report = server.stop().await;
        assert_eq!((report.accepted, report.aborted), (1, 0));
    });
}
