use koa_core::{App, test};

#[test]
fn nothing_happens_when_the_condition_holds() {
    assert!(test::context("GET /").ensure(true, 401, "log in first").is_ok());
}

#[test]
fn it_fails_with_status_and_message_when_the_condition_does_not_hold() {
    let error = test::context("GET /").ensure(false, 401, "log in first").unwrap_err();
    assert_eq!(error.status(), 401);
    assert_eq!(error.message(), "log in first");
}

#[test]
fn the_question_mark_leaves_the_middleware() {
    let app = App::new().with(async |ctx, _| {
        ctx.ensure(ctx.query().contains("user"), 401, "log in first")?;
        ctx.set_body("welcome");
        Ok(())
    });
    assert_eq!(test::get("/?user").send(&app).text(), "welcome");
    let response = test::get("/").send(&app);
    assert_eq!((response.status().as_u16(), response.text()), (401, "log in first".into()));
}
