use bytes::Bytes;
use koa_core::Body;

use crate::support::stream;

#[test]
fn text_has_a_text_bytes_and_a_length() {
    for body in [Body::from("hé"), Body::from(String::from("hé")), Body::from(std::borrow::Cow::Borrowed("hé"))] {
        assert_eq!((body.as_text(), body.as_bytes()), (Some("hé"), Some("hé".as_bytes())));
        assert_eq!((body.len(), body.is_empty(), body.is_stream()), (Some(3), false, false));
    }
}

#[test]
fn bytes_have_no_text() {
    for body in [
        Body::from(vec![1, 2]),
        Body::from(&[1, 2]),
        Body::from(&b"\x01\x02"[..]),
        Body::from(Bytes::from_static(b"\x01\x02")),
    ] {
        assert_eq!((body.as_text(), body.as_bytes(), body.len()), (None, Some(&[1, 2][..]), Some(2)));
    }
}

#[test]
fn nothing_is_empty_and_an_empty_text_is_not() {
    assert!(Body::empty().is_empty() && Body::default().is_empty());
    assert_eq!((Body::empty().len(), Body::empty().as_bytes()), (Some(0), Some(&[][..])));
    assert!(!Body::from("").is_empty());
    assert_eq!(Body::from("").len(), Some(0));
}

#[test]
fn a_stream_shows_nothing_before_it_is_read() {
    let body = stream(["a"]);
    assert_eq!((body.as_text(), body.as_bytes(), body.len()), (None, None, None));
    assert!(body.is_stream() && !body.is_empty());
}

#[test]
fn json_text_is_bytes_and_no_text() {
    let body = Body::json_text("{}");
    assert_eq!((body.as_text(), body.as_bytes()), (None, Some(&b"{}"[..])));
}

#[cfg(feature = "json")]
#[test]
fn a_value_is_serialised_at_once() {
    assert_eq!(Body::json(&["a", "b"]).unwrap().as_bytes(), Some(&br#"["a","b"]"#[..]));
}

#[test]
fn debug_tells_kind_and_length() {
    assert_eq!(format!("{:?}", Body::from("abc")), r#"Body { kind: "Text", len: Some(3) }"#);
    assert_eq!(format!("{:?}", stream(["a"])), r#"Body { kind: "Stream", len: None }"#);
}
