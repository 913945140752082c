//! The charsets that the text of a request may be in: UTF-8, UTF-16 and windows-1252.
//!
//! What clients still send, in the meaning that browsers give the labels (the Encoding Standard,
//! §4.2): `iso-8859-1` and `us-ascii` are windows-1252. The tables of all other encodings would
//! weigh more than this crate does.
//!
//! Koa's counterpart is iconv-lite, below raw-body.

use alloc::string::String;
use alloc::vec::Vec;
use bytes::Bytes;

/// How the bytes of a text are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Charset {
    Utf8,
    /// In the byte order that a mark says, or little-endian.
    Utf16,
    Utf16Le,
    Utf16Be,
    Windows1252,
}

use Charset::{Utf8, Utf16, Utf16Be, Utf16Le, Windows1252};

impl Charset {
    /// The charset of a label, in any case and with white space around it.
    pub(super) fn for_label(label: &str) -> Option<Self> {
        let label = label.trim_matches([' ', '\t', '\n', '\x0C', '\r']);
        let known = LABELS.iter().find(|(known, _)| known.eq_ignore_ascii_case(label));
        known.map(|&(_, charset)| charset)
    }

    /// The text of `bytes`, without its byte order mark; what is malformed becomes U+FFFD.
    pub(super) fn decode(self, bytes: Bytes) -> String {
        match self {
            Utf8 => utf_8(without_mark(bytes)),
            Utf16 if bytes.starts_with(&[0xFE, 0xFF]) => Utf16Be.decode(bytes),
            Utf16 | Utf16Le => utf_16(&bytes, u16::from_le_bytes),
            Utf16Be => utf_16(&bytes, u16::from_be_bytes),
            Windows1252 => bytes.iter().map(|&byte| windows_1252(byte)).collect(),
        }
    }
}

/// UTF-8 without its byte order mark.
pub(super) fn without_mark(bytes: Bytes) -> Bytes {
    if bytes.starts_with(b"\xEF\xBB\xBF") { bytes.slice(3..) } else { bytes }
}

fn utf_8(bytes: Bytes) -> String {
    // Moves the bytes when nobody else holds them.
    match String::from_utf8(Vec::from(bytes)) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    }
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut units = pairs.iter().map(|&pair| unit(pair)).peekable();
    units.next_if_eq(&0xFEFF);
    // Half a unit behind half a character is one error, not two.
    let is_half_told = pairs.last().is_some_and(|&pair| (0xD800..0xDC00).contains(&unit(pair)));
    let text = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
    let half = (!rest.is_empty() && !is_half_told).then_some(char::REPLACEMENT_CHARACTER);
    text.chain(half).collect()
}

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9F => FROM_80[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// Where windows-1252 has letters and ISO-8859-1 control characters; five are the same in both.
const FROM_80: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', //
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

const LABELS: [(&str, Charset); 32] = [
    ("utf-8", Utf8),
    ("utf8", Utf8),
    ("unicode-1-1-utf-8", Utf8),
    ("unicode11utf8", Utf8),
    ("unicode20utf8", Utf8),
    ("x-unicode20utf8", Utf8),
    ("iso-8859-1", Windows1252),
    ("latin1", Windows1252),
    ("us-ascii", Windows1252),
    ("windows-1252", Windows1252),
    ("ansi_x3.4-1968", Windows1252),
    ("ascii", Windows1252),
    ("cp1252", Windows1252),
    ("cp819", Windows1252),
    ("csisolatin1", Windows1252),
    ("ibm819", Windows1252),
    ("iso-ir-100", Windows1252),
    ("iso8859-1", Windows1252),
    ("iso88591", Windows1252),
    ("iso_8859-1", Windows1252),
    ("iso_8859-1:1987", Windows1252),
    ("l1", Windows1252),
    ("x-cp1252", Windows1252),
    ("utf-16", Utf16),
    ("utf-16le", Utf16Le),
    ("csunicode", Utf16Le),
    ("iso-10646-ucs-2", Utf16Le),
    ("ucs-2", Utf16Le),
    ("unicode", Utf16Le),
    ("unicodefeff", Utf16Le),
    ("utf-16be", Utf16Be),
    ("unicodefffe", Utf16Be),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(charset: Charset, bytes: &'static [u8]) -> String {
        charset.decode(Bytes::from_static(bytes))
    }

    #[test]
    fn a_label_is_found_in_any_case_and_no_other_is() {
        assert_eq!(Charset::for_label("UTF-8"), Some(Utf8));
        assert_eq!(Charset::for_label(" Latin1\t"), Some(Windows1252));
        assert_eq!(Charset::for_label("koi8-r"), None);
        assert_eq!(Charset::for_label(""), None);
    }

    #[test]
    fn bytes_that_nobody_else_holds_are_not_copied() {
        let bytes = Bytes::from(alloc::vec![b'a'; 64]);
        let place = bytes.as_ptr();
        let text = Utf8.decode(bytes);
        assert_eq!(text.as_ptr(), place);
    }

    #[test]
    fn a_mark_is_removed_once_and_only_in_front() {
        assert_eq!(decoded(Utf8, b"\xEF\xBB\xBF\xEF\xBB\xBFa"), "\u{FEFF}a");
        assert_eq!(decoded(Utf16Le, b"\xFF\xFEa\0\xFF\xFE"), "a\u{FEFF}");
        assert_eq!(decoded(Utf16Be, b"\xFE\xFF\0a"), "a");
        assert_eq!(decoded(Utf16Be, b"\xFF\xFE\0a"), "\u{FFFE}a");
    }

    #[test]
    fn utf_16_follows_its_mark() {
        assert_eq!(decoded(Utf16, b"\xFE\xFF\0a"), "a");
        assert_eq!(decoded(Utf16, b"\xFF\xFEa\0"), "a");
        assert_eq!(decoded(Utf16, b"a\0"), "a");
    }

    #[test]
    fn half_a_character_of_utf_16_is_replaced() {
        assert_eq!(decoded(Utf16Be, b"\xD8\x3D\xDE\x00"), "😀");
        assert_eq!(decoded(Utf16Be, b"\xD8\x3D\0a"), "\u{FFFD}a");
        assert_eq!(decoded(Utf16Be, b"\xDE\x00\0a"), "\u{FFFD}a");
        assert_eq!(decoded(Utf16Be, b"\0a\0"), "a\u{FFFD}");
        assert_eq!(decoded(Utf16Be, b"\xD8\x3D\0"), "\u{FFFD}");
        assert_eq!(decoded(Utf16Le, b"a"), "\u{FFFD}");
    }

    #[test]
    fn windows_1252_has_a_letter_for_every_byte() {
        assert_eq!(decoded(Windows1252, b"\x80\x99\x9F\xA0\xE9\xFF"), "€™Ÿ\u{A0}éÿ");
        assert_eq!(decoded(Windows1252, b"\x81\x8D\x8F\x90\x9D"), "\u{81}\u{8D}\u{8F}\u{90}\u{9D}");
    }
}
