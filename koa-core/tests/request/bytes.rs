use koa_core::{App, Error, test};

use crate::support::{Gate, cancel, pieces, stream};

/// Echoes the body.
fn echo() -> App {
    App::new().silent(true).with(async |ctx, _| {
        let bytes = ctx.request.bytes().await?;
        ctx.set_body(bytes);
        Ok(())
    })
}

#[test]
fn they_are_the_whole_body() {
    assert_eq!(test::post("/").body(&b"\0\xff"[..]).send(&echo()).bytes(), &b"\0\xff"[..]);
    assert_eq!(test::post("/").body(stream(["one", "", "two", "three"])).send(&echo()).text(), "onetwothree");
    assert_eq!(test::post("/").send(&echo()).text(), "");
}

#[test]
fn a_second_read_gives_nothing() {
    let app = App::new().with(async |ctx, _| {
        let (first, second) = (ctx.request.text().await?, ctx.request.text().await?);
        ctx.set_body(format!("{first}|{second}"));
        Ok(())
    });
    assert_eq!(test::post("/").body("once").send(&app).text(), "once|");
    assert_eq!(test::post("/").body(stream(["on", "ce"])).send(&app).text(), "once|");
}

#[test]
fn the_status_of_a_broken_body_is_that_of_the_answer() {
    for (status, text) in [(400, "bad chunk"), (408, "too slow"), (413, "too large")] {
        let body = koa_core::Body::stream(pieces([Ok("half"), Err(Error::new(status, text))]));
        let response = test::post("/").body(body).send(&echo());
        assert_eq!((response.status().as_u16(), response.text()), (status, text.into()));
    }
}

#[test]
fn more_than_the_limit_is_a_413() {
    let limited = |body: koa_core::Body| {
        let request = test::post("/").body(body).with(|request| {
            request.body_mut().set_limit(Some(5));
        });
        request.send(&echo())
    };
    assert_eq!(limited(stream(["one", "tw"])).text(), "onetw");
    let response = limited(stream(["one", "two"]));
    assert_eq!(response.status(), 413);
    assert_eq!(response.text(), "the body is larger than the limit of 5 bytes");
    assert_eq!(limited("five!".into()).text(), "five!");
    assert_eq!(limited("sixsix".into()).status(), 413);
}

#[test]
fn a_route_may_raise_the_limit() {
    let app = App::new().with(async |ctx, _| {
        ctx.request.body_mut().set_limit(Some(10));
        let text = ctx.request.text().await?;
        ctx.set_body(text);
        Ok(())
    });
    let request = test::post("/").body(stream(["one", "two"])).with(|request| {
        request.body_mut().set_limit(Some(5));
    });
    assert_eq!(request.send(&app).text(), "onetwo");
}

#[test]
fn a_cancelled_read_leaves_the_rest_readable() {
    let gate = Gate::default();
    let opened = gate.clone();
    let mut texts = ["one", "two"].into_iter();
    let body = koa_core::Body::from_poll_fn(move |cx| {
        if texts.len() < 2 {
            core::task::ready!(std::future::Future::poll(std::pin::pin!(opened.wait()), cx));
        }
        std::task::Poll::Ready(texts.next().map(|text| Ok(text.into())))
    });
    let mut ctx = App::new().context(test::post("/").body(body).into_request());
    assert_eq!(test::block_on(ctx.request.body_mut().chunk()).unwrap().unwrap(), "one");
    cancel(ctx.request.body_mut().chunk());
    cancel(ctx.request.bytes());
    gate.open();
    assert_eq!(test::block_on(ctx.request.bytes()).unwrap(), "two");
}
