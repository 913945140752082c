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

#[test]
fn a_second_type_or_length_is_a_500_and_is_not_sent() {
    for name in ["content-type", "Content-Length"] {
        let response = crate::support::respond(move |ctx| _ = ctx.set_body("body").append_header(name, "1"));
        assert_eq!((response.status().as_u16(), response.headers().get_all(name).count()), (500, 1), "{name}");
        let mut ctx = test::context("GET /");
        let error = ctx.set_body("body").try_append_header(name, "1").unwrap_err();
        assert_eq!(error.message(), format!("{} must contain exactly one value", name.to_ascii_lowercase()));
        assert_eq!(ctx.response.headers().get_all(name).count(), 1);
    }
}

#[test]
fn a_first_type_is_fine() {
    let mut ctx = test::context("GET /");
    assert_eq!(ctx.append_header("content-type", "text/css").content_type(), "text/css");
}
