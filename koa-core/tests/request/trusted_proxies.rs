use koa_core::{App, Context, TrustedProxies, Version, test};

use crate::support::context_of;

/// Behind proxies in 10.0.0.0/8, the nearest of which is the peer.
fn behind(headers: &[(&str, &str)]) -> Context {
    from("10.0.0.1", TrustedProxies::cidrs(["10.0.0.0/8", "::1"]).unwrap(), headers)
}

fn behind_standard(forwarded: &str) -> Context {
    let proxies = TrustedProxies::cidrs(["10.0.0.0/8", "::1"]).unwrap().with_forwarded();
    from("10.0.0.1", proxies, &[("forwarded", forwarded)])
}

fn from(peer: &str, proxies: TrustedProxies, headers: &[(&str, &str)]) -> Context {
    let mut ctx = context_of(App::new().trust_proxies(proxies), headers);
    ctx.request.set_peer(Some((peer.parse::<std::net::IpAddr>().unwrap(), 80).into()));
    ctx
}

fn hops(count: usize, headers: &[(&str, &str)]) -> Context {
    from("10.0.0.1", TrustedProxies::hops(count), headers)
}

#[test]
fn the_client_is_the_last_address_that_is_no_trusted_proxys() {
    let ctx = behind(&[("x-forwarded-for", "203.0.113.7, 10.0.0.3, 10.0.0.2")]);
    assert_eq!(ctx.ip(), "203.0.113.7");
    assert_eq!(ctx.ips(), ["203.0.113.7", "10.0.0.3", "10.0.0.2"]);
}

#[test]
fn what_the_client_itself_claims_is_not_believed() {
    for claim in ["127.0.0.1", "10.9.9.9", "::1", "10.0.0.2, 10.0.0.3", "unknown", ",", "\"", "10.0.0.2,,"] {
        let ctx = behind(&[("x-forwarded-for", &format!("{claim}, 203.0.113.7, 10.0.0.2"))]);
        assert_eq!(ctx.ip(), "203.0.113.7", "{claim}");
        assert_eq!(ctx.ips(), ["203.0.113.7", "10.0.0.2"], "{claim}");
    }
}

#[test]
fn what_the_client_claims_in_a_field_of_its_own_is_not_believed() {
    let ctx = behind(&[("x-forwarded-for", "10.9.9.9"), ("x-forwarded-for", "203.0.113.7")]);
    assert_eq!((ctx.ip().as_ref(), ctx.ips()), ("203.0.113.7", vec!["203.0.113.7".to_owned()]));
}

#[test]
fn nothing_that_an_untrusted_peer_says_counts() {
    let headers = [
        ("host", "example.com"),
        ("x-forwarded-for", "10.0.0.2"),
        ("x-forwarded-host", "evil.com"),
        ("x-forwarded-proto", "https"),
    ];
    for proxies in [TrustedProxies::cidrs(["10.0.0.0/8"]).unwrap(), TrustedProxies::hops(0)] {
        let ctx = from("203.0.113.7", proxies, &headers);
        assert_eq!((ctx.ip().as_ref(), ctx.ips().len()), ("203.0.113.7", 0));
        assert_eq!((ctx.host().as_ref(), ctx.protocol().as_ref()), ("example.com", "http"));
    }
}

#[test]
fn when_every_address_is_trusted_the_first_is_the_clients() {
    let ctx = behind(&[("x-forwarded-for", "10.0.0.3, 10.0.0.2")]);
    assert_eq!((ctx.ip().as_ref(), ctx.ips().len()), ("10.0.0.3", 2));
}

#[test]
fn without_the_header_the_client_is_the_peer() {
    for ctx in [behind(&[]), behind(&[("x-forwarded-for", "")]), hops(3, &[]), behind_standard("")] {
        assert_eq!((ctx.ip().as_ref(), ctx.ips().len()), ("10.0.0.1", 0));
    }
}

#[test]
fn a_number_of_hops_is_trusted_whatever_their_addresses() {
    let headers = [("x-forwarded-for", "10.9.9.9, 203.0.113.7, 198.51.100.1")];
    assert_eq!(hops(0, &headers).ip(), "10.0.0.1");
    assert_eq!(hops(1, &headers).ip(), "198.51.100.1");
    assert_eq!(hops(2, &headers).ips(), ["203.0.113.7", "198.51.100.1"]);
    assert_eq!(hops(usize::MAX, &headers).ip(), "10.9.9.9");
}

