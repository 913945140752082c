//! A response's head on the wire (RFC 9112 §4 and §6): where its body ends, and the bytes of it.

use alloc::vec::Vec;

use koa_core::date::HttpDate;
use koa_core::{Method, Request, Response, StatusCode, Version, header};

use crate::Error;
use crate::head::Options;

/// How the client will know where the body ends (RFC 9112 §6.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Delimiter {
    /// There is no body, whatever the head says: to HEAD, and with 204 and 304.
    Nothing,
    /// So many bytes are left.
    Length(u64),
    Chunks,
    /// The end of the connection, which is all that HTTP/1.0 has.
    Close,
    /// Another protocol follows the head.
    Upgrade,
}

/// What was found while a head was written.
pub(crate) struct Written {
    pub(crate) delimiter: Delimiter,
    /// Whether the application ends the connection.
    pub(crate) closes: bool,
    /// Whether it set Connection, which is not written yet.
    has_connection: bool,
}

const LENGTH_NUMBER: Error = Error::new(500, "Content-Length is not a number");
const LENGTH_TWICE: Error = Error::new(500, "Content-Length is set more than once");
const LENGTH_WRONG: Error = Error::new(500, "Content-Length is not the length of the body");
const CODING: Error = Error::new(500, "Transfer-Encoding can only be chunked");

/// Writes the head of a response with a body of that length, up to its Connection. When the application has
/// set what it must not, nothing is written.
pub(crate) fn write_head(
    out: &mut Vec<u8>,
    response: &Response,
    length: Option<u64>,
    request: &Request,
    date: Option<&HttpDate>,
) -> Result<Written, Error> {
    let start = out.len();
    let written = try_write_head(out, response, length, request, date);
    if written.is_err() {
        out.truncate(start);
    }
    written
}

#[inline]
fn try_write_head(
    out: &mut Vec<u8>,
    response: &Response,
    length: Option<u64>,
    request: &Request,
    date: Option<&HttpDate>,
) -> Result<Written, Error> {
    let mut declared = Declared::default();
    let (mut has_date, mut has_connection, mut options) = (false, false, Options::default());
    write_status(out, response.status(), response.reason());
    for (name, value) in response.headers().iter() {
        let value = value.as_bytes();
        match name.as_bytes() {
            b"content-type" => write_line(out, b"Content-Type: ", value),
            b"content-length" => declared.add_length(value)?,
            b"transfer-encoding" => declared.add_coding(value)?,
            b"connection" => {
                has_connection = true;
                options.add(value);
            }
            name => {
                has_date |= name == b"date";
                write_field(out, name, value);
            }
        }
    }
    let delimiter = declared.delimiter(response.status(), length, request)?;
    match (delimiter, declared.length) {
        (Delimiter::Length(length), _) | (Delimiter::Nothing, Some(length)) => write_length(out, length),
        (Delimiter::Chunks, _) => out.extend_from_slice(b"Transfer-Encoding: chunked\r\n"),
        _ => {}
    }
    if let (Some(date), false) = (date, has_date) {
        write_line(out, b"Date: ", date.as_bytes());
    }
    Ok(Written { delimiter, closes: options.close || delimiter == Delimiter::Close, has_connection })
}

/// Ends a head with the value of Connection, where the client must be told, or with what the application set.
pub(crate) fn end_head(out: &mut Vec<u8>, response: &Response, written: &Written, connection: Option<&'static str>) {
    if let Some(connection) = connection {
        write_line(out, b"Connection: ", connection.as_bytes());
    } else if written.has_connection {
        for value in response.headers().get_all(header::CONNECTION.as_str()) {
            write_line(out, b"Connection: ", value.as_bytes());
        }
    }
    out.extend_from_slice(b"\r\n");
}

/// What the application says about the framing.
#[derive(Default)]
struct Declared {
    length: Option<u64>,
    is_chunked: bool,
}

impl Declared {
    fn add_length(&mut self, value: &[u8]) -> Result<(), Error> {
        if self.length.is_some() {
            return Err(LENGTH_TWICE);
        }
        self.length = Some(parse(value).ok_or(LENGTH_NUMBER)?);
        Ok(())
    }

    fn add_coding(&mut self, value: &[u8]) -> Result<(), Error> {
        self.is_chunked = true;
        if value.eq_ignore_ascii_case(b"chunked") { Ok(()) } else { Err(CODING) }
    }

    /// The framing of a body of that length.
    fn delimiter(&self, status: StatusCode, length: Option<u64>, request: &Request) -> Result<Delimiter, Error> {
        let (status, any_length) = (status.as_u16(), length.or(self.length));
        if status == 101 || (*request.method() == Method::CONNECT && (200..300).contains(&status)) {
            return Ok(Delimiter::Upgrade);
        }
        if *request.method() == Method::HEAD || matches!(status, 204 | 304) {
            return Ok(Delimiter::Nothing);
        }
        match any_length {
            Some(any) if !self.is_chunked => match self.length {
                Some(declared) if declared != any => Err(LENGTH_WRONG),
                _ => Ok(Delimiter::Length(any)),
            },
            _ if request.version() == Version::HTTP_10 => Ok(Delimiter::Close),
            _ => Ok(Delimiter::Chunks),
        }
    }
}

fn parse(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u64, |number, digit| {
        let digit = digit.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number.checked_mul(10)?.checked_add(u64::from(digit))
    })
}

