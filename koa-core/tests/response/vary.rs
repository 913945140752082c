use koa_core::{header, test};

use crate::support::respond;

fn vary(fields: &[&str]) -> Option<String> {
    let mut ctx = test::context("GET /");
    fields.iter().for_each(|field| _ = ctx.vary(field));
    ctx.response.header("vary").map(str::to_owned)
}

#[test]
fn names_are_added_once_as_they_are_spelled() {
    assert_eq!(vary(&["Accept"]).as_deref(), Some("Accept"));
    assert_eq!(vary(&["Accept", "accept-encoding", "ACCEPT"]).as_deref(), Some("Accept, accept-encoding"));
    assert_eq!(vary(&["a, b", "b,c"]).as_deref(), Some("a, b, c"));
}

#[test]
fn a_star_takes_it_all() {
    assert_eq!(vary(&["accept", "*", "origin"]).as_deref(), Some("*"));
}

#[test]
fn constants_are_names() {
    assert_eq!(test::context("GET /").vary(header::ACCEPT).response.header("vary"), Some("accept"));
}

#[test]
fn several_headers_become_one() {
    let mut ctx = test::context("GET /");
    ctx.append_header("vary", "a").append_header("vary", "b").vary("c");
    assert!(ctx.response.headers().get_all("vary").map(|value| value.to_str()).eq([Some("a, b, c")]));
}

#[test]
fn a_list_adds_each_of_its_names() {
    let mut ctx = test::context("GET /");
    ctx.response.vary_all(&["accept", "origin"]).vary_all(&[]);
    assert_eq!(ctx.response.header("vary"), Some("accept, origin"));
    assert!(!test::context("GET /").response.vary_all(&[]).has_header("vary"));
}

#[test]
fn what_is_no_name_is_a_500() {
    for field in ["", "two words", "a,", "a\r\nb", "é"] {
        assert_eq!(respond(move |ctx| _ = ctx.set_body("body").vary(field)).status(), 500, "{field:?}");
    }
}
