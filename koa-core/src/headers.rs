//! Header fields (RFC 9110 §5): an ordered multimap with case-insensitive names.
//!
//! A message has few fields, so they lie in a vector in the order in which they came and are found
//! by comparing lengths first; no hashing, no allocation per field.

use alloc::vec::Vec;
use bytes::Bytes;
use core::fmt;

mod name;
mod value;

pub use name::{HeaderName, InvalidHeaderName};
pub use value::{HeaderValue, InvalidHeaderValue};

pub(crate) use name::is_token;

/// Names of header fields, in lower case as [`HeaderName`] keeps them.
///
/// ```
/// use koa_core::header;
///
/// assert_eq!(header::CONTENT_TYPE.as_str(), "content-type");
/// ```
pub mod header {
    pub use super::name::constants::*;

    /// Fields of a request that make sense only once: of several, the first one counts.
    pub(crate) const SINGLE: [&str; 18] = [
        "age",
        "authorization",
        "content-length",
        "content-type",
        "etag",
        "expires",
        "from",
        "host",
        "if-modified-since",
        "if-unmodified-since",
        "last-modified",
        "location",
        "max-forwards",
        "proxy-authorization",
        "referer",
        "retry-after",
        "server",
        "user-agent",
    ];
}

/// An ordered multimap of header fields.
///
/// # Examples
///
/// ```
/// use koa_core::{HeaderMap, header};
///
/// let mut headers = HeaderMap::new();
/// headers.insert(header::VARY, "accept");
/// headers.append(header::SET_COOKIE, "a=1");
/// headers.append(header::SET_COOKIE, "b=2");
/// assert_eq!(headers.get_str("Vary"), Some("accept"));
/// assert_eq!(headers.get_all("set-cookie").count(), 2);
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct HeaderMap {
    pub(crate) fields: Vec<(HeaderName, HeaderValue)>,
}

impl HeaderMap {
    /// An empty map; allocates nothing.
    ///
    /// ```
    /// assert!(koa_core::HeaderMap::new().is_empty());
    /// ```
    pub const fn new() -> Self {
        Self { fields: Vec::new() }
    }

    /// Sets `name` to the one value `value`, in the place of the first earlier one.
    ///
    /// ```
    /// use koa_core::{HeaderMap, header};
    ///
    /// let mut headers = HeaderMap::new();
    /// headers.insert(header::VARY, "accept");
    /// headers.insert(header::VARY, "origin");
    /// assert_eq!(headers.get_str("vary"), Some("origin"));
    /// ```
    ///
    /// # Panics
    ///
    /// Literals are converted by [`HeaderName::from_static`] and [`HeaderValue::from_static`],
    /// which panic when the text is not valid. Nothing that arrives at run time converts here.
    pub fn insert(&mut self, name: impl Into<HeaderName>, value: impl Into<HeaderValue>) {
        *self.place(name.into()) = value.into();
    }

    /// As `insert`.
    pub(crate) fn insert_number(&mut self, name: HeaderName, number: u64) {
        let place = self.place(name);
        *place = HeaderValue::BLANK;
        place.write_number(number);
    }

    /// As `append`.
    pub(crate) fn append_number(&mut self, name: HeaderName, number: u64) {
        self.push(name).write_number(number);
    }

    /// A new place, blank. Inline, so that a name is made where it is to lie: to move one that was just made
    /// costs more than to make it.
    #[inline(always)]
    fn push(&mut self, name: HeaderName) -> &mut HeaderValue {
        let index = self.fields.len();
        self.fields.push((name, HeaderValue::BLANK));
        &mut self.fields[index].1
    }

    /// The one value of `name`, which is to be written: the first earlier one, or a new one.
    fn place(&mut self, name: HeaderName) -> &mut HeaderValue {
        match self.fields.iter().position(|(known, _)| *known == name) {
            Some(first) => {
                if self.fields.iter().skip(first + 1).any(|(known, _)| *known == name) {
                    self.take_out(name.as_bytes(), true);
                }
                &mut self.fields[first].1
            }
            None => self.push(name),
        }
    }

    /// Adds a field of a message that was received, whose name an adapter has put into lower case. What is short
    /// or in common use is copied, for the rest `share` gives shared bytes of the same content, so that neither
    /// needs an allocation of its own. Says whether it was added: not when `name` is no token, or `value` has a
    /// control character other than TAB.
    ///
    /// ```
    /// use bytes::Bytes;
    /// use koa_core::HeaderMap;
    ///
    /// let mut headers = HeaderMap::new();
    /// assert!(headers.append_part(b"x-clacks-overhead", b"GNU Terry Pratchett", Bytes::copy_from_slice));
    /// assert_eq!(headers.get_str("X-Clacks-Overhead"), Some("GNU Terry Pratchett"));
    /// assert!(!headers.append_part(b"two words", b"", Bytes::copy_from_slice));
    /// assert!(!headers.append_part(b"host", b"\0", Bytes::copy_from_slice));
    /// assert_eq!(headers.len(), 1);
    /// ```
    #[inline]
    pub fn append_part(&mut self, name: &[u8], value: &[u8], mut share: impl FnMut(&[u8]) -> Bytes) -> bool {
        let place = match HeaderName::known(name) {
            Some(name) => self.push(name),
            None => match HeaderName::from_bytes(share(name)) {
                Ok(name) => self.push(name),
                Err(_) => return false,
            },
        };
        let is_written = place.write_part(value, share).is_ok();
        if !is_written {
            self.fields.pop();
        }
        is_written
    }

