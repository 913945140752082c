use koa_core::{App, Error, test};

#[test]
fn changes_reach_the_client_until_the_last_step() {
    let app = App::new();
    let mut ctx = app.context(test::get("/").into_request());
    assert!(ctx.is_writable() && !ctx.is_header_sent());
    app.finish(&mut ctx, Ok(()));
    assert!(!ctx.is_writable() && ctx.is_header_sent());
}

#[test]
fn an_error_is_an_answer_too() {
    let app = App::new();
    let mut ctx = app.context(test::get("/").into_request());
    app.finish(&mut ctx, Err(Error::new(400, "no")));
    assert!(ctx.is_header_sent());
}

#[test]
fn the_body_is_taken_to_be_sent_and_the_head_stays() {
    let app = App::new();
    let mut ctx = app.context(test::get("/").into_request());
    ctx.set_body("hello");
    app.finish(&mut ctx, Ok(()));
    assert_eq!(ctx.response.take_sendable_body().as_text(), Some("hello"));
    assert_eq!(ctx.response.header("content-length"), Some("5"));
}

#[test]
fn an_error_kept_by_a_setter_can_be_taken_by_a_middleware() {
    let app = App::new().with(async |ctx, _| {
        ctx.set_body("fine").set_etag("two\nlines");
        assert_eq!(ctx.response.take_error().unwrap().message(), "Invalid character in header content");
        assert!(ctx.response.take_error().is_none());
        Ok(())
    });
    assert_eq!(test::get("/").send(&app).text(), "fine");
}
