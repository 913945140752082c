use koa_core::{HeaderValue, header, test};

#[test]
fn it_replaces_every_earlier_value() {
    let mut ctx = test::context("GET /");
    ctx.append_header("x-a", "1").append_header("x-a", "2").set_header("X-A", "3");
    assert!(ctx.response.headers().get_all("x-a").map(|value| value.to_str()).eq([Some("3")]));
}

#[test]
fn names_and_values_may_be_constants_and_numbers() {
    let mut ctx = test::context("GET /");
    ctx.set_header(header::ACCEPT_RANGES, "none").set_header(header::AGE, 60).set_header("x-a", HeaderValue::from("b"));
    assert_eq!((ctx.response.header("accept-ranges"), ctx.response.header("age")), (Some("none"), Some("60")));
    assert_eq!(ctx.response.header("x-a"), Some("b"));
}

#[test]
fn text_of_run_time_is_tried() {
    let mut ctx = test::context("GET /");
    ctx.try_set_header("X-Name", format!("{} {}", "tobi", "ferret")).unwrap();
    assert_eq!(ctx.response.header("x-name"), Some("tobi ferret"));
}

#[test]
fn what_cannot_be_sent_is_a_500_and_changes_nothing() {
    let mut ctx = test::context("GET /");
    ctx.set_header("x-a", "before");
    for (name, value) in [("x-a", "two\r\nlines"), ("x-a", "☃"), ("x a", "b"), ("", "b"), ("x-a\r\n", "b")] {
        assert_eq!(ctx.try_set_header(name, value).unwrap_err().status(), 500, "{name:?} {value:?}");
        assert_eq!(ctx.try_append_header(name, value).unwrap_err().status(), 500, "{name:?} {value:?}");
    }
    assert_eq!((ctx.response.header("x-a"), ctx.response.headers().len()), (Some("before"), 1));
}

#[test]
#[should_panic]
fn a_literal_that_cannot_be_sent_is_a_mistake() {
    test::context("GET /").set_header("x-a", "two\r\nlines");
}
