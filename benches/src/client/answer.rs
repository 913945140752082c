//! Whether an answer is the right one: status line, Content-Length, and the body byte by byte.

use std::io;

use memchr::memmem;

const STATUS_LINE: &[u8] = b"HTTP/1.1 200 OK\r\n";

/// The length of the answer at the start of `bytes`, whose body must be `expected`; `None` when it
/// has not come whole.
///
/// # Errors
///
/// When it is not the answer that every server here has to give.
pub(super) fn check(bytes: &[u8], expected: &[u8]) -> io::Result<Option<usize>> {
    let Some(head) = memmem::find(bytes, b"\r\n\r\n") else { return Ok(None) };
    if !bytes.starts_with(STATUS_LINE) || content_length(&bytes[STATUS_LINE.len()..head]) != Some(expected.len()) {
        return Err(wrong(bytes));
    }
    let body = head + 4;
    let end = body + expected.len();
    match bytes.get(body..end) {
        None => Ok(None),
        Some(body) if body == expected => Ok(Some(end)),
        Some(_) => Err(wrong(bytes)),
    }
}

fn content_length(fields: &[u8]) -> Option<usize> {
    let name = b"content-length:";
    let mut lines = fields.split(|&byte| byte == b'\n');
    let line = lines.find(|line| line.len() > name.len() && line[..name.len()].eq_ignore_ascii_case(name))?;
    str::from_utf8(&line[name.len()..]).ok()?.trim().parse().ok()
}

fn wrong(bytes: &[u8]) -> io::Error {
    let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
    io::Error::new(io::ErrorKind::InvalidData, format!("not the right answer: {shown:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = b"Hello World";
    const RIGHT: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\ndate: today\r\n\r\nHello World";

    #[test]
    fn a_right_answer_is_as_long_as_it_is_whatever_follows() {
        assert_eq!(check(RIGHT, BODY).unwrap(), Some(RIGHT.len()));
        assert_eq!(check(&RIGHT.repeat(2), BODY).unwrap(), Some(RIGHT.len()));
    }

    #[test]
    fn an_answer_that_is_not_whole_is_waited_for() {
        for end in 0..RIGHT.len() {
            assert_eq!(check(&RIGHT[..end], BODY).unwrap(), None, "{end} bytes");
        }
    }

    #[test]
    fn another_status_length_or_body_is_an_error() {
        let right = str::from_utf8(RIGHT).unwrap();
        for (from, to) in [("200 OK", "404 Not Found"), (": 11", ": 12"), ("World", "Wurld"), ("Content-Length", "X")] {
            assert!(check(right.replace(from, to).as_bytes(), BODY).is_err(), "{to}");
        }
    }
}
