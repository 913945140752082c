//! Conversions to and from the types of the `http` crate lose nothing.
#![cfg(feature = "http")]

use bytes::Bytes;
use koa_core::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Version};
use proptest::prelude::*;

const TOKEN: &str = "[a-zA-Z0-9!#$%&'*+.^_`|~-]{1,16}";

fn fields() -> impl Strategy<Value = Vec<(String, Vec<u8>)>> {
    let byte = prop_oneof![Just(b'\t'), 0x20..=0x7e_u8, 0x80..=0xff_u8];
    proptest::collection::vec((TOKEN, proptest::collection::vec(byte, 0..12)), 0..8)
}

proptest! {
    #[test]
    fn a_name_comes_back(text in TOKEN) {
        let name = HeaderName::new(&text).unwrap();
        let theirs = http::HeaderName::from(name.clone());
        prop_assert_eq!(theirs.as_str(), name.as_str());
        prop_assert_eq!(HeaderName::from(theirs), name);
    }

    #[test]
    fn a_value_comes_back(bytes in proptest::collection::vec(any::<u8>(), 0..12)) {
        let ours = HeaderValue::from_bytes(Bytes::from(bytes.clone()));
        let theirs = http::HeaderValue::from_bytes(&bytes);
        prop_assert_eq!(ours.is_ok(), theirs.is_ok());
        if let (Ok(ours), Ok(theirs)) = (ours, theirs) {
            prop_assert_eq!(&http::HeaderValue::from(ours.clone()), &theirs);
            prop_assert_eq!(HeaderValue::from(theirs), ours);
        }
    }

    #[test]
    fn a_method_comes_back(text in TOKEN) {
        let method = Method::new(&text).unwrap();
        let theirs = http::Method::from(&method);
        prop_assert_eq!(theirs.as_str(), text);
        prop_assert_eq!(Method::from(theirs), method);
    }

    #[test]
    fn a_status_comes_back(code in 100..1000_u16) {
        let status = StatusCode::new(code).unwrap();
        let theirs = http::StatusCode::from(status);
        prop_assert_eq!(theirs.as_u16(), code);
        prop_assert_eq!(StatusCode::from(theirs), status);
    }

    #[test]
    fn a_map_comes_back_with_the_values_of_each_name_in_order(fields in fields()) {
        let fields = fields.into_iter().map(|(name, value)| {
            (HeaderName::new(&name).unwrap(), HeaderValue::from_bytes(Bytes::from(value)).unwrap())
        });
        let original = HeaderMap::from_iter(fields);
        let (mut ours, mut theirs, mut back) = (original.clone(), http::HeaderMap::new(), HeaderMap::new());
        ours.move_to(&mut theirs);
        prop_assert!(ours.is_empty());
        prop_assert_eq!(theirs.len(), original.len());
        back.take_from(&mut theirs);
        prop_assert!(theirs.is_empty());
        prop_assert_eq!(back.len(), original.len());
        for (name, _) in original.iter() {
            prop_assert!(back.get_all(name.as_str()).eq(original.get_all(name.as_str())));
        }
    }
}

#[test]
fn taking_adds_to_what_is_there() {
    let mut ours = HeaderMap::from_iter([("a", "1")]);
    let mut theirs = http::HeaderMap::new();
    theirs.append("a", "2".parse().unwrap());
    theirs.append("a", "3".parse().unwrap());
    ours.take_from(&mut theirs);
    assert!(ours.get_all("a").map(|value| value.to_str()).eq([Some("1"), Some("2"), Some("3")]));
}

#[test]
fn versions_convert() {
    for (theirs, ours) in [
        (http::Version::HTTP_09, Version::HTTP_10),
        (http::Version::HTTP_10, Version::HTTP_10),
        (http::Version::HTTP_11, Version::HTTP_11),
        (http::Version::HTTP_2, Version::HTTP_2),
        (http::Version::HTTP_3, Version::HTTP_3),
    ] {
        assert_eq!(Version::from(theirs), ours);
    }
}
