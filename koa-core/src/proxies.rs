//! Which proxies in front of the application are believed.
//!
//! A client can send any `X-Forwarded-For` it likes, and proxies append to it. Whoever believes the
//! first address of the list believes the client. Here the list is read from its end, beginning
//! with the peer of the connection: as long as a hop is trusted, what it says of the hop before it
//! is believed, and the first address that is not trusted is the client's.
//!
//! Koa's counterpart is `app.proxy`, which believes all or nothing.

use alloc::vec::Vec;
use core::net::IpAddr;

use cidr::Cidr;

mod cidr;

pub use cidr::InvalidCidr;

/// The proxies that [`App::trust_proxies`](crate::App::trust_proxies) believes, and in which header.
///
/// Every trusted proxy must append to the headers that are read, or replace them: what it passes on
/// untouched is taken for its own word.
///
/// # Examples
///
/// ```
/// use koa_core::{App, TrustedProxies, test};
///
/// let app = App::new().trust_proxies(TrustedProxies::cidrs(["127.0.0.1", "10.0.0.0/8"])?).with(async |ctx, _| {
///     let ip = ctx.ip().into_owned();
///     ctx.set_body(ip);
///     Ok(())
/// });
/// // The client claims to be 192.0.2.66; the outer proxy appends the address it sees, the inner one its own.
/// let request = test::get("/").header("x-forwarded-for", "192.0.2.66, 203.0.113.7, 10.0.0.2");
/// assert_eq!(request.send(&app).text(), "203.0.113.7");
/// # Ok::<_, koa_core::InvalidCidr>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustedProxies {
    trusted: Trusted,
    reads_forwarded: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Trusted {
    Hops(usize),
    Networks(Vec<Cidr>),
}

impl TrustedProxies {
    /// The last `count` hops, whatever their addresses: for a fixed number of proxies, none of which
    /// a client can go around. The peer is the first of them; 0 trusts none.
    ///
    /// ```
    /// use koa_core::{App, TrustedProxies, test};
    ///
    /// let app = App::new().trust_proxies(TrustedProxies::hops(1));
    /// let request = test::get("/").header("x-forwarded-for", "192.0.2.66, 203.0.113.7");
    /// assert_eq!(app.context(request.into_request()).ip(), "203.0.113.7");
    /// ```
    #[must_use]
    pub fn hops(count: usize) -> Self {
        Self { trusted: Trusted::Hops(count), reads_forwarded: false }
    }

    /// The hops whose addresses lie in these networks: `10.0.0.0/8`, `fd00::/8`, or one address.
    ///
    /// An IPv4 network also holds its addresses in IPv6's mapped form. A peer without an address, as
    /// over a Unix socket, is in no network; there, [`hops`](Self::hops) can be used.
    ///
    /// # Errors
    ///
    /// When a text is not a network in CIDR notation; the error names it.
    ///
    /// ```
    /// use koa_core::TrustedProxies;
    ///
    /// assert!(TrustedProxies::cidrs(["10.0.0.0/8", "::1"]).is_ok());
    /// let error = TrustedProxies::cidrs(["10.0.0.1/8"]).unwrap_err();
    /// assert_eq!(error.to_string(), r#"invalid network "10.0.0.1/8": bits are set beyond those that count"#);
    /// ```
    pub fn cidrs<N: AsRef<str>>(networks: impl IntoIterator<Item = N>) -> Result<Self, InvalidCidr> {
        let networks: Result<_, _> = networks.into_iter().map(|network| Cidr::parse(network.as_ref())).collect();
        Ok(Self { trusted: Trusted::Networks(networks?), reads_forwarded: false })
    }

    /// Reads `Forwarded` (RFC 7239), and none of `X-Forwarded-For`, `-Host` and `-Proto`.
    ///
    /// It is one or the other: a proxy that sets one does not clear the other, so that reading both
    /// would believe what the client put into the one that its proxies do not know.
    ///
    /// ```
    /// use koa_core::{App, TrustedProxies, test};
    ///
    /// let app = App::new().trust_proxies(TrustedProxies::hops(1).with_forwarded());
    /// let request = test::get("/")
    ///     .header("forwarded", "for=203.0.113.7;proto=https;host=example.com")
    ///     .header("x-forwarded-for", "192.0.2.66");
    /// let ctx = app.context(request.into_request());
    /// assert_eq!(ctx.ip(), "203.0.113.7");
    /// assert_eq!(ctx.href(), "https://example.com/");
    /// ```
    #[must_use]
    pub fn with_forwarded(mut self) -> Self {
        self.reads_forwarded = true;
        self
    }

    /// Whether `Forwarded` is read rather than the X-Forwarded ones.
    pub(crate) fn reads_forwarded(&self) -> bool {
        self.reads_forwarded
    }

    /// How many hops are trusted, from the peer on, when these are the addresses that each says the
    /// hop before it has, the nearest first.
    pub(crate) fn count(&self, peer: Option<IpAddr>, claims: impl Iterator<Item = Option<IpAddr>>) -> usize {
        match &self.trusted {
            Trusted::Hops(count) => *count,
            Trusted::Networks(networks) => {
                let is_trusted = |hop: &Option<IpAddr>| {
                    hop.is_some_and(|address| networks.iter().any(|network| network.contains(address)))
                };
                core::iter::once(peer).chain(claims).take_while(is_trusted).count()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Option<IpAddr> {
        text.parse().ok()
    }

    fn count(networks: &[&str], peer: &str, claims: &[&str]) -> usize {
        let proxies = TrustedProxies::cidrs(networks).unwrap();
        proxies.count(address(peer), claims.iter().map(|claim| address(claim)))
    }

    #[test]
    fn the_count_ends_at_the_first_hop_that_is_not_trusted() {
        let networks = ["10.0.0.0/8", "::1"];
        assert_eq!(count(&networks, "203.0.113.1", &["10.0.0.1"]), 0);
        assert_eq!(count(&networks, "10.0.0.1", &["203.0.113.1", "10.0.0.2"]), 1);
        assert_eq!(count(&networks, "::1", &["10.0.0.1", "_hidden", "10.0.0.1"]), 2);
        assert_eq!(count(&networks, "::1", &["10.0.0.1"]), 2);
        assert_eq!(count(&networks, "", &["10.0.0.1"]), 0);
    }

    #[test]
    fn a_network_is_of_both_families_or_one() {
        assert_eq!(count(&["10.0.0.0/8"], "::ffff:10.1.2.3", &[]), 1);
        assert_eq!(count(&["::ffff:10.0.0.0/104"], "10.1.2.3", &[]), 1);
        assert_eq!(count(&["0.0.0.0/0"], "::1", &[]), 0);
        assert_eq!(count(&["2001:db8::/32"], "2001:db8:ffff::1", &[]), 1);
        assert_eq!(count(&["2001:db8::/32"], "2001:db9::1", &[]), 0);
    }
}
