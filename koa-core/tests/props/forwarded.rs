//! The `Forwarded` header: what is written is read, and what a client writes stays its own.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use koa_core::forwarded::{Element, Node, nearest_first};
use proptest::prelude::*;

/// Pieces of headers, well-formed and not.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[;,=\"\\\\ \t:\\[\\]_.]",
        "for|by|host|proto|unknown|_a|1\\.2\\.3\\.4|\\[::1\\]",
        "for=\"?[0-9.]{0,9}\"?",
        any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// A quoted string of any text.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn node(address: IpAddr, port: Option<u16>) -> String {
    Node::Address(address, port).to_string()
}

proptest! {
    #[test]
    fn any_text_has_elements(text in text()) {
        for element in nearest_first(&text) {
            let _ = (element.client(), element.receiver(), element.host(), element.proto());
        }
        let _ = (Element::parse(&text), Node::parse(&text));
    }

    #[test]
    fn a_node_is_read_as_it_is_written(address in any::<IpAddr>(), port in any::<Option<u16>>()) {
        let text = node(address, port);
        prop_assert_eq!(Node::parse(&text), Some(Node::Address(address, port)));
        prop_assert_eq!(Node::parse(&text).unwrap().address(), Some(address));
    }

    #[test]
    fn an_obfuscated_identifier_is_no_address(name in "_[a-zA-Z0-9._-]{1,9}", port in "|:[0-9]{1,4}|:_[a-z]{1,3}") {
        let text = format!("{name}{port}");
        prop_assert_eq!(Node::parse(&text), Some(Node::Obfuscated(&name)));
        prop_assert_eq!(Node::parse(&text).unwrap().address(), None);
    }

    #[test]
    fn a_quoted_text_is_read_as_it_was_written(host in any::<String>(), name in "host|HOST|Host") {
        let text = format!("proto=http;{name}={}", quoted(&host));
        let element = Element::parse(&text).unwrap();
        prop_assert_eq!((element.host(), element.proto()), (Some(&*host), Some("http")));
    }

    #[test]
    fn elements_come_from_right_to_left(hosts in proptest::collection::vec(any::<String>(), 1..5)) {
        let elements: Vec<_> = hosts.iter().map(|host| format!("host={}", quoted(host))).collect();
        let text = elements.join(", ");
        let read: Vec<_> = nearest_first(&text).map(|element| element.host().unwrap().to_owned()).collect();
        prop_assert_eq!(read, hosts.into_iter().rev().collect::<Vec<_>>());
    }

    #[test]
    fn nothing_before_an_element_changes_it(claim in text(), host in any::<String>(), address in any::<IpAddr>()) {
        let text = format!("{claim},for=\"{}\";host={}", node(address, None), quoted(&host));
        let nearest = nearest_first(&text).next().unwrap();
        prop_assert_eq!(nearest.client(), Some(Node::Address(address, None)));
        prop_assert_eq!(nearest.host(), Some(&*host));
    }

    #[test]
    fn a_parameter_that_comes_twice_says_nothing(name in "for|by|host|proto", first in "[a-z]{1,4}") {
        let text = format!("{name}={first};{}=_b", name.to_uppercase());
        prop_assert_eq!(Element::parse(&text), None);
        prop_assert_eq!(nearest_first(&text).next(), Some(Element::default()));
    }
}

#[test]
fn the_examples_of_the_standard_are_read() {
    let one = |text| Element::parse(text).unwrap();
    assert_eq!(one("for=\"_gazonk\"").client(), Some(Node::Obfuscated("_gazonk")));
    assert_eq!(one("For=\"[2001:db8:cafe::17]:4711\"").client().unwrap().to_string(), "[2001:db8:cafe::17]:4711");
    let element = one("for=192.0.2.60;proto=http;by=203.0.113.43");
    assert_eq!(element.receiver().unwrap().address(), Some("203.0.113.43".parse().unwrap()));
    let mut elements = nearest_first("for=192.0.2.43, for=\"[2001:db8:cafe::17]\", for=unknown");
    assert_eq!(elements.next().unwrap().client(), Some(Node::Unknown));
    assert_eq!(elements.count(), 2);
}

#[test]
fn a_malformed_element_keeps_its_place() {
    // The quote that is never closed takes what comes before it, not what comes after.
    assert_eq!(nearest_first("for=_a, for=\"x, for, for=_b,, ;").count(), 4);
    assert_eq!(nearest_first("for=_a, for").nth(1).unwrap().client(), Some(Node::Obfuscated("_a")));
    assert_eq!(nearest_first(" , ,\t").next(), None);
}

#[test]
fn long_headers_take_linear_time() {
    let started = Instant::now();
    for piece in [",", ";", "\"", "\\", "\\\"", "for=\"\\", "for=1.1.1.1,", " ", "for=a;", ",\""] {
        let text = piece.repeat(1_000_000 / piece.len());
        nearest_first(&text).for_each(drop);
    }
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}
