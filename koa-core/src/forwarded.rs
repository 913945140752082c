//! The `Forwarded` header of RFC 7239: what each proxy on the way says of the hop before it.
//!
//! Every proxy appends an element, so only the end of the list is the word of a proxy that one
//! knows; the beginning is whatever the client sent. Hence the list is read from its end: a client
//! that opens a quoted string and never closes it spoils its own part and not the proxy's.
//!
//! Koa does not read this header; [`TrustedProxies::with_forwarded`](crate::TrustedProxies::with_forwarded)
//! makes an application read it.

use alloc::borrow::Cow;
use alloc::string::String;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::headers::is_token;

/// The elements of a `Forwarded` value, that of the nearest proxy first: from right to left.
///
/// An element that is malformed keeps its place and says nothing; an empty one does not count.
///
/// # Examples
///
/// ```
/// use koa_core::forwarded::{Node, nearest_first};
///
/// let value = r#"for=_hidden, for="[2001:db8::17]:4711";proto=https;host=example.com"#;
/// let mut elements = nearest_first(value);
///
/// let nearest = elements.next().unwrap();
/// assert_eq!(nearest.client(), Some(Node::Address("2001:db8::17".parse().unwrap(), Some(4711))));
/// assert_eq!((nearest.proto(), nearest.host()), (Some("https"), Some("example.com")));
/// assert_eq!(elements.next().unwrap().client(), Some(Node::Obfuscated("_hidden")));
/// assert_eq!(elements.next(), None);
/// ```
pub fn nearest_first(value: &str) -> impl Iterator<Item = Element<'_>> {
    let mut rest = Some(value);
    core::iter::from_fn(move || {
        let (before, item) = split_last(rest?, b',');
        rest = before;
        Some(trim(item))
    })
    .filter(|item| !item.is_empty())
    .map(|item| Element::parse(item).unwrap_or_default())
}

/// What one proxy says (RFC 7239 §4).
///
/// # Examples
///
/// ```
/// use koa_core::forwarded::Element;
///
/// let element = Element::parse(r#"For="192.0.2.43:80";by=203.0.113.60;proto=http"#).unwrap();
/// assert_eq!(element.client().unwrap().to_string(), "192.0.2.43:80");
/// assert_eq!(element.receiver().unwrap().to_string(), "203.0.113.60");
/// assert_eq!(element.host(), None);
/// assert!(Element::parse("for=a=b").is_none());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element<'a> {
    client: Option<Cow<'a, str>>,
    receiver: Option<Cow<'a, str>>,
    host: Option<Cow<'a, str>>,
    proto: Option<Cow<'a, str>>,
}

