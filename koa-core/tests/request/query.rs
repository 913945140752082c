use koa_core::test;

#[test]
fn it_is_decoded() {
    let ctx = test::context("GET /?name=J%C3%BCrgen+M&flag&%E2%98%83=1&bad=%zz&latin=%E9");
    let query = ctx.query();
    assert_eq!(query.first("name"), Some("Jürgen M"));
    assert_eq!(query.first("flag"), Some(""));
    assert_eq!(query.first("☃"), Some("1"));
    assert_eq!(query.first("bad"), Some("%zz"));
    assert_eq!(query.first("latin"), Some("\u{FFFD}"));
}

#[test]
fn a_name_may_have_several_values() {
    let ctx = test::context("GET /?tag=a&x=1&tag=b");
    assert!(ctx.query().all("tag").eq(["a", "b"]));
}

#[test]
fn names_are_flat() {
    let ctx = test::context("GET /?a[b]=1&__proto__=2");
    assert_eq!(ctx.query().first("a[b]"), Some("1"));
    assert_eq!(ctx.query().first("a"), None);
    assert_eq!(ctx.query().first("__proto__"), Some("2"));
}

#[test]
fn it_is_empty_without_a_query() {
    assert!(test::context("GET /").query().is_empty());
    assert!(test::context("GET /?").query().is_empty());
}

#[test]
fn setting_it_encodes() {
    let mut ctx = test::context("GET /store?old=1");
    ctx.set_query([("color", "dark blue"), ("size", "4"), ("size", "5"), ("empty", ""), ("é&=", "#")]);
    assert_eq!(ctx.url(), "/store?color=dark+blue&size=4&size=5&empty=&%C3%A9%26%3D=%23");
    assert_eq!(ctx.query().first("é&="), Some("#"));
}

#[test]
fn setting_nothing_removes_it() {
    let mut ctx = test::context("GET /store?old=1");
    ctx.set_query::<&str, &str>([]);
    assert_eq!(ctx.url(), "/store");
}
