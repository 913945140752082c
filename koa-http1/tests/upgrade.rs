//! Connections that leave HTTP (RFC 9110 §7.8).

use koa_core::{App, SingleThread, StatusCode};
use koa_http1::{Ended, Stage};

use crate::support::{careless, connect, get};

fn switching() -> App<SingleThread> {
    App::local().with(async |ctx, _| {
        ctx.set_status(StatusCode::SWITCHING_PROTOCOLS);
        ctx.set_header("connection", "upgrade").set_header("upgrade", "x");
        Ok(())
    })
}

#[test]
fn a_101_hands_over_what_follows_the_head() {
    let mut session = connect(switching());
    session.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n\x01ahead");
    assert_eq!(session.received(), "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n");
    assert_eq!(session.ended(), Some(&Ended::Upgraded { ahead: "\x01ahead".into() }));
}

#[test]
fn the_101_comes_behind_the_answers_before_it() {
    let app = App::local().with(async |ctx, _| {
        if ctx.path() == "/switch" {
            ctx.set_status(StatusCode::SWITCHING_PROTOCOLS);
        }
        Ok(())
    });
    let mut session = connect(app);
    session.send(get("/1") + "GET /switch HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
    let text = session.received();
    assert!(text.starts_with("HTTP/1.1 404 Not Found\r\n"), "{text}");
    assert!(text.ends_with("\r\n\r\nNot FoundHTTP/1.1 101 Switching Protocols\r\n\r\n"), "{text}");
    assert_eq!(session.ended(), Some(&Ended::Upgraded { ahead: "".into() }));
}

#[test]
fn an_offer_is_one_only_with_both_fields_and_since_1_1() {
    for (request, is_offer) in [
        ("HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x", true),
        ("HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, upgrade\r\nUpgrade: x", true),
        ("HTTP/1.1\r\nHost: a\r\nUpgrade: x", false),
        ("HTTP/1.1\r\nHost: a\r\nConnection: upgrade", false),
        ("HTTP/1.0\r\nConnection: upgrade, keep-alive\r\nUpgrade: x", false),
    ] {
        let mut session = connect(careless());
        session.send(format!("GET / {request}\r\n\r\n"));
        assert_eq!(session.upgrades(), [is_offer], "{request}");
        assert_eq!(session.answer().status, 200);
    }
}

#[test]
fn an_offer_that_is_not_taken_changes_nothing() {
    let mut session = connect(careless());
    session.send("GET /1 HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n".to_owned() + &get("/2"));
    assert_eq!(session.answers().len(), 2);
    assert_eq!(session.upgrades(), [true, false]);
}

#[test]
fn a_server_that_drains_still_hands_over() {
    let gate = crate::support::Gate::default();
    let closed = gate.clone();
    let app = App::local().with(async move |ctx, _| {
        closed.pass().await;
        ctx.set_status(StatusCode::SWITCHING_PROTOCOLS).set_header("connection", "upgrade");
        Ok(())
    });
    let mut session = connect(app);
    session.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n").enter(Stage::Draining);
    gate.open();
    session.run();
    assert!(session.received().contains("Connection: upgrade\r\n"));
    assert!(matches!(session.ended(), Some(Ended::Upgraded { .. })));
}