impl<'a> Element<'a> {
    /// Reads an element; `None` when it is malformed or a parameter comes twice.
    ///
    /// White space around `;`, and a colon or brackets in a value without quotes, are not in the
    /// grammar but common, and are taken. Other parameters are skipped.
    ///
    /// ```
    /// use koa_core::forwarded::Element;
    ///
    /// assert_eq!(Element::parse("secret=1 ; host=example.com:80").unwrap().host(), Some("example.com:80"));
    /// assert!(Element::parse("host=a;host=b").is_none());
    /// ```
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut element = Self::default();
        let mut rest = Some(text);
        while let Some(text) = rest {
            let (before, pair) = split_last(text, b';');
            rest = before;
            element.set(trim(pair))?;
        }
        Some(element)
    }

    /// Who made the request to the proxy: the parameter `for`.
    ///
    /// ```
    /// use koa_core::forwarded::{Element, Node};
    ///
    /// assert_eq!(Element::parse("for=unknown").unwrap().client(), Some(Node::Unknown));
    /// assert_eq!(Element::parse("for=nobody").unwrap().client(), None);
    /// ```
    #[must_use]
    pub fn client(&self) -> Option<Node<'_>> {
        Node::parse(self.client.as_deref()?)
    }

    /// Where the proxy received the request: the parameter `by`.
    ///
    /// ```
    /// use koa_core::forwarded::{Element, Node};
    ///
    /// assert_eq!(Element::parse("by=_edge").unwrap().receiver(), Some(Node::Obfuscated("_edge")));
    /// ```
    #[must_use]
    pub fn receiver(&self) -> Option<Node<'_>> {
        Node::parse(self.receiver.as_deref()?)
    }

    /// The Host header that the proxy received.
    ///
    /// ```
    /// use koa_core::forwarded::Element;
    ///
    /// assert_eq!(Element::parse(r#"host="[::1]:80""#).unwrap().host(), Some("[::1]:80"));
    /// ```
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        self.host.as_deref()
    }

    /// The scheme of the URL that the proxy was asked for.
    ///
    /// ```
    /// use koa_core::forwarded::Element;
    ///
    /// assert_eq!(Element::parse("proto=HTTPS").unwrap().proto(), Some("HTTPS"));
    /// ```
    #[must_use]
    pub fn proto(&self) -> Option<&str> {
        self.proto.as_deref()
    }

    /// Takes `name=value`; an empty text is no parameter.
    fn set(&mut self, pair: &'a str) -> Option<()> {
        if pair.is_empty() {
            return Some(());
        }
        let (name, value) = pair.split_once('=').filter(|(name, _)| is_token(name.as_bytes()))?;
        let value = unquoted(value)?;
        let names = ["for", "by", "host", "proto"];
        let members = [&mut self.client, &mut self.receiver, &mut self.host, &mut self.proto];
        let known = names.into_iter().zip(members).find(|(known, _)| name.eq_ignore_ascii_case(known));
        match known {
            None => Some(()),
            Some((_, member)) if member.is_none() => {
                *member = Some(value);
                Some(())
            }
            Some(_) => None,
        }
    }
}

/// Who takes part in a connection (RFC 7239 §6).
///
/// # Examples
///
/// ```
/// use koa_core::forwarded::Node;
///
/// assert_eq!(Node::parse("192.0.2.43"), Some(Node::Address("192.0.2.43".parse().unwrap(), None)));
/// assert_eq!(Node::parse("[2001:db8::17]:47011").unwrap().address(), Some("2001:db8::17".parse().unwrap()));
/// assert_eq!(Node::parse("Unknown"), Some(Node::Unknown));
/// assert_eq!(Node::parse("_SEVKISEK"), Some(Node::Obfuscated("_SEVKISEK")));
/// assert_eq!(Node::parse("2001:db8::17"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Node<'a> {
    /// An address, and its port when the proxy shows it.
    Address(IpAddr, Option<u16>),
    /// An identifier that the proxy made up, with its leading `_`.
    Obfuscated(&'a str),
    /// The proxy does not know.
    Unknown,
}

impl<'a> Node<'a> {
    /// Reads a node, without the quotes around it; `None` when it is malformed.
    ///
    /// ```
    /// use koa_core::forwarded::Node;
    ///
    /// assert_eq!(Node::parse("192.0.2.43:80"), Some(Node::Address("192.0.2.43".parse().unwrap(), Some(80))));
    /// assert_eq!(Node::parse("192.0.2.43:http"), None);
    /// ```
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Self> {
        if let Some(bracketed) = text.strip_prefix('[') {
            let (address, rest) = bracketed.split_once(']')?;
            return Some(Self::Address(address.parse::<Ipv6Addr>().ok()?.into(), port(rest)?));
        }
        let (name, rest) = text.split_at(text.find(':').unwrap_or(text.len()));
        let port = port(rest)?;
        if name.eq_ignore_ascii_case("unknown") {
            return Some(Self::Unknown);
        }
        match is_obfuscated(name) {
            true => Some(Self::Obfuscated(name)),
            false => Some(Self::Address(name.parse::<Ipv4Addr>().ok()?.into(), port)),
        }
    }

