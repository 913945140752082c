//! The authority of a request: host, host name and subdomains.
//!
//! The text comes from `Host`, `:authority` or `X-Forwarded-Host`; the client chooses it, so these
//! functions only ever give out a part of it, a normalised form, or the empty text.
//!
//! Koa's counterparts are `ctx.host`, `ctx.hostname` and `ctx.subdomains`.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::net::{IpAddr, Ipv6Addr};

use crate::{js, whatwg};

/// The host, with its port, that a header field value names.
///
/// Of a list the first item counts. User information, which does not belong there (RFC 9110
/// §4.2.4), makes the rest go through the URL standard's host parser, so that `good.com:x@evil.com`
/// is never taken for `good.com`; without the cargo feature `url` such a value is no host at all.
///
/// # Examples
///
/// ```
/// use koa_core::host::host;
///
/// assert_eq!(host("example.com:3000"), "example.com:3000");
/// assert_eq!(host("public.example, internal:80"), "public.example");
/// assert_eq!(host("good.com:x@EVIL.com"), if cfg!(feature = "url") { "evil.com" } else { "" });
/// ```
#[must_use]
pub fn host(header_value: &str) -> Cow<'_, str> {
    let host = items(header_value).next().unwrap_or_default();
    if host.contains('@') {
        return Cow::Owned(whatwg::parse_host(host).unwrap_or_default());
    }
    Cow::Borrowed(host)
}

/// A host without its port.
///
/// An IPv6 address keeps its brackets and is normalised (RFC 5952, the last four bytes in
/// hexadecimal); one that is no address gives the empty text.
///
/// # Examples
///
/// ```
/// use koa_core::host::hostname;
///
/// assert_eq!(hostname("example.com:3000"), "example.com");
/// assert_eq!(hostname("[2001:DB8:0:0::1]:80"), "[2001:db8::1]");
/// assert_eq!(hostname("[::1"), "");
/// ```
#[must_use]
pub fn hostname(host: &str) -> Cow<'_, str> {
    match host.strip_prefix('[') {
        Some(bracketed) => Cow::Owned(ipv6_hostname(bracketed).unwrap_or_default()),
        None => Cow::Borrowed(host.split(':').next().unwrap_or_default()),
    }
}

/// Whether a host name, in brackets or not, is an IP address.
///
/// # Examples
///
/// ```
/// use koa_core::host::is_ip;
///
/// assert!(is_ip("127.0.0.1"));
/// assert!(is_ip("[::1]"));
/// assert!(!is_ip("localhost"));
/// ```
#[must_use]
pub fn is_ip(hostname: &str) -> bool {
    let address = match hostname.strip_prefix('[') {
        Some(bracketed) => bracketed.strip_suffix(']').unwrap_or(bracketed),
        None => hostname,
    };
    address.parse::<IpAddr>().is_ok()
}

/// The labels of a host name from the right, without the first `offset` ones.
///
/// An IP address has no subdomains.
///
/// # Examples
///
/// ```
/// use koa_core::host::subdomains;
///
/// assert_eq!(subdomains("tobi.ferrets.example.com", 2), ["ferrets", "tobi"]);
/// assert_eq!(subdomains("tobi.ferrets.example.com", 3), ["tobi"]);
/// assert!(subdomains("127.0.0.1", 2).is_empty());
/// ```
#[must_use]
pub fn subdomains(hostname: &str, offset: usize) -> Vec<&str> {
    if is_ip(hostname) {
        return Vec::new();
    }
    hostname.rsplit('.').skip(offset).collect()
}

/// The items of a comma-separated field value, trimmed; empty ones are kept.
pub(crate) fn items(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').map(js::trim)
}

/// `bracketed` is what follows `[`: an address, `]` and perhaps a port.
fn ipv6_hostname(bracketed: &str) -> Option<String> {
    let (address, rest) = bracketed.split_once(']')?;
    let address: Ipv6Addr = address.parse().ok()?;
    is_port(rest).then(|| format!("[{}]", ipv6_text(address)))
}

/// Nothing, a lone colon, or a colon and a number of sixteen bits.
fn is_port(text: &str) -> bool {
    let Some(digits) = text.strip_prefix(':') else { return text.is_empty() };
    let digits_only = digits.bytes().all(|byte| byte.is_ascii_digit());
    digits_only && (digits.is_empty() || digits.parse::<u16>().is_ok())
}

/// The standard library prints an IPv4-mapped address with dots, the URL standard does not.
fn ipv6_text(address: Ipv6Addr) -> String {
    match address.to_ipv4_mapped() {
        Some(_) => {
            let [.., high, low] = address.segments();
            format!("::ffff:{high:x}:{low:x}")
        }
        None => address.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv4_mapped_address_is_printed_in_hexadecimal() {
        assert_eq!(hostname("[::ffff:1.2.3.4]"), "[::ffff:102:304]");
        assert_eq!(hostname("[::FFFF:0:0]"), "[::ffff:0:0]");
    }

    #[test]
    fn nothing_but_a_port_may_follow_the_brackets() {
        assert_eq!(hostname("[::1]:"), "[::1]");
        assert_eq!(hostname("[::1]:00080"), "[::1]");
        for host in ["[::1]x", "[::1]: 80", "[::1]:65536", "[::1]:+8", "[::1%eth0]", "[", "[]"] {
            assert_eq!(hostname(host), "", "{host}");
        }
    }

    #[test]
    fn the_empty_label_of_an_absolute_name_counts() {
        assert_eq!(subdomains("a.b.c.", 2), ["b", "a"]);
        assert!(subdomains("", 2).is_empty());
    }
}