    /// Adds `value` to what `name` has already.
    ///
    /// ```
    /// use koa_core::{HeaderMap, header};
    ///
    /// let mut headers = HeaderMap::new();
    /// headers.append(header::SET_COOKIE, "a=1");
    /// headers.append(header::SET_COOKIE, "b=2");
    /// assert_eq!(headers.len(), 2);
    /// ```
    ///
    /// # Panics
    ///
    /// As [`insert`](Self::insert).
    pub fn append(&mut self, name: impl Into<HeaderName>, value: impl Into<HeaderValue>) {
        self.fields.push((name.into(), value.into()));
    }

    /// Removes every value of `name`; says whether there was one.
    ///
    /// ```
    /// use koa_core::{HeaderMap, header};
    ///
    /// let mut headers = HeaderMap::new();
    /// headers.insert(header::VARY, "accept");
    /// assert!(headers.remove("Vary"));
    /// assert!(!headers.remove("Vary"));
    /// ```
    pub fn remove(&mut self, name: impl AsRef<str>) -> bool {
        self.take_out(name.as_ref().as_bytes(), false)
    }

    /// Removes the fields of that name, though not the first one if it is to stay.
    fn take_out(&mut self, name: &[u8], mut keeps_first: bool) -> bool {
        let before = self.fields.len();
        self.fields.retain(|(known, _)| !known.is_bytes(name) || core::mem::take(&mut keeps_first));
        before != self.fields.len()
    }

    /// Removes every field; keeps the memory.
    ///
    /// ```
    /// use koa_core::{HeaderMap, header};
    ///
    /// let mut headers = HeaderMap::new();
    /// headers.insert(header::VARY, "accept");
    /// headers.clear();
    /// assert!(headers.is_empty());
    /// ```
    pub fn clear(&mut self) {
        self.fields.clear();
    }

    /// The first value of `name`.
    ///
    /// ```
    /// use koa_core::{HeaderMap, header};
    ///
    /// let mut headers = HeaderMap::new();
    /// headers.insert(header::VARY, "accept");
    /// assert_eq!(headers.get("Vary").unwrap(), &"accept");
    /// ```
    pub fn get(&self, name: impl AsRef<str>) -> Option<&HeaderValue> {
        let name = name.as_ref();
        self.fields.iter().find(|(known, _)| known.is(name)).map(|(_, value)| value)
    }

    /// The first value of `name` as text; `None` also when it is not UTF-8.
    ///
    /// ```
    /// use koa_core::{HeaderMap, header};
    ///
    /// let mut headers = HeaderMap::new();
    /// headers.insert(header::VARY, "accept");
    /// assert_eq!(headers.get_str(header::VARY), Some("accept"));
    /// ```
    pub fn get_str(&self, name: impl AsRef<str>) -> Option<&str> {
        self.get(name)?.to_str()
    }

    /// Every value of `name`, in order.
    ///
    /// ```
    /// use koa_core::{HeaderMap, header};
    ///
    /// let mut headers = HeaderMap::new();
    /// headers.append(header::LINK, "</a>");
    /// headers.append(header::LINK, "</b>");
    /// assert_eq!(headers.get_all("link").filter_map(|value| value.to_str()).collect::<Vec<_>>(), ["</a>", "</b>"]);
    /// ```
    pub fn get_all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a HeaderValue> {
        self.fields.iter().filter(move |(known, _)| known.is(name)).map(|(_, value)| value)
    }

    /// Whether there is a field `name`.
    ///
    /// ```
    /// use koa_core::{HeaderMap, header};
    ///
    /// let mut headers = HeaderMap::new();
    /// headers.insert(header::VARY, "accept");
    /// assert!(headers.contains("VARY"));
    /// ```
    pub fn contains(&self, name: impl AsRef<str>) -> bool {
        self.get(name).is_some()
    }

    /// Every field, in order.
    ///
    /// ```
    /// use koa_core::{HeaderMap, header};
    ///
    /// let mut headers = HeaderMap::new();
    /// headers.insert(header::VARY, "accept");
    /// assert!(headers.iter().all(|(name, value)| *name == "vary" && *value == "accept"));
    /// ```
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&HeaderName, &HeaderValue)> {
        self.fields.iter().map(|(name, value)| (name, value))
    }

    /// Takes every field out, in order; keeps the memory.
    ///
    /// ```
    /// use koa_core::{HeaderMap, header};
    ///
    /// let mut headers = HeaderMap::new();
    /// headers.insert(header::VARY, "accept");
    /// assert_eq!(headers.drain().count(), 1);
    /// assert!(headers.is_empty());
    /// ```
    pub fn drain(&mut self) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
        self.fields.drain(..)
    }

    /// The number of fields.
    ///
    /// ```
    /// assert_eq!(koa_core::HeaderMap::from_iter([("vary", "accept"), ("vary", "origin")]).len(), 2);
    /// ```
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Whether there is no field.
    ///
    /// ```
    /// assert!(koa_core::HeaderMap::default().is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }
}

impl fmt::Debug for HeaderMap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<N: Into<HeaderName>, V: Into<HeaderValue>> Extend<(N, V)> for HeaderMap {
    fn extend<I: IntoIterator<Item = (N, V)>>(&mut self, fields: I) {
        for (name, value) in fields {
            self.append(name, value);
        }
    }
}

impl<N: Into<HeaderName>, V: Into<HeaderValue>> FromIterator<(N, V)> for HeaderMap {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(fields: I) -> Self {
        let mut map = Self::new();
        map.extend(fields);
        map
    }
}
