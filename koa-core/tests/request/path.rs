use koa_core::test;

fn path(url: &str) -> String {
    test::context(&format!("GET {url}")).path().to_owned()
}

#[test]
fn it_is_the_target_up_to_the_question_mark() {
    assert_eq!(path("/login"), "/login");
    assert_eq!(path("/login?next=/dashboard"), "/login");
    assert_eq!(path("/a%20b/%2F"), "/a%20b/%2F");
    assert_eq!(path("//host/a"), "//host/a");
}

#[test]
fn of_other_forms_it_is_the_path_of_the_url() {
    assert_eq!(path("http://example.com/a/b?c"), "/a/b");
    assert_eq!(path("http://example.com"), "/");
    assert_eq!(path("*"), "*");
    assert_eq!(path("/a#b"), "/a");
    assert_eq!(koa_core::Request::new(koa_core::Method::GET, "").path(), "");
}

#[test]
fn setting_it_keeps_the_query() {
    let mut ctx = test::context("GET /login?next=/dashboard");
    ctx.set_path("/logout");
    assert_eq!((ctx.path(), ctx.url()), ("/logout", "/logout?next=/dashboard"));
}

#[test]
fn setting_it_keeps_scheme_and_host_of_an_absolute_target() {
    let mut ctx = test::context("GET http://example.com/a?b=1");
    ctx.set_path("/c");
    assert_eq!((ctx.path(), ctx.url()), ("/c", "http://example.com/c?b=1"));
}

#[test]
fn a_question_mark_in_it_starts_no_query() {
    let mut ctx = test::context("GET /a?b=1");
    ctx.set_path("/what?#now");
    assert_eq!((ctx.path(), ctx.querystring()), ("/what%3F%23now", "b=1"));
}

#[test]
fn setting_what_it_is_changes_nothing() {
    let mut ctx = test::context("GET /a?");
    ctx.set_path("/a");
    assert_eq!(ctx.url(), "/a?");
}
