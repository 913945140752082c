use koa_core::query::Query;
use koa_core::{Body, Error, Result, test};

use crate::support::{pieces, stream};

const URLENCODED: &str = "application/x-www-form-urlencoded";

fn form(content_type: &str, body: impl Into<Body>) -> Result<Query<'static>> {
    let mut ctx = test::context("POST /");
    ctx.request.headers_mut().insert("content-type", koa_core::HeaderValue::new(content_type)?);
    ctx.request.set_body(body);
    test::block_on(ctx.request.form())
}

#[test]
fn its_fields_are_decoded_and_kept_in_their_order() {
    let form = form(URLENCODED, "name=J%C3%BCrgen+M&tag=a&tag=b&empty").unwrap();
    assert_eq!(form.first("name"), Some("Jürgen M"));
    assert!(form.all("tag").eq(["a", "b"]));
    assert_eq!(form.first("empty"), Some(""));
    assert_eq!(form.first("other"), None);
}

#[test]
fn a_field_may_be_cut_by_a_piece() {
    let form = form(URLENCODED, stream(["na", "me=J%C", "3%BC", "&x=1"])).unwrap();
    assert!(form.iter().eq([("name", "Jü"), ("x", "1")]));
}

#[test]
fn it_outlives_its_request() {
    let kept = {
        let mut ctx = test::context("POST /");
        ctx.request.set_body("a=1".to_owned());
        test::block_on(ctx.request.form()).unwrap()
    };
    assert_eq!(kept.get("a"), Ok(Some(1)));
}

#[test]
fn names_stay_flat() {
    let form = form(URLENCODED, "user[name]=a&user.name=b&__proto__=c&?d=e").unwrap();
    assert!(form.iter().eq([("user[name]", "a"), ("user.name", "b"), ("__proto__", "c"), ("?d", "e")]));
}

#[test]
fn an_empty_body_has_no_fields_and_so_has_a_second_read() {
    assert!(form(URLENCODED, "").unwrap().is_empty());

    let mut ctx = test::context("POST /");
    ctx.request.set_body("a=1");
    assert_eq!(test::block_on(ctx.request.form()).unwrap().len(), 1);
    assert!(test::block_on(ctx.request.form()).unwrap().is_empty());
}

#[test]
fn any_bytes_are_a_form_of_utf_8() {
    let form = form("application/x-www-form-urlencoded; charset=latin1", &b"a=%FF\xC3\xA9&%=%zz&=&&==;"[..]).unwrap();
    assert!(form.iter().eq([("a", "\u{FFFD}é"), ("%", "%zz"), ("", ""), ("", "=;")]));
}

#[test]
fn another_type_is_a_415_that_names_it() {
    for content_type in ["text/plain", "application/json", "multipart/form-data", "urlencoded"] {
        let error = form(content_type, "a=1").unwrap_err();
        assert_eq!(error.status(), 415, "{content_type}");
        assert_eq!(error.message(), format!("the body must be an urlencoded form, not \"{content_type}\""));
    }
}

#[test]
fn another_type_is_refused_before_the_body_is_read() {
    let mut ctx = test::context("POST /");
    ctx.request.headers_mut().insert("content-type", "text/plain");
    ctx.request.set_body("a=1");
    assert_eq!(test::block_on(ctx.request.form()).unwrap_err().status(), 415);
    assert_eq!(test::block_on(ctx.request.bytes()).unwrap(), "a=1");
}

#[test]
fn a_body_without_a_type_is_taken_for_a_form() {
    assert_eq!(form("", "a=1").unwrap().first("a"), Some("1"));
    assert_eq!(form("Application/X-WWW-Form-Urlencoded;charset=utf-8", "a=1").unwrap().first("a"), Some("1"));
}

#[test]
fn a_body_that_is_too_large_or_broken_keeps_its_status() {
    let mut body = stream(["a=1", "&b=2"]);
    body.set_limit(Some(6));
    let error = form(URLENCODED, body).unwrap_err();
    assert_eq!((error.status().as_u16(), error.message()), (413, "the body is larger than the limit of 6 bytes"));

    let body = Body::stream(pieces([Ok("a=1"), Err(Error::new(400, "bad chunk"))]));
    assert_eq!(form(URLENCODED, body).unwrap_err().message(), "bad chunk");
}

#[test]
fn its_future_is_send() {
    fn assert_send(_: &impl Send) {}
    assert_send(&test::context("POST /").request.form());
}
