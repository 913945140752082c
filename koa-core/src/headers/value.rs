//! Values of header fields (RFC 9110 §5.5): bytes without CR, LF, NUL or other controls.
//!
//! A value that went through this type cannot split a response. Text is written as ISO-8859-1, as
//! the RFC's history has it; characters above U+00FF do not fit and are refused.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use bytes::Bytes;
use core::fmt;

use crate::StatusCode;

/// The value of a header field.
///
/// # Examples
///
/// ```
/// use koa_core::HeaderValue;
///
/// let value = HeaderValue::new("caf\u{e9}").unwrap();
/// assert_eq!(value.as_bytes(), b"caf\xe9");
/// assert_eq!(value.decode(), "caf\u{e9}");
/// assert!(HeaderValue::new("two\r\nlines").is_err());
/// assert_eq!(HeaderValue::from(42).to_str(), Some("42"));
/// ```
#[derive(Clone)]
pub struct HeaderValue(Repr);

#[derive(Clone)]
enum Repr {
    #[cfg(not(feature = "http"))]
    Static(&'static str),
    /// A short value in place: nearly every response has a length, and most fields of a request are
    /// cheaper to copy than to share.
    Inline(u8, [u8; INLINE]),
    Shared(Bytes),
    #[cfg(feature = "http")]
    Http(http::HeaderValue),
}

/// As much as has room beside the other kinds.
const INLINE: usize = 3 * size_of::<usize>() - 1;

impl HeaderValue {
    /// A value from an ASCII literal.
    ///
    /// ```
    /// use koa_core::HeaderValue;
    ///
    /// const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");
    /// assert_eq!(NO_STORE, "no-store");
    /// ```
    ///
    /// # Panics
    ///
    /// When `value` holds anything but printable ASCII and tabs; at compile time in a `const`.
    pub const fn from_static(value: &'static str) -> Self {
        // One that the other crate has checked moves there as it is.
        #[cfg(feature = "http")]
        return Self(Repr::Http(http::HeaderValue::from_static(value)));
        #[cfg(not(feature = "http"))]
        {
            assert!(value.is_ascii() && is_valid(value.as_bytes()), "a header value literal must be printable ASCII");
            Self(Repr::Static(value))
        }
    }

    /// A value from any text; an owned ASCII text is not copied.
    ///
    /// ```
    /// use koa_core::HeaderValue;
    ///
    /// assert!(HeaderValue::new("one line").is_ok());
    /// assert!(HeaderValue::new("two\r\nlines").is_err());
    /// assert!(HeaderValue::new("\u{20ac}").is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// When the text holds a control character other than TAB, or one above U+00FF.
    pub fn new<'t>(text: impl Into<Cow<'t, str>>) -> Result<Self, InvalidHeaderValue> {
        let text = text.into();
        let bytes = match text.is_ascii() {
            true => text.into_owned().into_bytes(),
            false => encode(&text).ok_or(InvalidHeaderValue { name: None })?,
        };
        Self::from_bytes(Bytes::from(bytes))
    }

    /// Takes bytes as they are, without copying.
    ///
    /// ```
    /// use koa_core::HeaderValue;
    ///
    /// assert_eq!(HeaderValue::from_bytes("caf\u{e9}".into()).unwrap().to_str(), Some("caf\u{e9}"));
    /// assert!(HeaderValue::from_bytes("\0".into()).is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// When a byte is a control character other than TAB.
    pub fn from_bytes(value: Bytes) -> Result<Self, InvalidHeaderValue> {
        match is_all_valid(&value) {
            true => Ok(Self(Repr::Shared(value))),
            false => Err(InvalidHeaderValue { name: None }),
        }
    }

    /// A place that [`write_part`](Self::write_part) writes to. A value that is made elsewhere and moved there
    /// costs more: the processor waits for its bytes to be written before it reads them as words.
    pub(super) const BLANK: Self = Self(Repr::Inline(0, [0; INLINE]));

    /// Becomes a part of a message that was received: only a long one is shared.
    #[inline]
    pub(super) fn write_part(
        &mut self,
        part: &[u8],
        share: impl FnOnce(&[u8]) -> Bytes,
    ) -> Result<(), InvalidHeaderValue> {
        if !is_all_valid(part) {
            return Err(InvalidHeaderValue { name: None });
        }
        match &mut self.0 {
            Repr::Inline(length, place) if part.len() <= INLINE => {
                place[..part.len()].copy_from_slice(part);
                *length = part.len() as u8;
            }
            _ => *self = Self::from_bytes(share(part))?,
        }
        Ok(())
    }

    /// Becomes a number.
    pub(super) fn write_number(&mut self, number: u64) {
        // Digits are valid.
        let _ = self.write_part(itoa::Buffer::new().format(number).as_bytes(), Bytes::copy_from_slice);
    }

