use koa_core::test;

#[test]
fn it_is_written_as_a_date_of_http() {
    let mut ctx = test::context("GET /");
    ctx.set_last_modified(784_111_777_999);
    assert_eq!(ctx.response.header("last-modified"), Some("Sun, 06 Nov 1994 08:49:37 GMT"));
}

#[test]
fn it_is_read_in_milliseconds_of_whole_seconds() {
    let mut ctx = test::context("GET /");
    assert_eq!(ctx.last_modified(), None);
    assert_eq!(ctx.set_last_modified(784_111_777_999).last_modified(), Some(784_111_777_000));
}

#[test]
fn a_text_that_is_no_date_is_none() {
    let mut ctx = test::context("GET /");
    ctx.set_header("last-modified", "yesterday");
    assert_eq!(ctx.last_modified(), None);
}

#[test]
fn no_number_is_too_big() {
    for milliseconds in [i64::MIN, -1, 0, 253_402_300_800_000, i64::MAX] {
        test::context("GET /").set_last_modified(milliseconds);
    }
}
