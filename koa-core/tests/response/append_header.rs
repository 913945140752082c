use koa_core::{Context, test};

fn values(ctx: &Context) -> Vec<&str> {
    ctx.response.headers().get_all("x-a").filter_map(|value| value.to_str()).collect()
}

#[test]
fn it_adds_a_value() {
    let mut ctx = test::context("GET /");
    ctx.append_header("x-a", "1").append_header("X-A", "2");
    assert_eq!(values(&ctx), ["1", "2"]);
}

#[test]
fn it_adds_to_what_was_set() {
    let mut ctx = test::context("GET /");
    ctx.set_header("x-a", "1").append_header("x-a", "2");
    assert_eq!(values(&ctx), ["1", "2"]);
}

#[test]
fn an_empty_value_gives_way() {
    let mut ctx = test::context("GET /");
    ctx.set_header("x-a", "").append_header("x-a", "1");
    assert_eq!(values(&ctx), ["1"]);
}

#[test]
fn text_of_run_time_is_tried() {
    let mut ctx = test::context("GET /");
    ctx.try_append_header("x-a", "1").unwrap().try_append_header("x-a", String::from("2")).unwrap();
    assert_eq!(values(&ctx), ["1", "2"]);
}

#[test]
fn links_and_cookies_stay_separate_lines() {
    let response = crate::support::respond(|ctx| {
        ctx.append_header("link", "<a>").append_header("link", "<b>").set_body("body");
    });
    assert_eq!(response.headers().get_all("link").count(), 2);
}
