use koa_core::{Body, Result, test};

use crate::support::stream;

fn text(content_type: &str, body: impl Into<Body>) -> Result<String> {
    let mut ctx = test::context("POST /");
    ctx.request.headers_mut().insert("content-type", koa_core::HeaderValue::new(content_type)?);
    ctx.request.set_body(body);
    test::block_on(ctx.request.text())
}

#[test]
fn it_is_utf_8_unless_content_type_says_otherwise() {
    for content_type in ["", "text/plain", "text/plain; charset=utf-8", "text/plain; charset=\"UTF8\"", "text/plain;"] {
        assert_eq!(text(content_type, "é☃").unwrap(), "é☃", "{content_type}");
    }
}

#[test]
fn the_byte_order_mark_is_removed() {
    assert_eq!(text("text/plain", &b"\xEF\xBB\xBFa"[..]).unwrap(), "a");
    assert_eq!(text("text/plain", stream(["\u{FEFF}", "\u{FEFF}"])).unwrap(), "\u{FEFF}");
    assert_eq!(text("text/plain; charset=utf-16le", &b"\xFF\xFEa\0"[..]).unwrap(), "a");
    assert_eq!(text("text/plain; charset=utf-16be", &b"\xFE\xFF\0a"[..]).unwrap(), "a");
}

#[test]
fn latin1_and_ascii_are_windows_1252_as_in_browsers() {
    for charset in ["us-ascii", "iso-8859-1", "Latin1", "windows-1252", "CP1252", "iso8859-1", "l1"] {
        let decoded = text(&format!("text/plain; charset={charset}"), &b"a\xE9\x80\x9F\x81"[..]).unwrap();
        assert_eq!(decoded, "aé€Ÿ\u{81}", "{charset}");
    }
}

#[test]
fn utf_16_is_read_in_the_order_that_its_name_or_its_mark_says() {
    for (charset, bytes) in [
        ("utf-16le", &b"\x3D\xD8\x00\xDE"[..]),
        ("utf-16be", b"\xD8\x3D\xDE\x00"),
        ("utf-16", b"\xFF\xFE\x3D\xD8\x00\xDE"),
        ("utf-16", b"\xFE\xFF\xD8\x3D\xDE\x00"),
        ("UTF-16", b"\x3D\xD8\x00\xDE"),
    ] {
        assert_eq!(text(&format!("text/plain; charset={charset}"), bytes).unwrap(), "😀", "{charset}");
    }
}

#[test]
fn what_is_malformed_is_replaced() {
    assert_eq!(text("text/plain", &b"a\xF0\x9F\x98b"[..]).unwrap(), "a\u{FFFD}b");
    assert_eq!(text("text/plain; charset=utf-16le", &b"\0\xDCa\0b"[..]).unwrap(), "\u{FFFD}a\u{FFFD}");
}

#[test]
fn another_charset_is_a_415_that_names_it() {
    for charset in ["koi8-r", "shift_jis", "utf-32", "x"] {
        let error = text(&format!("text/plain; charset={charset}"), "a").unwrap_err();
        assert_eq!(error.status(), 415);
        assert_eq!(error.message(), format!("the charset \"{charset}\" is not supported"));
        assert!(error.is_exposed());
    }
}

#[test]
fn another_charset_is_refused_before_the_body_is_read() {
    let mut ctx = test::context("POST /");
    ctx.request.headers_mut().insert("content-type", "text/plain; charset=koi8-r");
    ctx.request.set_body("a");
    assert!(test::block_on(ctx.request.text()).is_err());
    assert_eq!(test::block_on(ctx.request.bytes()).unwrap(), "a");
}

#[test]
fn more_bytes_than_the_limit_are_a_413_in_any_charset() {
    let mut body = Body::from(b"\0a\0b\0c");
    body.set_limit(Some(5));
    let error = text("text/plain; charset=utf-16be", body).unwrap_err();
    assert_eq!((error.status().as_u16(), error.message()), (413, "the body is larger than the limit of 5 bytes"));
}
