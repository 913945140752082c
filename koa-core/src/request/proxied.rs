//! What trusted proxies say of a request: its client, host and protocol, with
//! [`App::trust_proxies`](crate::App::trust_proxies).

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::net::IpAddr;

use super::Request;
use crate::forwarded::{self, Node};
use crate::{HeaderName, TrustedProxies, header};

impl Request {
    /// The address of the client; `None` when the outermost trusted proxy does not tell it, or when
    /// there is neither a proxy nor a peer with an address.
    pub(super) fn believed_client(&self, proxies: &TrustedProxies) -> Option<IpAddr> {
        self.believed(proxies).pop().unwrap_or(self.peer.map(|peer| peer.ip().to_canonical()))
    }

    /// The addresses that trusted proxies tell, the client's first; one that is not an address is
    /// an empty text.
    pub(super) fn believed_ips(&self, proxies: &TrustedProxies) -> Vec<String> {
        let shown = |ip: Option<IpAddr>| ip.map(|ip| ip.to_string()).unwrap_or_default();
        self.believed(proxies).into_iter().rev().map(shown).collect()
    }

    /// The host that the outermost trusted proxy was asked for.
    pub(super) fn believed_host(&self, proxies: &TrustedProxies) -> Option<Cow<'_, str>> {
        let outermost = self.trusted_hops(proxies).checked_sub(1)?;
        if !proxies.reads_forwarded() {
            return self.claimed(&header::X_FORWARDED_HOST, outermost);
        }
        let value = self.combined_header(header::FORWARDED.as_str())?;
        let element = nth_or_last(forwarded::nearest_first(&value), outermost)?;
        element.host().filter(|host| !host.is_empty()).map(|host| Cow::Owned(host.into()))
    }

    /// Whether the outermost trusted proxy was asked over an encrypted connection.
    pub(super) fn is_believed_secure(&self, proxies: &TrustedProxies) -> bool {
        let Some(outermost) = self.trusted_hops(proxies).checked_sub(1) else { return false };
        let is_https = |proto: &str| proto.eq_ignore_ascii_case("https");
        if !proxies.reads_forwarded() {
            return self.claimed(&header::X_FORWARDED_PROTO, outermost).is_some_and(|proto| is_https(&proto));
        }
        let Some(value) = self.combined_header(header::FORWARDED.as_str()) else { return false };
        let element = nth_or_last(forwarded::nearest_first(&value), outermost);
        element.is_some_and(|element| element.proto().is_some_and(is_https))
    }

    fn trusted_hops(&self, proxies: &TrustedProxies) -> usize {
        self.with_claims(proxies, |claims| proxies.count(self.peer.map(|peer| peer.ip()), claims))
    }

    /// What each trusted hop says is the address of the hop before it, the nearest first.
    fn believed(&self, proxies: &TrustedProxies) -> Vec<Option<IpAddr>> {
        let count = self.trusted_hops(proxies);
        self.with_claims(proxies, |claims| claims.take(count).collect())
    }

    /// What every hop says is the address of the hop before it, the nearest first.
    fn with_claims<T>(
        &self,
        proxies: &TrustedProxies,
        read: impl FnOnce(&mut dyn Iterator<Item = Option<IpAddr>>) -> T,
    ) -> T {
        if proxies.reads_forwarded() {
            let value = self.combined_header(header::FORWARDED.as_str()).unwrap_or_default();
            let client = |element: forwarded::Element<'_>| Some(element.client()?.address()?.to_canonical());
            return read(&mut forwarded::nearest_first(&value).map(client));
        }
        let value = self.settings().and_then(|settings| self.combined_header(settings.proxy_ip_header.as_str()));
        let value = value.unwrap_or_default();
        read(&mut nearest_first(&value).map(address))
    }

    /// The item of a list that the hop `index` appended; the first one when proxies replaced some.
    fn claimed(&self, name: &HeaderName, index: usize) -> Option<Cow<'_, str>> {
        match self.combined_header(name.as_str())? {
            Cow::Borrowed(value) => nth_or_last(nearest_first(value), index).map(Cow::Borrowed),
            Cow::Owned(value) => nth_or_last(nearest_first(&value), index).map(|item| Cow::Owned(item.into())),
        }
    }
}

/// The items of a list from right to left, without the empty ones (RFC 9110 §5.6.1).
fn nearest_first(value: &str) -> impl Iterator<Item = &str> {
    value.rsplit(',').map(|item| item.trim_matches([' ', '\t'])).filter(|item| !item.is_empty())
}

/// An address as `X-Forwarded-For` has it: IPv6 with or without brackets, perhaps a port.
fn address(item: &str) -> Option<IpAddr> {
    let address = item.parse().ok().or_else(|| Node::parse(item)?.address())?;
    Some(address.to_canonical())
}

fn nth_or_last<T>(mut items: impl Iterator<Item = T>, index: usize) -> Option<T> {
    let mut found = items.next()?;
    for item in items.take(index) {
        found = item;
    }
    Some(found)
}
