use koa_core::{App, test};

use crate::support::stream;

#[test]
fn it_can_be_read_while_the_context_is_lent() {
    let app = App::new().with(async |ctx, _| {
        let mut body = ctx.request.take_body();
        while let Some(piece) = body.chunk().await {
            ctx.append_header("x-length", piece?.len() as u64);
        }
        ctx.set_body("read");
        Ok(())
    });
    let response = test::post("/").body(stream(["a", "bc"])).send(&app);
    assert!(response.headers().get_all("x-length").map(|value| value.to_str()).eq([Some("1"), Some("2")]));
}

#[test]
fn it_leaves_nothing_behind() {
    let mut ctx = test::context("POST /");
    ctx.request.set_body("body");
    assert_eq!(ctx.request.take_body().as_text(), Some("body"));
    assert!(ctx.request.take_body().is_empty());
}

#[test]
fn it_can_become_the_answer() {
    let app = App::new().with(async |ctx, _| {
        let body = ctx.request.take_body();
        ctx.set_body(body);
        Ok(())
    });
    assert_eq!(test::post("/").body(stream(["ec", "ho"])).send(&app).text(), "echo");
}

#[test]
fn a_middleware_may_put_another_in_its_place() {
    let app = App::new()
        .with(async |ctx, next| {
            let text = ctx.request.text().await?.to_uppercase();
            ctx.request.set_body(text);
            next.run(ctx).await
        })
        .with(async |ctx, _| {
            let text = ctx.request.text().await?;
            ctx.set_body(text);
            Ok(())
        });
    assert_eq!(test::post("/").body("loud").send(&app).text(), "LOUD");
}
