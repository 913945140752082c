use koa_core::{App, Error, test};

#[test]
fn it_fails_with_status_and_message() {
    let error = test::context("GET /").throw::<()>(403, "members only").unwrap_err();
    assert_eq!(error.status(), 403);
    assert_eq!(error.message(), "members only");
    assert!(error.is_exposed());
}

#[test]
fn it_takes_text_of_run_time() {
    let error = test::context("GET /").throw::<()>(400, format!("{} is taken", "tobi")).unwrap_err();
    assert_eq!(error.message(), "tobi is taken");
}

#[test]
fn it_is_a_result_of_any_type() {
    let ctx = test::context("GET /");
    let id: koa_core::Result<u32> = ctx.throw(404, "no such id");
    assert!(id.is_err());
}

#[test]
fn below_500_the_client_sees_the_message() {
    let app = App::new().with(async |ctx, _| ctx.throw(403, "members only"));
    let response = test::get("/").send(&app);
    assert_eq!(response.status(), 403);
    assert_eq!(response.text(), "members only");
    assert_eq!(response.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(response.header("content-length"), Some("12"));
}

#[test]
fn from_500_on_the_client_sees_the_name_of_the_status() {
    let app = App::new().silent(true).with(async |ctx, _| ctx.throw(503, "db 7 is down"));
    let response = test::get("/").send(&app);
    assert_eq!(response.status(), 503);
    assert_eq!(response.text(), "Service Unavailable");
}

#[test]
fn the_same_error_can_be_built_by_hand() {
    let thrown = test::context("GET /").throw::<()>(409, "conflict").unwrap_err();
    assert_eq!(format!("{thrown:?}"), format!("{:?}", Error::new(409, "conflict")));
}
