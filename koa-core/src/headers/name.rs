//! Names of header fields (RFC 9110 §5.1): tokens, kept in lower case.
//!
//! The names that are in common use are constants and cost no memory; HTTP/2 wants lower case, and
//! names compare without regard to case anyway.

use alloc::boxed::Box;
use bytes::Bytes;
use core::fmt;

#[cfg(any(target_os = "none", test))]
mod laid_out;

/// The name of a header field, in lower case.
///
/// # Examples
///
/// ```
/// use koa_core::{HeaderName, header};
///
/// assert_eq!(HeaderName::new("ETag").unwrap(), header::ETAG);
/// assert!(HeaderName::new("bad name").is_err());
/// ```
#[derive(Clone)]
pub struct HeaderName(Repr);

#[derive(Clone)]
enum Repr {
    Static(&'static str),
    Shared(Bytes),
    #[cfg(feature = "http")]
    Http(http::HeaderName),
}

impl HeaderName {
    /// Reads a name in any case.
    ///
    /// ```
    /// use koa_core::HeaderName;
    ///
    /// assert_eq!(HeaderName::new("X-Powered-By").unwrap().as_str(), "x-powered-by");
    /// assert!(HeaderName::new("two words").is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// When `name` is not a token.
    pub fn new(name: &str) -> Result<Self, InvalidHeaderName> {
        if let Some(known) = known(name) {
            return Ok(Self(Repr::Static(known)));
        }
        if !is_token(name.as_bytes()) {
            return Err(InvalidHeaderName::of(name.as_bytes()));
        }
        Ok(Self(Repr::Shared(Bytes::from(name.to_ascii_lowercase()))))
    }

    /// The constant of a name that is in lower case already.
    #[inline]
    pub(super) fn known(name: &[u8]) -> Option<Self> {
        let known = candidate(name).filter(|known| known.as_bytes() == name)?;
        Some(Self(Repr::Static(known)))
    }

    /// A name in lower case needs no allocation of its own.
    pub(super) fn from_bytes(name: Bytes) -> Result<Self, InvalidHeaderName> {
        match is_lower_token(&name) {
            true => Ok(Self(Repr::Shared(name))),
            false => Self::new(core::str::from_utf8(&name).map_err(|_| InvalidHeaderName::of(&name))?),
        }
    }

    /// A name from a lower-case literal.
    ///
    /// ```
    /// use koa_core::HeaderName;
    ///
    /// const POWERED_BY: HeaderName = HeaderName::from_static("x-powered-by");
    /// assert_eq!(POWERED_BY, "X-Powered-By");
    /// ```
    ///
    /// # Panics
    ///
    /// When `name` is not a lower-case token; at compile time in a `const`.
    pub const fn from_static(name: &'static str) -> Self {
        assert!(is_lower_token(name.as_bytes()), "a header name must be a lower-case token");
        Self(Repr::Static(name))
    }

    /// The name, in lower case.
    ///
    /// ```
    /// use koa_core::HeaderName;
    ///
    /// assert_eq!(HeaderName::from("Vary").as_str(), "vary");
    /// ```
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Repr::Static(name) => name,
            // Only tokens get here and tokens are ASCII, so the empty text is never returned.
            Repr::Shared(name) => core::str::from_utf8(name).unwrap_or_default(),
            #[cfg(feature = "http")]
            Repr::Http(name) => name.as_str(),
        }
    }

    #[inline]
    pub(crate) fn is(&self, name: &str) -> bool {
        self.is_bytes(name.as_bytes())
    }

    #[inline]
    pub(crate) fn is_bytes(&self, name: &[u8]) -> bool {
        let known = self.as_bytes();
        // Most names that are asked for are in lower case already, and comparing those is cheapest.
        known.len() == name.len() && is_end_alike(known, name) && (known == name || known.eq_ignore_ascii_case(name))
    }

    /// The name, in lower case, as it goes over the wire in HTTP/2.
    ///
    /// ```
    /// assert_eq!(koa_core::HeaderName::from("Vary").as_bytes(), b"vary");
    /// ```
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Repr::Static(name) => name.as_bytes(),
            Repr::Shared(name) => name,
            #[cfg(feature = "http")]
            Repr::Http(name) => name.as_str().as_bytes(),
        }
    }
}

#[cfg(feature = "http")]
impl From<http::HeaderName> for HeaderName {
    fn from(name: http::HeaderName) -> Self {
        Self(Repr::Http(name))
    }
}

#[cfg(feature = "http")]
impl From<HeaderName> for http::HeaderName {
    fn from(name: HeaderName) -> Self {
        match name.0 {
            // Both crates hold the same grammar, and a token of any length below 64 KiB is a name
            // there; a longer one cannot be sent and becomes a name that says so.
            Repr::Static(name) => Self::from_static(name),
            Repr::Shared(name) => Self::from_bytes(&name).unwrap_or(Self::from_static("x-name-too-long")),
            Repr::Http(name) => name,
        }
    }
}

