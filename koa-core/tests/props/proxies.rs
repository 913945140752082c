//! Trusted proxies: whatever a client sends, it is believed no more than its proxies say.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use koa_core::{App, Context, TrustedProxies, test};
use proptest::prelude::*;

const CLIENT: &str = "203.0.113.7";

/// What a client may send, among it the addresses of proxies.
fn claim() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "10\\.0\\.0\\.[0-9]{1,3}|::1|unknown|_a|for=|\\[",
        "[,;\"\\\\= :\\]]",
        "[ -~]",
        "https?|evil\\.com",
    ];
    proptest::collection::vec(piece, 0..10).prop_map(|pieces| pieces.concat().trim().to_owned())
}

/// The context of a request from a proxy at 127.0.0.1.
fn context(proxies: TrustedProxies, headers: &[(&str, &str)]) -> Context {
    let request = headers.iter().fold(test::get("/"), |request, (name, value)| request.header(name, value));
    App::new().trust_proxies(proxies).context(request.into_request())
}

fn networks() -> TrustedProxies {
    TrustedProxies::cidrs(["127.0.0.0/8", "10.0.0.0/8"]).unwrap()
}

proptest! {
    #[test]
    fn no_claim_changes_the_address_of_the_client(claim in claim(), inner in 0_usize..4) {
        let hops = ", 10.0.0.2".repeat(inner);
        for proxies in [networks(), TrustedProxies::hops(inner + 1)] {
            let ctx = context(proxies.clone(), &[("x-forwarded-for", &format!("{claim}, {CLIENT}{hops}"))]);
            prop_assert_eq!(ctx.ip(), CLIENT);
            prop_assert_eq!(ctx.ips().len(), inner + 1);

            let hops = ", for=10.0.0.2".repeat(inner);
            let value = format!("{claim}, for=\"{CLIENT}:4711\";host=example.com;proto=https{hops}");
            let ctx = context(proxies.with_forwarded(), &[("forwarded", &value)]);
            prop_assert_eq!(ctx.href(), "https://example.com/");
            prop_assert_eq!(ctx.ip(), CLIENT);
            prop_assert_eq!(ctx.ips().len(), inner + 1);
        }
    }

    #[test]
    fn no_claim_changes_host_and_protocol(claim in claim(), inner in 0_usize..4) {
        let list = |first: &str, rest: &str| format!("{claim}, {first}{}", format!(", {rest}").repeat(inner));
        let headers = [
            ("x-forwarded-for", &*list(CLIENT, "10.0.0.2")),
            ("x-forwarded-host", &*list("example.com", "internal")),
            ("x-forwarded-proto", &*list("https", "http")),
        ];
        for proxies in [networks(), TrustedProxies::hops(inner + 1)] {
            prop_assert_eq!(context(proxies, &headers).href(), "https://example.com/");
        }
    }

    #[test]
    fn whatever_comes_the_protocol_is_known_and_the_ip_is_an_address_or_nothing(value in claim(), count in 0_usize..4) {
        let names = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"];
        let headers = names.map(|name| (name, &*value));
        for proxies in [TrustedProxies::hops(count), networks(), networks().with_forwarded()] {
            let ctx = context(proxies, &headers);
            prop_assert!(["http", "https"].contains(&&*ctx.protocol()));
            prop_assert!(!ctx.host().contains('@'));
            let ips = ctx.ips();
            prop_assert!(ips.iter().chain([&ctx.ip().into_owned()]).all(|ip| ip.is_empty() || ip.parse::<IpAddr>().is_ok()));
            prop_assert!(ips.first().is_none_or(|first| **first == *ctx.ip()));
        }
    }

    #[test]
    fn a_network_holds_the_addresses_that_begin_as_it_does(
        network in any::<Ipv4Addr>(), other in any::<Ipv4Addr>(), length in 0_u32..=32,
    ) {
        let mask = u32::MAX.checked_shl(32 - length).unwrap_or(0);
        let base = Ipv4Addr::from_bits(network.to_bits() & mask);
        let is_inside = other.to_bits() & mask == base.to_bits();
        let own = format!("{}/{length}", Ipv4Addr::from_bits(other.to_bits() & mask));
        for peer in [IpAddr::V4(other), IpAddr::V6(other.to_ipv6_mapped())] {
            prop_assert_eq!(is_trusted(&format!("{base}/{length}"), peer), is_inside);
            prop_assert!(is_trusted(&own, peer));
        }
    }

    #[test]
    fn so_does_a_network_of_ipv6(network in any::<Ipv6Addr>(), other in any::<Ipv6Addr>(), length in 0_u32..=128) {
        let mask = u128::MAX.checked_shl(128 - length).unwrap_or(0);
        let base = |address: Ipv6Addr| Ipv6Addr::from_bits(address.to_bits() & mask);
        let is_inside = base(other) == base(network);
        prop_assert_eq!(is_trusted(&format!("{}/{length}", base(network)), other.into()), is_inside);
        let own = format!("{}/{length}", base(other));
        prop_assert!(is_trusted(&own, other.into()));
    }

    #[test]
    fn any_text_is_a_network_or_an_error_that_names_it(text in "[0-9a-f.:/]{0,20}|\\PC{0,9}") {
        if let Err(error) = TrustedProxies::cidrs([&text]) {
            let named = format!("{text:?}");
            prop_assert!(error.to_string().contains(&named));
        }
    }
}

/// Whether a peer in `network` is believed.
fn is_trusted(network: &str, peer: IpAddr) -> bool {
    let mut ctx = context(TrustedProxies::cidrs([network]).unwrap(), &[("x-forwarded-proto", "https")]);
    ctx.request.set_peer(Some((peer, 80).into()));
    ctx.is_secure()
}