#[test]
fn a_hidden_client_has_no_address_and_never_that_of_a_proxy() {
    for hidden in ["unknown", "_hidden", "garbage", "10.0.0.256"] {
        let ctx = behind(&[("x-forwarded-for", &format!("10.0.0.3, {hidden}, 10.0.0.2"))]);
        assert_eq!((ctx.ip().as_ref(), ctx.ips()), ("", vec![String::new(), "10.0.0.2".to_owned()]), "{hidden}");
        assert_eq!(behind_standard(&format!("for=10.0.0.3, for={hidden}")).ip(), "", "{hidden}");
    }
}

#[test]
fn addresses_may_have_ports_and_brackets() {
    for (text, ip) in [
        ("203.0.113.7:4711", "203.0.113.7"),
        ("2001:DB8::7", "2001:db8::7"),
        ("[2001:db8::7]", "2001:db8::7"),
        ("[2001:db8::7]:80", "2001:db8::7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
    ] {
        assert_eq!(behind(&[("x-forwarded-for", text)]).ip(), ip, "{text}");
    }
}

#[test]
fn a_socket_for_both_families_shows_the_same_proxies() {
    let proxies = TrustedProxies::cidrs(["10.0.0.0/8"]).unwrap();
    let ctx = from("::ffff:10.0.0.1", proxies.clone(), &[("x-forwarded-for", "203.0.113.7")]);
    assert_eq!(ctx.ip(), "203.0.113.7");
    assert_eq!(from("::ffff:203.0.113.9", proxies, &[]).ip(), "203.0.113.9");
}

#[test]
fn a_peer_without_an_address_is_a_hop_but_in_no_network() {
    let headers = [("x-forwarded-for", "203.0.113.7")];
    let mut ctx = behind(&headers);
    ctx.request.set_peer(None);
    assert_eq!(ctx.ip(), "");
    let mut ctx = hops(1, &headers);
    ctx.request.set_peer(None);
    assert_eq!(ctx.ip(), "203.0.113.7");
}

#[test]
fn host_and_protocol_are_those_that_the_outermost_trusted_proxy_was_asked_for() {
    let ctx = behind(&[
        ("host", "internal"),
        ("x-forwarded-for", "10.9.9.9, 203.0.113.7, 10.0.0.2"),
        ("x-forwarded-host", "evil.com, example.com, internal.example"),
        ("x-forwarded-proto", "http, HTTPS, http"),
    ]);
    assert_eq!((ctx.host().as_ref(), ctx.protocol().as_ref()), ("example.com", "https"));
    assert!(ctx.is_secure());
    assert_eq!(ctx.href(), "https://example.com/");
}

#[test]
fn a_list_that_proxies_replaced_is_believed_from_its_first_item() {
    let ctx = behind(&[
        ("x-forwarded-for", "203.0.113.7, 10.0.0.3, 10.0.0.2"),
        ("x-forwarded-host", "example.com"),
        ("x-forwarded-proto", "https"),
    ]);
    assert_eq!((ctx.host().as_ref(), ctx.protocol().as_ref()), ("example.com", "https"));
}

#[test]
fn a_protocol_is_http_or_https() {
    for proto in ["wss", "javascript", "https:", "", "http\"", "httpsx"] {
        assert_eq!(hops(1, &[("x-forwarded-proto", proto)]).protocol(), "http", "{proto}");
        assert_eq!(behind_standard(&format!("proto={proto}")).protocol(), "http", "{proto}");
    }
    let mut ctx = hops(1, &[("x-forwarded-proto", "http")]);
    ctx.request.set_encrypted(true);
    assert_eq!(ctx.protocol(), "https");
}

#[test]
fn without_a_forwarded_host_it_is_the_requests_own() {
    let mut ctx = hops(1, &[("host", "example.com"), ("x-forwarded-host", "")]);
    assert_eq!(ctx.host(), "example.com");
    ctx.request.set_version(Version::HTTP_2).set_authority("authority.com");
    assert_eq!(ctx.host(), "authority.com");
}

#[test]
fn user_information_never_passes_for_a_forwarded_host() {
    let evil = if cfg!(feature = "url") { "evil.com" } else { "" };
    assert_eq!(hops(1, &[("x-forwarded-host", "good.com:80@evil.com")]).host(), evil);
    assert_eq!(behind_standard("host=\"good.com:80@evil.com\"").host(), evil);
}

#[test]
fn the_header_of_the_addresses_is_a_setting() {
    let app = App::new().proxy_ip_header("x-real-ip").trust_proxies(TrustedProxies::hops(1));
    let ctx = context_of(app, &[("x-real-ip", "203.0.113.7"), ("x-forwarded-for", "10.9.9.9")]);
    assert_eq!(ctx.ip(), "203.0.113.7");
}

#[test]
fn trusting_some_proxies_comes_before_trusting_all() {
    for app in [App::new().proxy(true).trust_proxies(TrustedProxies::hops(1)), App::new().max_ips_count(9)] {
        let app = app.trust_proxies(TrustedProxies::hops(1)).proxy(true);
        let ctx = context_of(app, &[("x-forwarded-for", "10.9.9.9, 203.0.113.7")]);
        assert_eq!((ctx.ip().as_ref(), ctx.ips().len()), ("203.0.113.7", 1));
    }
}

#[test]
fn an_address_that_middleware_sets_stands() {
    let mut ctx = behind(&[("x-forwarded-for", "203.0.113.7")]);
    ctx.request.set_ip("192.0.2.1");
    assert_eq!(ctx.ip(), "192.0.2.1");
}

#[test]
fn the_standard_header_says_the_same_in_one() {
    let ctx = behind_standard(
        "for=10.9.9.9;host=evil.com, For=\"203.0.113.7:4711\";Proto=HTTPS;host=example.com, for=10.0.0.2;host=internal",
    );
    assert_eq!(ctx.ips(), ["203.0.113.7", "10.0.0.2"]);
    assert_eq!((ctx.host().as_ref(), ctx.protocol().as_ref()), ("example.com", "https"));
}

#[test]
fn an_element_that_names_no_host_leaves_it_to_the_request() {
    let proxies = TrustedProxies::hops(1).with_forwarded();
    let headers = [("host", "example.com"), ("forwarded", "host=evil.com;proto=https, for=203.0.113.7")];
    let ctx = from("10.0.0.1", proxies, &headers);
    assert_eq!((ctx.host().as_ref(), ctx.protocol().as_ref()), ("example.com", "http"));
}

#[test]
fn a_client_cannot_swallow_the_word_of_a_proxy_with_an_open_quote() {
    for claim in ["for=\"", "for=\"10.9.9.9", "for=\"\\", "for=\"a\\\"", "\"", "for=10.9.9.9;x=\"", "\\", ";;=;"] {
        let ctx = behind_standard(&format!("{claim}, for=\"203.0.113.7:80\";proto=https"));
        assert_eq!((ctx.ip().as_ref(), ctx.protocol().as_ref()), ("203.0.113.7", "https"), "{claim}");
    }
}

#[test]
fn only_the_chosen_one_of_both_kinds_of_headers_counts() {
    let headers = [
        ("host", "example.com"),
        ("forwarded", "for=203.0.113.1;host=one.example;proto=https"),
        ("x-forwarded-for", "203.0.113.2"),
        ("x-forwarded-host", "two.example"),
        ("x-forwarded-proto", "http"),
    ];
    let seen = |proxies| {
        let ctx = from("10.0.0.1", proxies, &headers);
        (ctx.ip().into_owned(), ctx.host().into_owned(), ctx.protocol().into_owned())
    };
    assert_eq!(seen(TrustedProxies::hops(1)), ("203.0.113.2".into(), "two.example".into(), "http".into()));
    let standard = TrustedProxies::hops(1).with_forwarded();
    assert_eq!(seen(standard), ("203.0.113.1".into(), "one.example".into(), "https".into()));
    let ctx = from("10.0.0.1", TrustedProxies::hops(1), &headers[..2]);
    assert_eq!((ctx.ip().as_ref(), ctx.host().as_ref()), ("10.0.0.1", "example.com"));
}

#[test]
fn a_wrong_network_is_named_before_anything_is_served() {
    for text in ["", "10", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/+8", "10.0.0.1/8", "::1/129", "::1/64", "localhost"] {
        let error = TrustedProxies::cidrs(["127.0.0.1", text]).unwrap_err();
        assert!(error.to_string().contains(&format!("{text:?}")), "{error}");
    }
    assert_eq!(
        TrustedProxies::cidrs(["x/8"]).unwrap_err().to_string(),
        "invalid network \"x/8\": it does not begin with an IP address"
    );
}

#[test]
fn a_local_app_trusts_proxies_too() {
    let app = App::local().trust_proxies(TrustedProxies::hops(1)).with(async |ctx, _| {
        let ip = ctx.ip().into_owned();
        ctx.set_body(ip);
        Ok(())
    });
    let response = test::get("/").header("x-forwarded-for", "10.9.9.9, 203.0.113.7").send(&app);
    assert_eq!(response.text(), "203.0.113.7");
}