impl PartialEq for HeaderName {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for HeaderName {}

impl PartialEq<str> for HeaderName {
    fn eq(&self, other: &str) -> bool {
        self.is(other)
    }
}

impl PartialEq<&str> for HeaderName {
    fn eq(&self, other: &&str) -> bool {
        self.is(other)
    }
}

impl AsRef<str> for HeaderName {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Debug for HeaderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for HeaderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A literal in any case.
///
/// # Panics
///
/// When the literal is not a token; [`HeaderName::new`] tells instead.
impl From<&'static str> for HeaderName {
    fn from(name: &'static str) -> Self {
        if is_lower_token(name.as_bytes()) {
            return Self(Repr::Static(name));
        }
        Self::new(name).expect("a header name must be a token")
    }
}

impl From<&HeaderName> for HeaderName {
    fn from(name: &HeaderName) -> Self {
        name.clone()
    }
}

/// The text is not a header name: names are tokens.
///
/// ```
/// use koa_core::HeaderName;
///
/// let error = HeaderName::new("two words").unwrap_err();
/// assert_eq!(error.to_string(), "Header name must be a valid HTTP token [\"two words\"]");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct InvalidHeaderName {
    name: Box<[u8]>,
}

impl InvalidHeaderName {
    fn of(name: &[u8]) -> Self {
        Self { name: name.into() }
    }
}

impl fmt::Display for InvalidHeaderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Header name must be a valid HTTP token [\"{}\"]", self.name.escape_ascii())
    }
}

/// The message, for a boxed error brings this along wherever it goes.
impl fmt::Debug for InvalidHeaderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl core::error::Error for InvalidHeaderName {}

/// Whether two texts of one length may be the same: names that begin alike mostly end in different letters, which
/// costs less to see than to compare all. Letters of both cases differ in one bit.
fn is_end_alike(one: &[u8], other: &[u8]) -> bool {
    match (one.last(), other.last()) {
        (Some(one), Some(other)) => (one ^ other) & !0x20 == 0,
        _ => true,
    }
}

/// Whether `text` is a token (RFC 9110 §5.6.2).
pub(crate) const fn is_token(text: &[u8]) -> bool {
    let mut index = 0;
    while index < text.len() {
        if !is_token_byte(text[index]) {
            return false;
        }
        index += 1;
    }
    !text.is_empty()
}

const fn is_lower_token(text: &[u8]) -> bool {
    let mut index = 0;
    while index < text.len() {
        if text[index].is_ascii_uppercase() {
            return false;
        }
        index += 1;
    }
    is_token(text)
}

const fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~'
        )
}

/// The constant of that name, in any case.
fn known(name: &str) -> Option<&'static str> {
    candidate(name.as_bytes()).filter(|known| known.eq_ignore_ascii_case(name))
}

#[cfg(target_os = "none")]
use laid_out::candidate;

/// The only constant that `name` can be.
#[cfg(not(target_os = "none"))]
fn candidate(name: &[u8]) -> Option<&'static str> {
    let place = PLACES[slot(name, MULTIPLIER)];
    KNOWN.get(usize::from(place)).copied()
}

/// Where each constant stands in `KNOWN`, by its slot.
#[cfg(not(target_os = "none"))]
static PLACES: [u8; SLOTS] = match places(MULTIPLIER) {
    Some(places) => places,
    None => unreachable!(),
};
#[cfg(not(target_os = "none"))]
const SLOTS: usize = 1024;
#[cfg(not(target_os = "none"))]
const NOWHERE: u8 = u8::MAX;

/// One that gives each constant a slot of its own.
#[cfg(not(target_os = "none"))]
const MULTIPLIER: u32 = {
    let mut multiplier = 0x9e37_79b1_u32;
    while places(multiplier).is_none() {
        multiplier = multiplier.wrapping_add(2);
    }
    multiplier
};

#[cfg(not(target_os = "none"))]
const fn places(multiplier: u32) -> Option<[u8; SLOTS]> {
    let mut places = [NOWHERE; SLOTS];
    let mut index = 0;
    while index < KNOWN.len() {
        let slot = slot(KNOWN[index].as_bytes(), multiplier);
        if places[slot] != NOWHERE {
            return None;
        }
        places[slot] = index as u8;
        index += 1;
    }
    Some(places)
}

/// The length and three letters, in either case, tell all constants apart.
#[cfg(not(target_os = "none"))]
const fn slot(name: &[u8], multiplier: u32) -> usize {
    let length = name.len();
    if length == 0 {
        return 0;
    }
    let letters = [name[length / 2], name[length - 1], name[length.saturating_sub(4)], length as u8];
    // In ASCII, letters of both cases differ in this bit.
    ((u32::from_le_bytes(letters) | 0x0020_2020).wrapping_mul(multiplier) >> (u32::BITS - SLOTS.ilog2())) as usize
}

