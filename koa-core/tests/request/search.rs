use koa_core::test;

#[test]
fn it_is_the_query_with_its_question_mark() {
    assert_eq!(test::context("GET /a?b=1").search(), "?b=1");
    assert_eq!(test::context("GET http://example.com/a?b=1").search(), "?b=1");
}

#[test]
fn it_is_empty_without_a_query() {
    for url in ["GET /a", "GET /a?", "GET *", "GET http://example.com/a?"] {
        assert_eq!(test::context(url).search(), "", "{url}");
    }
}

#[test]
fn setting_it_replaces_the_query() {
    let mut ctx = test::context("GET /a?b=1");
    ctx.set_search("?c=2");
    assert_eq!((ctx.url(), ctx.search(), ctx.querystring()), ("/a?c=2", "?c=2", "c=2"));
    ctx.set_search("d=3");
    assert_eq!(ctx.url(), "/a?d=3");
    ctx.set_search("");
    assert_eq!(ctx.url(), "/a");
}
