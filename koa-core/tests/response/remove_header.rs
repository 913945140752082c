use koa_core::{header, test};

#[test]
fn it_removes_every_value_in_any_case() {
    let mut ctx = test::context("GET /");
    ctx.append_header("x-a", "1").append_header("x-a", "2").set_header("x-b", "3").remove_header("X-A");
    assert!(!ctx.has_header("x-a"));
    assert!(ctx.has_header("X-B"));
}

#[test]
fn removing_what_is_not_there_changes_nothing() {
    let mut ctx = test::context("GET /");
    ctx.set_header("x-b", "3").remove_header(header::ETAG).remove_header("not a name");
    assert_eq!(ctx.response.headers().len(), 1);
}
