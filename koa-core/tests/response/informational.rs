//! 1xx: answers that are followed by another, and 101, which ends HTTP on the connection.

use koa_core::StatusCode;

use crate::support::respond;

#[test]
fn a_status_that_another_must_follow_is_a_500() {
    for status in [100, 102, 103, 199] {
        let status = StatusCode::new(status).unwrap();
        assert_eq!(respond(move |ctx| _ = ctx.set_status(status).set_body("body")).status(), 500, "{status}");
    }
}

#[test]
fn switching_protocols_is_sent_with_its_headers_and_without_a_body() {
    let response = respond(|ctx| {
        ctx.set_status(StatusCode::SWITCHING_PROTOCOLS).set_header("upgrade", "websocket").set_body("body");
    });
    assert_eq!((response.status().as_u16(), response.text()), (101, String::new()));
    assert_eq!((response.header("upgrade"), response.header("content-length")), (Some("websocket"), None));
    assert!(respond(|ctx| _ = ctx.set_status(StatusCode::SWITCHING_PROTOCOLS)).headers().is_empty());
}