    /// The bytes as they go over the wire.
    ///
    /// ```
    /// use koa_core::HeaderValue;
    ///
    /// assert_eq!(HeaderValue::new("\u{e9}").unwrap().as_bytes(), b"\xe9");
    /// ```
    pub fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            #[cfg(not(feature = "http"))]
            Repr::Static(value) => value.as_bytes(),
            // The length is that of the value, so none is ever left out.
            Repr::Inline(length, value) => value.get(..usize::from(*length)).unwrap_or_default(),
            Repr::Shared(value) => value,
            #[cfg(feature = "http")]
            Repr::Http(value) => value.as_bytes(),
        }
    }

    /// The value as text; `None` when it is not UTF-8.
    ///
    /// ```
    /// use koa_core::HeaderValue;
    ///
    /// assert_eq!(HeaderValue::from(42).to_str(), Some("42"));
    /// assert_eq!(HeaderValue::new("\u{e9}").unwrap().to_str(), None);
    /// ```
    pub fn to_str(&self) -> Option<&str> {
        match &self.0 {
            #[cfg(not(feature = "http"))]
            Repr::Static(value) => Some(value),
            _ => core::str::from_utf8(self.as_bytes()).ok(),
        }
    }

    /// The value read as ISO-8859-1, which never fails and is what Koa shows.
    ///
    /// ```
    /// use koa_core::HeaderValue;
    ///
    /// assert_eq!(HeaderValue::new("\u{e9}").unwrap().decode(), "\u{e9}");
    /// ```
    pub fn decode(&self) -> Cow<'_, str> {
        match self.to_str() {
            Some(text) if text.is_ascii() => Cow::Borrowed(text),
            _ => Cow::Owned(self.as_bytes().iter().map(|&byte| char::from(byte)).collect()),
        }
    }
}

const fn is_valid(value: &[u8]) -> bool {
    let mut index = 0;
    while index < value.len() {
        if !matches!(value[index], b'\t' | 0x20..=0x7e | 0x80..=0xff) {
            return false;
        }
        index += 1;
    }
    true
}

/// Whether every byte may stand in a value. Eight at a time, unless there are tabs or fewer bytes.
fn is_all_valid(value: &[u8]) -> bool {
    let is_plain = value.last_chunk().is_some_and(|last| {
        let words = value.as_chunks().0;
        words.iter().fold(controls(last), |found, word| found | controls(word)) == 0
    });
    is_plain || is_valid(value)
}

/// The high bits of the bytes that are control characters, and of some that follow one.
fn controls(word: &[u8; 8]) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let word = u64::from_ne_bytes(*word);
    let below_space = word.wrapping_sub(ONES * 0x20) & !word;
    let delete = word ^ (ONES * 0x7f);
    let is_delete = delete.wrapping_sub(ONES) & !delete;
    (below_space | is_delete) & (ONES * 0x80)
}

/// ISO-8859-1 bytes of `text`; `None` when a character does not fit.
fn encode(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect()
}

/// An ASCII literal; see [`HeaderValue::from_static`].
impl From<&'static str> for HeaderValue {
    fn from(value: &'static str) -> Self {
        Self::from_static(value)
    }
}

impl From<u64> for HeaderValue {
    fn from(number: u64) -> Self {
        let mut value = Self::BLANK;
        value.write_number(number);
        value
    }
}

impl From<StatusCode> for HeaderValue {
    fn from(status: StatusCode) -> Self {
        Self::from(u64::from(status.as_u16()))
    }
}

impl From<&HeaderValue> for HeaderValue {
    fn from(value: &HeaderValue) -> Self {
        value.clone()
    }
}

#[cfg(feature = "http")]
impl From<http::HeaderValue> for HeaderValue {
    fn from(value: http::HeaderValue) -> Self {
        Self(Repr::Http(value))
    }
}

#[cfg(feature = "http")]
impl From<HeaderValue> for http::HeaderValue {
    fn from(value: HeaderValue) -> Self {
        match value.0 {
            // Both crates allow the same bytes, so the empty value is never returned.
            Repr::Inline(..) => Self::from_bytes(value.as_bytes()).unwrap_or_else(|_| Self::from_static("")),
            Repr::Shared(value) => Self::from_maybe_shared(value).unwrap_or_else(|_| Self::from_static("")),
            Repr::Http(value) => value,
        }
    }
}

impl PartialEq for HeaderValue {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for HeaderValue {}

impl PartialEq<str> for HeaderValue {
    fn eq(&self, other: &str) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl PartialEq<&str> for HeaderValue {
    fn eq(&self, other: &&str) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl fmt::Debug for HeaderValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.decode(), f)
    }
}

/// The text holds a control character, or a character outside ISO-8859-1.
///
/// ```
/// use koa_core::{HeaderValue, test};
///
/// let error = HeaderValue::new("two\nlines").unwrap_err();
/// assert_eq!(error.to_string(), "Invalid character in header content");
///
/// let mut ctx = test::context("GET /");
/// let error = ctx.try_set_header("X-Note", "two\nlines").unwrap_err();
/// assert_eq!(error.to_string(), r#"Invalid character in header content ["X-Note"]"#);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct InvalidHeaderValue {
    name: Option<String>,
}

impl InvalidHeaderValue {
    /// Says which header it was to be the value of.
    pub(crate) fn of(mut self, name: &str) -> Self {
        self.name = Some(name.into());
        self
    }
}

impl fmt::Display for InvalidHeaderValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Invalid character in header content")?;
        match &self.name {
            Some(name) => write!(f, " [\"{}\"]", name.as_bytes().escape_ascii()),
            None => Ok(()),
        }
    }
}

/// The message, for a boxed error brings this along wherever it goes.
impl fmt::Debug for InvalidHeaderValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl core::error::Error for InvalidHeaderValue {}