/// Writes an answer of the engine itself, after which the connection closes.
pub(crate) fn write_refusal(out: &mut Vec<u8>, status: StatusCode, date: Option<&HttpDate>, is_head: bool) {
    let text = status.reason().unwrap_or("unknown");
    write_status(out, status, None);
    out.extend_from_slice(b"Content-Type: text/plain; charset=utf-8\r\n");
    write_length(out, text.len() as u64);
    if let Some(date) = date {
        write_line(out, b"Date: ", date.as_bytes());
    }
    out.extend_from_slice(b"Connection: close\r\n\r\n");
    if !is_head {
        out.extend_from_slice(text.as_bytes());
    }
}

/// Writes the line before the data of a chunk.
pub(crate) fn write_chunk_size(out: &mut Vec<u8>, size: usize) {
    let digits = (usize::BITS - size.leading_zeros()).div_ceil(4).max(1);
    for digit in (0..digits).rev() {
        out.push(b"0123456789abcdef"[(size >> (digit * 4)) & 15]);
    }
    out.extend_from_slice(b"\r\n");
}

fn write_status(out: &mut Vec<u8>, status: StatusCode, reason: Option<&str>) {
    if status == 200 && reason.is_none_or(|reason| reason == "OK") {
        return out.extend_from_slice(b"HTTP/1.1 200 OK\r\n");
    }
    out.extend_from_slice(b"HTTP/1.1 ");
    out.extend_from_slice(itoa::Buffer::new().format(status.as_u16()).as_bytes());
    out.push(b' ');
    let reason = reason.or(status.reason()).unwrap_or("unknown");
    if reason.is_ascii() {
        out.extend_from_slice(reason.as_bytes());
    } else {
        // Only characters of ISO-8859-1 get through the setter.
        out.extend(reason.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')));
    }
    out.extend_from_slice(b"\r\n");
}

/// Writes a field with its name as people write it, and as some clients want it: `Content-Type`.
fn write_field(out: &mut Vec<u8>, name: &[u8], value: &[u8]) {
    let start = out.len();
    out.extend_from_slice(name);
    capitalise(&mut out[start..]);
    write_line(out, b": ", value);
}

fn write_length(out: &mut Vec<u8>, length: u64) {
    write_line(out, b"Content-Length: ", itoa::Buffer::new().format(length).as_bytes());
}

/// Writes the end of a line, after what stands before the value.
#[inline]
fn write_line(out: &mut Vec<u8>, before: &[u8], value: &[u8]) {
    out.reserve(before.len() + value.len() + 2);
    out.extend_from_slice(before);
    out.extend_from_slice(value);
    out.extend_from_slice(b"\r\n");
}

fn capitalise(name: &mut [u8]) {
    let mut is_first = true;
    for byte in name {
        if is_first {
            *byte = byte.to_ascii_uppercase();
        }
        is_first = *byte == b'-';
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;
    use koa_core::{Body, HeaderValue};

    fn planned(change: impl FnOnce(&mut Response, &mut Request)) -> Result<Delimiter, Error> {
        let (mut response, mut request) = (Response::default(), Request::default());
        change(&mut response, &mut request);
        let mut out = Vec::from(b"before ");
        let written = write_head(&mut out, &response, response.body().len(), &request, None);
        assert!(written.is_ok() || out == b"before ", "what failed wrote nothing");
        written.map(|written| written.delimiter)
    }

    fn endless() -> Body {
        Body::from_poll_fn(|_| core::task::Poll::Pending)
    }

    #[test]
    fn a_body_of_known_length_has_it_and_another_is_chunked() {
        assert_eq!(planned(|response, _| _ = response.set_body("hello")), Ok(Delimiter::Length(5)));
        assert_eq!(planned(|response, _| _ = response.set_body(endless())), Ok(Delimiter::Chunks));
        assert_eq!(
            planned(|response, _| _ = response.set_body(endless()).set_content_length(3)),
            Ok(Delimiter::Length(3))
        );
    }

    #[test]
    fn http_1_0_knows_only_lengths_and_the_end() {
        let ended = planned(|response, request| {
            response.set_body(endless());
            request.set_version(Version::HTTP_10);
        });
        assert_eq!(ended, Ok(Delimiter::Close));
    }

    #[test]
    fn a_length_by_hand_must_be_the_body_s() {
        for wrong in ["4", "", "+5", "5, 5", "99999999999999999999"] {
            let wrong = HeaderValue::new(wrong).unwrap();
            assert!(planned(|response, _| _ = response.set_body("hello").set_header("content-length", wrong)).is_err());
        }
    }

    #[test]
    fn names_are_written_as_people_write_them() {
        let mut response = Response::default();
        response.set_body("hi").set_header("x-response-time", "1ms");
        let mut out = Vec::new();
        let date = koa_core::date::format(0);
        let written = write_head(&mut out, &response, Some(2), &Request::default(), Some(&date)).unwrap();
        end_head(&mut out, &response, &written, Some("close"));
        let head = String::from_utf8(out).unwrap();
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
        for line in
            ["X-Response-Time: 1ms", "Content-Length: 2", "Date: Thu, 01 Jan 1970 00:00:00 GMT", "Connection: close"]
        {
            assert!(head.contains(line), "{line}: {head}");
        }
    }
}
