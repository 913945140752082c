use koa_core::test;

fn querystring(url: &str) -> String {
    test::context(&format!("GET {url}")).querystring().to_owned()
}

#[test]
fn it_is_what_follows_the_first_question_mark() {
    assert_eq!(querystring("/store/shoes?page=2&color=blue"), "page=2&color=blue");
    assert_eq!(querystring("/a?b?c"), "b?c");
    assert_eq!(querystring("http://example.com/a?b=1#c"), "b=1");
    assert_eq!(querystring("/a?b=1#c"), "b=1");
}

#[test]
fn it_is_empty_without_a_query() {
    for url in ["/a", "/a?", "*", "http://example.com", "/a#b?c"] {
        assert_eq!(querystring(url), "", "{url}");
    }
}

#[test]
fn setting_it_changes_search_and_query_too() {
    let mut ctx = test::context("GET /store/shoes");
    ctx.set_querystring("page=2&color=blue");
    assert_eq!(ctx.url(), "/store/shoes?page=2&color=blue");
    assert_eq!(ctx.search(), "?page=2&color=blue");
    assert_eq!(ctx.query().first("color"), Some("blue"));
}

#[test]
fn the_question_mark_may_be_given() {
    let mut ctx = test::context("GET /a?b=1");
    ctx.set_querystring("?c=2");
    assert_eq!(ctx.url(), "/a?c=2");
}

#[test]
fn an_empty_one_removes_the_query() {
    let mut ctx = test::context("GET /a?b=1");
    ctx.set_querystring("");
    assert_eq!((ctx.url(), ctx.querystring()), ("/a", ""));
}

#[test]
fn a_number_sign_in_it_starts_no_fragment() {
    let mut ctx = test::context("GET /a");
    ctx.set_querystring("b=#1");
    assert_eq!((ctx.url(), ctx.querystring()), ("/a?b=%231", "b=%231"));
}

#[test]
fn a_query_that_is_there_already_keeps_its_own_question_mark() {
    let mut ctx = test::context("GET /a??b");
    ctx.set_querystring("?b");
    assert_eq!((ctx.url(), ctx.querystring(), ctx.search()), ("/a??b", "?b", "??b"));
    ctx.set_querystring("?c");
    assert_eq!((ctx.url(), ctx.querystring()), ("/a?c", "c"));
}
