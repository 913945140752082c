//! The `Content-Disposition` of a response (RFC 6266): show a body or save it, and under which name.
//!
//! File names are any text, header values are not. What ISO-8859-1 can say goes into `filename`; what it
//! cannot goes percent-encoded into `filename*` (RFC 8187), with an approximation in `filename` for old
//! clients. Counterpart of npm content-disposition 1.0.1, behind Koa's `ctx.attachment`.

use alloc::string::String;
use core::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::mime::basename;

/// What `filename*` percent-encodes: all but ASCII letters, digits and `- _ . ! ~`.
const EXTENDED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'!').remove(b'~');

/// A `Content-Disposition` being put together.
///
/// # Examples
///
/// ```
/// use koa_core::content_disposition::ContentDisposition;
///
/// let saved = ContentDisposition::attachment().filename("reports/€ rates.pdf");
/// assert_eq!(
///     saved.to_header_text().unwrap(),
///     "attachment; filename=\"? rates.pdf\"; filename*=UTF-8''%E2%82%AC%20rates.pdf",
/// );
///
/// let shown = ContentDisposition::inline().filename("€.pdf").fallback("euro.pdf");
/// assert_eq!(
///     shown.to_header_text().unwrap(),
///     "inline; filename=\"euro.pdf\"; filename*=UTF-8''%E2%82%AC.pdf",
/// );
/// ```
///
/// # Koa
///
/// The options of `ctx.attachment(filename, { type, fallback })`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct ContentDisposition<'a> {
    disposition_type: &'a str,
    filename: Option<&'a str>,
    fallback: Fallback<'a>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fallback<'a> {
    Approximate,
    Name(&'a str),
    None,
}

impl<'a> ContentDisposition<'a> {
    /// The body is to be saved as a file.
    ///
    /// ```
    /// use koa_core::content_disposition::ContentDisposition;
    ///
    /// assert_eq!(ContentDisposition::attachment().to_header_text().unwrap(), "attachment");
    /// ```
    pub const fn attachment() -> Self {
        Self::new("attachment")
    }

    /// The body is to be shown, and has a name if it is saved after all.
    ///
    /// ```
    /// use koa_core::content_disposition::ContentDisposition;
    ///
    /// assert_eq!(ContentDisposition::inline().to_header_text().unwrap(), "inline");
    /// ```
    pub const fn inline() -> Self {
        Self::new("inline")
    }

    /// Any disposition type, `form-data` for one. It is written in lower case.
    ///
    /// ```
    /// use koa_core::content_disposition::ContentDisposition;
    ///
    /// assert_eq!(ContentDisposition::new("Form-Data").to_header_text().unwrap(), "form-data");
    /// ```
    pub const fn new(disposition_type: &'a str) -> Self {
        Self { disposition_type, filename: None, fallback: Fallback::Approximate }
    }

    /// Names the file. Of a path, only the last part is used.
    ///
    /// ```
    /// use koa_core::content_disposition::ContentDisposition;
    ///
    /// let text = ContentDisposition::attachment().filename("/tmp/plan.txt").to_header_text().unwrap();
    /// assert_eq!(text, "attachment; filename=\"plan.txt\"");
    /// ```
    pub const fn filename(mut self, filename: &'a str) -> Self {
        self.filename = Some(filename);
        self
    }

    /// What clients that do not know `filename*` are to use, instead of the name with "?" for each
    /// character that ISO-8859-1 does not have. Of a path, only the last part is used.
    ///
    /// ```
    /// use koa_core::content_disposition::ContentDisposition;
    ///
    /// let named = ContentDisposition::attachment().filename("\u{20ac}.txt").fallback("euro.txt");
    /// assert!(named.to_header_text().unwrap().starts_with("attachment; filename=\"euro.txt\";"));
    /// ```
    pub const fn fallback(mut self, filename: &'a str) -> Self {
        self.fallback = Fallback::Name(filename);
        self
    }

    /// Gives a name that ISO-8859-1 cannot say in `filename*` only.
    ///
    /// ```
    /// use koa_core::content_disposition::ContentDisposition;
    ///
    /// let text = ContentDisposition::attachment().filename("\u{20ac}").without_fallback().to_header_text().unwrap();
    /// assert_eq!(text, "attachment; filename*=UTF-8''%E2%82%AC");
    /// ```
    pub const fn without_fallback(mut self) -> Self {
        self.fallback = Fallback::None;
        self
    }

    /// The field value. It has characters up to U+00FF, each of which is one byte on the wire.
    ///
    /// # Errors
    ///
    /// When the type is not a token (RFC 9110 §5.6.2), or the fallback is not ISO-8859-1 text.
    ///
    /// # Examples
    ///
    /// ```
    /// use koa_core::content_disposition::ContentDisposition;
    ///
    /// assert_eq!(ContentDisposition::attachment().to_header_text().unwrap(), "attachment");
    /// assert!(ContentDisposition::new("in line").to_header_text().is_err());
    /// ```
    pub fn to_header_text(&self) -> Result<String, InvalidContentDisposition> {
        if let (Some(_), Fallback::Name(name)) = (self.filename, self.fallback)
            && !name.chars().all(is_latin1)
        {
            return Err(InvalidContentDisposition { part: Part::Fallback });
        }
        if self.disposition_type.is_empty() || !self.disposition_type.bytes().all(is_token) {
            return Err(InvalidContentDisposition { part: Part::Type });
        }
        let mut text = self.disposition_type.to_ascii_lowercase();
        if let Some(path) = self.filename {
            self.push_parameters(&mut text, basename(path));
        }
        Ok(text)
    }

    fn push_parameters(&self, text: &mut String, name: &str) {
        let quotable = !name.is_empty() && name.chars().all(is_quotable);
        let fallback = match self.fallback {
            Fallback::Name(fallback) => Some(basename(fallback)).filter(|fallback| *fallback != name),
            // The approximation differs from the name by its question marks, or not at all.
            Fallback::Approximate => Some(name).filter(|name| !name.chars().all(is_latin1)),
            Fallback::None => None,
        };
        if quotable || fallback.is_some() {
            match fallback {
                Some(fallback) => push_quoted(text, fallback, is_latin1),
                None => push_quoted(text, name, is_quotable),
            }
        }
        if !quotable || fallback.is_some() || has_escape(name) {
            text.push_str("; filename*=UTF-8''");
            text.extend(utf8_percent_encode(name, EXTENDED));
        }
    }
}

/// The error of [`ContentDisposition::to_header_text`].
///
/// ```
/// use koa_core::content_disposition::ContentDisposition;
///
/// let error = ContentDisposition::new("in line").to_header_text().unwrap_err();
/// assert!(!error.to_string().is_empty());
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct InvalidContentDisposition {
    part: Part,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Type,
    Fallback,
}

impl fmt::Display for InvalidContentDisposition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.part {
            Part::Type => "invalid type",
            Part::Fallback => "fallback must be ISO-8859-1 string",
        })
    }
}

/// The message, for a boxed error brings this along wherever it goes.
impl fmt::Debug for InvalidContentDisposition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl core::error::Error for InvalidContentDisposition {}

/// Appends `filename` as a quoted-string (RFC 9110 §5.6.4), with "?" for each UTF-16 unit not to be kept.
fn push_quoted(text: &mut String, name: &str, keep: fn(char) -> bool) {
    text.push_str("; filename=\"");
    for char in name.chars() {
        match char {
            '"' | '\\' => text.extend(['\\', char]),
            _ if keep(char) => text.push(char),
            _ => text.push_str("??".get(..char.len_utf16()).unwrap_or("?")),
        }
    }
    text.push('"');
}

/// ISO-8859-1 without control characters.
fn is_latin1(char: char) -> bool {
    matches!(char, ' '..='~' | '\u{A0}'..='\u{FF}')
}

/// What a quoted-string may hold: also the controls above ASCII.
fn is_quotable(char: char) -> bool {
    matches!(char, ' '..='~' | '\u{80}'..='\u{FF}')
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// Whether the name has something that a client may take for percent-encoding.
fn has_escape(name: &str) -> bool {
    name.as_bytes()
        .windows(3)
        .any(|window| matches!(window, [b'%', high, low] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit()))
}