    /// The address, when it is one.
    ///
    /// ```
    /// use koa_core::forwarded::Node;
    ///
    /// assert_eq!(Node::parse("192.0.2.43:80").unwrap().address(), Some("192.0.2.43".parse().unwrap()));
    /// assert_eq!(Node::Unknown.address(), None);
    /// ```
    #[must_use]
    pub fn address(self) -> Option<IpAddr> {
        match self {
            Self::Address(address, _) => Some(address),
            Self::Obfuscated(_) | Self::Unknown => None,
        }
    }
}

/// As the header has it, without the quotes around it.
impl core::fmt::Display for Node<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match *self {
            Self::Address(IpAddr::V6(address), port) => write!(f, "[{address}]").and_then(|()| suffix(f, port)),
            Self::Address(IpAddr::V4(address), port) => write!(f, "{address}").and_then(|()| suffix(f, port)),
            Self::Obfuscated(name) => f.write_str(name),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

fn suffix(f: &mut core::fmt::Formatter<'_>, port: Option<u16>) -> core::fmt::Result {
    port.map_or(Ok(()), |port| write!(f, ":{port}"))
}

/// Nothing, or a colon and a port; an obfuscated port is no number but well-formed.
fn port(text: &str) -> Option<Option<u16>> {
    if text.is_empty() {
        return Some(None);
    }
    let port = text.strip_prefix(':')?;
    if is_obfuscated(port) {
        return Some(None);
    }
    let is_number = (1..=5).contains(&port.len()) && port.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| port.parse().ok())?.map(Some)
}

fn is_obfuscated(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    text.strip_prefix('_').is_some_and(|name| !name.is_empty() && name.bytes().all(is_allowed))
}

/// What stands before and after the last `separator` outside quoted strings.
///
/// Read from the end, every quote closes a string or opens the one that is being read; inside, one
/// behind an odd number of backslashes is part of the text. Each byte is looked at twice at most.
fn split_last(text: &str, separator: u8) -> (Option<&str>, &str) {
    let bytes = text.as_bytes();
    let mut in_quotes = false;
    let mut end = bytes.len();
    while let Some(index) = end.checked_sub(1) {
        end = index;
        match bytes[index] {
            b'"' if in_quotes => {
                let backslashes = bytes[..index].iter().rev().take_while(|byte| **byte == b'\\').count();
                in_quotes = backslashes % 2 == 1;
                end -= backslashes;
            }
            b'"' => in_quotes = true,
            byte if byte == separator && !in_quotes => return (Some(&text[..index]), &text[index + 1..]),
            _ => {}
        }
    }
    (None, text)
}

/// A value: a token, in which `:`, `[` and `]` may stand, or a quoted string.
fn unquoted(value: &str) -> Option<Cow<'_, str>> {
    let Some(opened) = value.strip_prefix('"') else {
        let is_plain = value.bytes().all(|byte| b":[]".contains(&byte) || is_token(&[byte]));
        return (is_plain && !value.is_empty()).then_some(Cow::Borrowed(value));
    };
    let inside = opened.strip_suffix('"')?;
    if !inside.contains(['\\', '"']) {
        return Some(Cow::Borrowed(inside));
    }
    let mut text = String::with_capacity(inside.len());
    let mut characters = inside.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => return None,
            '\\' => text.push(characters.next()?),
            _ => text.push(character),
        }
    }
    Some(Cow::Owned(text))
}

fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_in_quotes_do_not_separate() {
        assert_eq!(split_last(r#"a;b="c;d""#, b';'), (Some("a"), r#"b="c;d""#));
        assert_eq!(split_last(r#"a="x\";y""#, b';'), (None, r#"a="x\";y""#));
        assert_eq!(split_last(r#"a="x\\";y"#, b';'), (Some(r#"a="x\\""#), "y"));
    }

    #[test]
    fn a_port_has_five_digits_at_most_and_fits() {
        assert_eq!(port(":65535"), Some(Some(65535)));
        assert_eq!(port(":_a"), Some(None));
        for text in [":", ":65536", ":000080", ":+8", ":_", "80"] {
            assert_eq!(port(text), None, "{text}");
        }
    }
}
