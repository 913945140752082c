//! Hosts, host names, subdomains, and referrers that lead back to them.

use std::net::{Ipv4Addr, Ipv6Addr};

use koa_core::host::{host, hostname, is_ip, subdomains};
use koa_core::referrer::{Back, back_target};
use proptest::prelude::*;

fn host_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[\\[\\]:@,./ %#?]",
        "[a-zA-Z0-9-]{1,5}",
        "::1|::ffff:1\\.2\\.3\\.4|0x7f|65536",
        any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

fn referrer_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[/\\\\:@?#. \t%]",
        "https?:|HTTP:|data:|javascript:|//",
        "example\\.com|evil\\.com",
        any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..7).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_header_value_has_a_host(value in host_text(), offset in 0_usize..5) {
        let host = host(&value);
        let hostname = hostname(&host);
        let _ = subdomains(&hostname, offset);
    }

    #[test]
    fn a_host_never_holds_user_information(value in host_text()) {
        prop_assert!(!host(&value).contains('@'));
    }

    #[test]
    fn a_name_stays_as_it_is(name in "[a-zA-Z0-9.-]{1,20}", port in proptest::option::of(any::<u16>())) {
        let text = port.map_or(name.clone(), |port| format!("{name}:{port}"));
        prop_assert_eq!(host(&text), &*text);
        prop_assert_eq!(hostname(&text), name);
    }

    #[test]
    fn an_ipv6_address_survives_normalising(address in any::<Ipv6Addr>(), port in any::<u16>()) {
        let text = format!("[{address}]:{port}");
        let name = hostname(&text).into_owned();
        let inside = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
        prop_assert_eq!(inside.and_then(|name| name.parse().ok()), Some(address));
        prop_assert!(is_ip(&name));
        prop_assert!(subdomains(&name, 0).is_empty());
    }

    #[test]
    fn an_ipv4_address_has_no_subdomains(address in any::<Ipv4Addr>()) {
        prop_assert!(subdomains(&address.to_string(), 0).is_empty());
    }

    #[test]
    fn subdomains_are_the_labels_from_the_right(
        labels in proptest::collection::vec("[a-z]{1,5}", 1..6),
        offset in 0_usize..7,
    ) {
        let name = labels.join(".");
        let expected: Vec<&str> = labels.iter().rev().skip(offset).map(String::as_str).collect();
        prop_assert_eq!(subdomains(&name, offset), expected);
    }

    #[test]
    fn back_never_leads_to_a_host_that_is_not_ours(referrer in referrer_text()) {
        if back_target(&referrer, "http://example.com/cur", "example.com") == Back::Referrer {
            let text: String = referrer.chars().filter(|c| !"\t\r\n".contains(*c)).collect();
            let text = text.trim_matches(|c| c <= ' ').to_ascii_lowercase();
            let named = text.strip_prefix("http:").or(text.strip_prefix("https:")).unwrap_or(&text);
            for mixed in ["/\\", "\\/", "\\\\"] {
                prop_assert!(!named.starts_with(mixed), "{}", referrer);
            }
            if let Some(rest) = named.strip_prefix("//") {
                let authority = rest.trim_start_matches(['/', '\\']);
                let authority = authority.split(['/', '\\', '?', '#']).next().unwrap_or_default();
                let host = authority.rsplit('@').next().unwrap_or_default();
                prop_assert!(host.starts_with("example.com"), "{}", referrer);
                prop_assert!(!host.contains("evil"), "{}", referrer);
            }
        }
    }

    #[test]
    fn a_path_always_leads_back(path in "/([a-zA-Z0-9._~%-][a-zA-Z0-9/._~%?=&:-]{0,20})?") {
        let back = back_target(&path, "http://example.com/cur", "example.com");
        prop_assert_eq!(back, Back::Referrer);
    }
}
