//! Where a request's body ends (RFC 9112 §6): decided here and nowhere else.
//!
//! Every desync attack begins with two programs that answer this question differently, so whatever
//! could be read in two ways is refused.

use koa_core::Version;

use crate::Error;

/// How the length of a body is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// So many bytes; without a body none.
    Length(u64),
    /// Chunks tell (RFC 9112 §7.1).
    Chunked,
}

/// What the fields of a request say about it, as they come.
#[derive(Default)]
pub(crate) struct Fields {
    length: Option<u64>,
    coding: Option<Coding>,
}

impl Fields {
    pub(crate) fn add_content_length(&mut self, value: &[u8]) -> Result<(), Error> {
        if self.length.is_some() {
            return Err(Error::malformed("a request must not have two Content-Lengths"));
        }
        self.length = Some(parse_length(value)?);
        Ok(())
    }

    pub(crate) fn add_transfer_encoding(&mut self, value: &[u8]) -> Result<(), Error> {
        self.coding = Some(add_codings(self.coding, value)?);
        Ok(())
    }

    /// The framing of a request that has no more fields.
    pub(crate) fn framing(self, version: Version) -> Result<Framing, Error> {
        match (self.coding, self.length) {
            (None, length) => Ok(Framing::Length(length.unwrap_or(0))),
            // §6.1: an attempt at smuggling, or a client that should know better.
            (Some(_), Some(_)) => Err(Error::malformed("a request must not have Content-Length and Transfer-Encoding")),
            (Some(_), None) if version == Version::HTTP_10 => {
                Err(Error::malformed("HTTP/1.0 has no Transfer-Encoding"))
            }
            (Some(Coding::Chunked), None) => Ok(Framing::Chunked),
            (Some(Coding::UnknownThenChunked), None) => {
                Err(Error::new(501, "only the transfer coding chunked is known"))
            }
            (Some(Coding::Unknown), None) => {
                Err(Error::malformed("the last transfer coding of a request must be chunked"))
            }
        }
    }
}

fn parse_length(digits: &[u8]) -> Result<u64, Error> {
    const BAD: Error = Error::malformed("Content-Length must be a number");
    if digits.is_empty() {
        return Err(BAD);
    }
    digits.iter().try_fold(0_u64, |number, digit| {
        let digit = digit.is_ascii_digit().then(|| u64::from(digit - b'0')).ok_or(BAD)?;
        number.checked_mul(10).and_then(|number| number.checked_add(digit)).ok_or(BAD)
    })
}

/// What the codings so far come to.
#[derive(Clone, Copy)]
enum Coding {
    Chunked,
    UnknownThenChunked,
    Unknown,
}

/// Adds the codings of one field line, in order (§6.1).
fn add_codings(mut coding: Option<Coding>, value: &[u8]) -> Result<Coding, Error> {
    const BAD: Error = Error::malformed("Transfer-Encoding is malformed");
    for name in value.split(|&byte| byte == b',') {
        let name = name.trim_ascii();
        let is_chunked = name.eq_ignore_ascii_case(b"chunked");
        coding = Some(match coding {
            _ if name.is_empty() => return Err(BAD),
            Some(Coding::Chunked | Coding::UnknownThenChunked) => {
                return Err(Error::malformed("chunked must be the last transfer coding"));
            }
            None if is_chunked => Coding::Chunked,
            Some(Coding::Unknown) if is_chunked => Coding::UnknownThenChunked,
            None | Some(Coding::Unknown) => Coding::Unknown,
        });
    }
    coding.ok_or(BAD)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn framing_in(version: Version, lines: &[(&str, &str)]) -> Result<Framing, u16> {
        let mut fields = Fields::default();
        let mut add = |(name, value): &(&str, &str)| match *name {
            "content-length" => fields.add_content_length(value.as_bytes()),
            _ => fields.add_transfer_encoding(value.as_bytes()),
        };
        lines.iter().try_for_each(&mut add).and_then(|()| fields.framing(version)).map_err(|e| e.status().as_u16())
    }

    fn framing(lines: &[(&str, &str)]) -> Result<Framing, u16> {
        framing_in(Version::HTTP_11, lines)
    }

    #[test]
    fn a_length_is_digits_and_nothing_else() {
        assert_eq!(framing(&[]), Ok(Framing::Length(0)));
        assert_eq!(framing(&[("content-length", "0042")]), Ok(Framing::Length(42)));
        assert_eq!(framing(&[("content-length", "18446744073709551615")]), Ok(Framing::Length(u64::MAX)));
        for bad in ["", "+5", "-5", "5 5", "5,5", "0x5", "5.0", "18446744073709551616"] {
            assert_eq!(framing(&[("content-length", bad)]), Err(400), "{bad:?}");
        }
        assert_eq!(framing(&[("content-length", "5"), ("content-length", "5")]), Err(400));
    }

    #[test]
    fn chunked_stands_alone_and_once() {
        assert_eq!(framing(&[("transfer-encoding", "ChunKed")]), Ok(Framing::Chunked));
        assert_eq!(framing(&[("transfer-encoding", "gzip, chunked")]), Err(501));
        assert_eq!(framing(&[("transfer-encoding", "gzip"), ("transfer-encoding", "chunked")]), Err(501));
        for bad in ["", "gzip", "chunked, chunked", "chunked, gzip", "chunked,", ",chunked", "chunked;a", "xchunked"] {
            assert_eq!(framing(&[("transfer-encoding", bad)]), Err(400), "{bad:?}");
        }
        assert_eq!(framing(&[("transfer-encoding", "chunked"), ("content-length", "5")]), Err(400));
    }

    #[test]
    fn http_1_0_knows_no_codings() {
        assert_eq!(framing_in(Version::HTTP_10, &[("transfer-encoding", "chunked")]), Err(400));
    }
}