macro_rules! names {
    ($($constant:ident $name:literal;)*) => {
        #[allow(unreachable_pub)] // Re-exported by the public module `header`.
        pub(super) mod constants {
            use super::HeaderName;
            $(
                #[doc = concat!("`", $name, "`")]
                pub const $constant: HeaderName = HeaderName::from_static($name);
            )*
        }

        static KNOWN: &[&str] = &[$($name),*];
    };
}

names! {
    ACCEPT "accept";
    ACCEPT_CHARSET "accept-charset";
    ACCEPT_ENCODING "accept-encoding";
    ACCEPT_LANGUAGE "accept-language";
    ACCEPT_RANGES "accept-ranges";
    ACCESS_CONTROL_ALLOW_CREDENTIALS "access-control-allow-credentials";
    ACCESS_CONTROL_ALLOW_HEADERS "access-control-allow-headers";
    ACCESS_CONTROL_ALLOW_METHODS "access-control-allow-methods";
    ACCESS_CONTROL_ALLOW_ORIGIN "access-control-allow-origin";
    ACCESS_CONTROL_EXPOSE_HEADERS "access-control-expose-headers";
    ACCESS_CONTROL_MAX_AGE "access-control-max-age";
    ACCESS_CONTROL_REQUEST_HEADERS "access-control-request-headers";
    ACCESS_CONTROL_REQUEST_METHOD "access-control-request-method";
    AGE "age";
    ALLOW "allow";
    ALT_SVC "alt-svc";
    AUTHORIZATION "authorization";
    CACHE_CONTROL "cache-control";
    CONNECTION "connection";
    CONTENT_DISPOSITION "content-disposition";
    CONTENT_ENCODING "content-encoding";
    CONTENT_LANGUAGE "content-language";
    CONTENT_LENGTH "content-length";
    CONTENT_LOCATION "content-location";
    CONTENT_RANGE "content-range";
    CONTENT_SECURITY_POLICY "content-security-policy";
    CONTENT_TYPE "content-type";
    COOKIE "cookie";
    DATE "date";
    DNT "dnt";
    ETAG "etag";
    EXPECT "expect";
    EXPIRES "expires";
    FORWARDED "forwarded";
    FROM "from";
    HOST "host";
    IF_MATCH "if-match";
    IF_MODIFIED_SINCE "if-modified-since";
    IF_NONE_MATCH "if-none-match";
    IF_RANGE "if-range";
    IF_UNMODIFIED_SINCE "if-unmodified-since";
    KEEP_ALIVE "keep-alive";
    LAST_MODIFIED "last-modified";
    LINK "link";
    LOCATION "location";
    MAX_FORWARDS "max-forwards";
    ORIGIN "origin";
    PRAGMA "pragma";
    PRIORITY "priority";
    PROXY_AUTHENTICATE "proxy-authenticate";
    PROXY_AUTHORIZATION "proxy-authorization";
    RANGE "range";
    REFERER "referer";
    REFERRER "referrer";
    REFERRER_POLICY "referrer-policy";
    RETRY_AFTER "retry-after";
    SEC_CH_UA "sec-ch-ua";
    SEC_CH_UA_MOBILE "sec-ch-ua-mobile";
    SEC_CH_UA_PLATFORM "sec-ch-ua-platform";
    SEC_FETCH_DEST "sec-fetch-dest";
    SEC_FETCH_MODE "sec-fetch-mode";
    SEC_FETCH_SITE "sec-fetch-site";
    SEC_FETCH_USER "sec-fetch-user";
    SEC_WEBSOCKET_ACCEPT "sec-websocket-accept";
    SEC_WEBSOCKET_EXTENSIONS "sec-websocket-extensions";
    SEC_WEBSOCKET_KEY "sec-websocket-key";
    SEC_WEBSOCKET_PROTOCOL "sec-websocket-protocol";
    SEC_WEBSOCKET_VERSION "sec-websocket-version";
    SERVER "server";
    SET_COOKIE "set-cookie";
    STRICT_TRANSPORT_SECURITY "strict-transport-security";
    TE "te";
    TRAILER "trailer";
    TRANSFER_ENCODING "transfer-encoding";
    UPGRADE "upgrade";
    UPGRADE_INSECURE_REQUESTS "upgrade-insecure-requests";
    USER_AGENT "user-agent";
    VARY "vary";
    VIA "via";
    WWW_AUTHENTICATE "www-authenticate";
    X_CONTENT_TYPE_OPTIONS "x-content-type-options";
    X_FORWARDED_FOR "x-forwarded-for";
    X_FORWARDED_HOST "x-forwarded-host";
    X_FORWARDED_PROTO "x-forwarded-proto";
    X_FRAME_OPTIONS "x-frame-options";
    X_REAL_IP "x-real-ip";
    X_REQUEST_ID "x-request-id";
    X_REQUESTED_WITH "x-requested-with";
    X_RESPONSE_TIME "x-response-time";
}
