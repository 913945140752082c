use koa_core::{App, Body, test};

use crate::support::{respond, stream};

#[test]
fn a_middleware_can_change_what_is_sent() {
    let app = App::new()
        .with(async |ctx, next| {
            next.run(ctx).await?;
            let bytes = ctx.response.take_body().bytes().await?;
            ctx.set_body(bytes.to_ascii_uppercase());
            Ok(())
        })
        .with(async |ctx, _| {
            ctx.set_body(match ctx.path() {
                "/stream" => stream(["hel", "lo"]),
                _ => Body::from("hello"),
            });
            Ok(())
        });
    assert_eq!(test::get("/").send(&app).text(), "HELLO");
    assert_eq!(test::get("/").send(&app).header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(test::get("/stream").send(&app).header("content-length"), Some("5"));
}

#[test]
fn status_and_type_stay_and_the_length_goes() {
    let mut ctx = test::context("GET /");
    ctx.set_body("hello");
    assert_eq!(ctx.response.take_body().as_text(), Some("hello"));
    assert_eq!((ctx.status().as_u16(), ctx.content_type(), ctx.content_length()), (200, "text/plain", None));
    assert!(ctx.body().is_empty());
}

#[test]
fn a_body_that_was_taken_and_not_given_back_is_the_reason() {
    let response = respond(|ctx| {
        ctx.set_body("hello");
        ctx.response.take_body();
    });
    assert_eq!((response.text().as_str(), response.header("content-length")), ("OK", Some("2")));
}
