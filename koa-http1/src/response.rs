//! A response's head on the wire (RFC 9112 §4 and §6): where its body ends, and the bytes of it.

use alloc::vec::Vec;

use koa_core::date::HttpDate;
use koa_core::{HeaderValue, Method, Request, Response, StatusCode, Version};

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

/// What a response says about its framing and its connection.
pub(crate) struct Plan {
    pub(crate) delimiter: Delimiter,
    /// Whether the application ends the connection.
    pub(crate) closes: bool,
}

const CONTENT_LENGTH: &[u8] = b"Content-Length: ";
const DATE: &[u8] = b"Date: ";

const LENGTH_NUMBER: Error = Error::new(500, "Content-Length is not a number");
const LENGTH_TWICE: Error = Error::new(500, "Content-Length is set more than once");
const LENGTH_WRONG: Error = Error::new(500, "Content-Length is not the length of the body");
const CODING: Error = Error::new(500, "Transfer-Encoding can only be chunked");

/// Decides the framing of a body with that length, or says what the application must not have set.
pub(crate) fn plan(response: &Response, length: Option<u64>, request: &Request) -> Result<Plan, Error> {
    let status = response.status().as_u16();
    let is_head = *request.method() == Method::HEAD;
    let (mut declared, mut is_chunked, mut options) = (None, false, Options::default());
    for (name, value) in response.headers().iter() {
        match name.as_bytes() {
            b"content-length" if declared.is_some() => return Err(LENGTH_TWICE),
            b"content-length" => declared = Some(parse(value).ok_or(LENGTH_NUMBER)?),
            b"transfer-encoding" if !value.as_bytes().eq_ignore_ascii_case(b"chunked") => return Err(CODING),
            b"transfer-encoding" => is_chunked = true,
            b"connection" => options.add(value.as_bytes()),
            _ => {}
        }
    }
    let is_tunnel = *request.method() == Method::CONNECT && (200..300).contains(&status);
    let delimiter = if status == 101 || is_tunnel {
        Delimiter::Upgrade
    } else if is_head || matches!(status, 204 | 304) {
        Delimiter::Nothing
    } else if request.version() == Version::HTTP_10 && (is_chunked || length.or(declared).is_none()) {
        Delimiter::Close
    } else if is_chunked || length.or(declared).is_none() {
        Delimiter::Chunks
    } else if length.is_some_and(|length| declared.is_some_and(|declared| declared != length)) {
        return Err(LENGTH_WRONG);
    } else {
        Delimiter::Length(length.or(declared).unwrap_or(0))
    };
    Ok(Plan { delimiter, closes: options.close || delimiter == Delimiter::Close })
}

fn parse(length: &HeaderValue) -> Option<u64> {
    let digits = length.as_bytes();
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    digits.iter().try_fold(0_u64, |number, digit| number.checked_mul(10)?.checked_add(u64::from(digit - b'0')))
}

/// What the connection adds to a head.
#[derive(Clone, Copy)]
pub(crate) struct Additions<'a> {
    pub(crate) date: Option<&'a HttpDate>,
    /// The value of Connection, where the client must be told.
    pub(crate) connection: Option<&'static str>,
}

/// Writes the head.
pub(crate) fn write_head(out: &mut Vec<u8>, response: &Response, delimiter: Delimiter, additions: Additions<'_>) {
    write_status(out, response.status(), response.reason());
    let (mut has_date, mut has_length) = (false, false);
    for (name, value) in response.headers().iter() {
        let value = value.as_bytes();
        match name.as_bytes() {
            b"content-type" => write_line(out, b"Content-Type: ", value),
            b"content-length" => {
                if !matches!(delimiter, Delimiter::Chunks | Delimiter::Close | Delimiter::Upgrade) {
                    has_length = true;
                    write_line(out, CONTENT_LENGTH, value);
                }
            }
            b"transfer-encoding" => {}
            b"connection" if additions.connection.is_some() => {}
            b"date" => {
                has_date = true;
                write_line(out, DATE, value);
            }
            name => write_field(out, name, value),
        }
    }
    match delimiter {
        Delimiter::Chunks => out.extend_from_slice(b"Transfer-Encoding: chunked\r\n"),
        Delimiter::Length(length) if !has_length => {
            write_line(out, CONTENT_LENGTH, itoa::Buffer::new().format(length).as_bytes());
        }
        _ => {}
    }
    if let (Some(date), false) = (additions.date, has_date) {
        write_line(out, DATE, date.as_bytes());
    }
    if let Some(connection) = additions.connection {
        write_line(out, b"Connection: ", connection.as_bytes());
    }
    out.extend_from_slice(b"\r\n");
}

/// Writes an answer of the engine itself, after which the connection closes.
pub(crate) fn write_refusal(out: &mut Vec<u8>, status: StatusCode, date: Option<&HttpDate>, is_head: bool) {
    let text = status.reason().unwrap_or("unknown");
    write_status(out, status, None);
    out.extend_from_slice(b"Content-Type: text/plain; charset=utf-8\r\n");
    write_line(out, CONTENT_LENGTH, itoa::Buffer::new().format(text.len()).as_bytes());
    if let Some(date) = date {
        write_line(out, DATE, date.as_bytes());
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

/// Writes the end of a line, after what stands before the value.
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
    use koa_core::Body;

    fn planned(change: impl FnOnce(&mut Response, &mut Request)) -> Result<Delimiter, Error> {
        let (mut response, mut request) = (Response::default(), Request::default());
        change(&mut response, &mut request);
        plan(&response, response.body().len(), &request).map(|plan| plan.delimiter)
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
        let additions = Additions { date: Some(&date), connection: Some("close") };
        write_head(&mut out, &response, Delimiter::Length(2), additions);
        let head = String::from_utf8(out).unwrap();
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
        for line in
            ["X-Response-Time: 1ms", "Content-Length: 2", "Date: Thu, 01 Jan 1970 00:00:00 GMT", "Connection: close"]
        {
            assert!(head.contains(line), "{line}: {head}");
        }
    }
}
