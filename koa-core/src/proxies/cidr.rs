//! A network as CIDR notation writes it: an address and how many of its first bits count
//! (RFC 4632 §3.1, RFC 4291 §2.3).

use alloc::string::String;
use core::fmt;
use core::net::IpAddr;

/// A range of addresses. An IPv4 network also holds its addresses in IPv6's mapped form, as a
/// socket for both families shows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cidr {
    /// IPv4 in its mapped form, so that there is one kind of address to compare.
    bits: u128,
    mask: u128,
}

impl Cidr {
    /// Reads `10.0.0.0/8`, or an address alone for itself.
    ///
    /// # Errors
    ///
    /// When it is not an address with a number of bits that it has, or when bits are set that do
    /// not count: `10.1.2.3/8` could mean the one address or the whole network.
    pub(super) fn parse(text: &str) -> Result<Self, InvalidCidr> {
        let invalid = |reason| InvalidCidr { text: text.into(), reason };
        let (address, length) = match text.split_once('/') {
            None => (text, None),
            Some((address, length)) => (address, Some(length)),
        };
        let address: IpAddr = address.parse().map_err(|_| invalid("it does not begin with an IP address"))?;
        let (width, unused) = if address.is_ipv4() { (32, 96) } else { (128, 0) };
        let length = match length {
            None => width,
            Some(length) => prefix_length(length, width).ok_or(invalid("its number of bits is not valid"))?,
        };
        let mask = u128::MAX.checked_shl(128 - unused - length).unwrap_or(0);
        let bits = mapped(address);
        if bits & !mask != 0 {
            return Err(invalid("bits are set beyond those that count"));
        }
        Ok(Self { bits, mask })
    }

    pub(super) fn contains(&self, address: IpAddr) -> bool {
        mapped(address) & self.mask == self.bits
    }
}

fn mapped(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped(),
        IpAddr::V6(address) => address,
    }
    .to_bits()
}

fn prefix_length(text: &str, width: u32) -> Option<u32> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|length| is_number && *length <= width)
}

/// The text is not a network in CIDR notation.
///
/// # Examples
///
/// ```
/// use koa_core::TrustedProxies;
///
/// let error = TrustedProxies::cidrs(["127.0.0.1", "10.0.0.0/33"]).unwrap_err();
/// assert_eq!(error.to_string(), r#"invalid network "10.0.0.0/33": its number of bits is not valid"#);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct InvalidCidr {
    text: String,
    reason: &'static str,
}

impl fmt::Display for InvalidCidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid network {:?}: {}", self.text, self.reason)
    }
}

/// The message, for a boxed error brings this along wherever it goes.
impl fmt::Debug for InvalidCidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl core::error::Error for InvalidCidr {}
