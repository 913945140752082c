use koa_core::{Method, Request, test};

#[test]
fn it_is_the_target_as_the_client_sent_it() {
    for url in ["/users?page=2", "*", "http://example.com/a?b", "", "/a//b/../c?d#e"] {
        let request = Request::new(Method::GET, url);
        assert_eq!((request.url(), request.original_url()), (url, url));
    }
}

#[test]
fn setting_it_leaves_the_original() {
    let mut ctx = test::context("GET /old?a=1");
    ctx.set_url("/new?b=2");
    assert_eq!((ctx.url(), ctx.path(), ctx.querystring()), ("/new?b=2", "/new", "b=2"));
    assert_eq!(ctx.original_url(), "/old?a=1");
}

#[test]
fn setting_the_original_forgets_what_was_set_before() {
    let mut ctx = test::context("GET /old");
    ctx.set_url("/changed");
    ctx.request.set_original_url("/next?c=3");
    assert_eq!((ctx.url(), ctx.original_url(), ctx.path()), ("/next?c=3", "/next?c=3", "/next"));
    assert_eq!(ctx.query().first("c"), Some("3"));
}

#[test]
fn every_setter_of_a_part_leaves_the_original() {
    let mut ctx = test::context("GET /old?a=1");
    ctx.set_path("/p");
    ctx.set_querystring("q=1");
    ctx.set_search("?s=1");
    ctx.set_query([("r", "1")]);
    assert_eq!((ctx.url(), ctx.original_url()), ("/p?r=1", "/old?a=1"));
}
