//! Sends a request verbatim over a connection of its own and reads what comes back.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use crate::case::{Exchange, RecordedRequest, RecordedResponse, latin1_text};

/// How long an answer may take; it is what the recording allowed.
const TIMEOUT: Duration = Duration::from_millis(700);
/// How long to look for bytes after the end.
const SETTLING: Duration = Duration::from_millis(4);

/// Sends a recorded request to a server.
///
/// # Errors
///
/// When there is no connection to be had.
pub fn exchange(address: SocketAddr, recorded: &RecordedRequest) -> Result<Exchange, String> {
    let mut stream = TcpStream::connect(address).map_err(|error| error.to_string())?;
    let _ = stream.set_nodelay(true);
    // A server may answer and close before it has read everything: that is an answer too.
    let _ = stream.write_all(&recorded.to_bytes());
    let is_head = recorded.method == "HEAD";
    let (received, ended) = receive(&mut stream, is_head);
    let _ = stream.shutdown(Shutdown::Both);
    Ok(judge(&received, ended, is_head))
}

/// Reads until the answer is whole, the connection ends or the time is over.
fn receive(stream: &mut TcpStream, is_head: bool) -> (Vec<u8>, bool) {
    let (mut received, mut buffer) = (Vec::new(), [0; 16 * 1024]);
    let mut deadline = Instant::now() + TIMEOUT;
    let mut settling = false;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() || stream.set_read_timeout(Some(left)).is_err() {
            return (received, false);
        }
        match stream.read(&mut buffer) {
            Ok(0) => return (received, true),
            Ok(count) => received.extend_from_slice(&buffer[..count]),
            Err(error)
                if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted) => {}
            Err(_) => return (received, true),
        }
        if !settling && Answer::parse(&received, is_head).is_some_and(|answer| answer.is_whole) {
            settling = true;
            deadline = Instant::now() + SETTLING;
        }
    }
}

fn judge(received: &[u8], ended: bool, is_head: bool) -> Exchange {
    let Some(answer) = Answer::parse(received, is_head) else {
        let outcome = if ended { "closed-without-response" } else { "hang" };
        return Exchange { response: None, outcome: Some(outcome.into()) };
    };
    let is_whole = answer.is_whole || (answer.ends_with_connection && ended);
    let outcome = match is_whole {
        true if answer.has_excess => Some("excess-bytes-after-body"),
        true => None,
        false if ended => Some("truncated"),
        false => Some("hang-mid-body"),
    };
    Exchange { response: Some(answer.response), outcome: outcome.map(Into::into) }
}

/// What has been received, as an answer that may still be growing.
struct Answer {
    response: RecordedResponse,
    is_whole: bool,
    ends_with_connection: bool,
    has_excess: bool,
}

impl Answer {
    fn parse(received: &[u8], is_head: bool) -> Option<Self> {
        let end = received.windows(4).position(|bytes| bytes == b"\r\n\r\n")?;
        let (head, rest) = (latin1_text(&received[..end]), &received[end + 4..]);
        let mut response = parse_head(&head)?;
        let length = response.header("content-length").and_then(|length| length.parse::<usize>().ok());
        let is_chunked = response.header("transfer-encoding").is_some_and(|coding| coding.contains("chunked"));
        let (mut is_whole, mut ends_with_connection, mut has_excess) = (true, false, false);
        let body = if is_head || matches!(response.status, 100..200 | 204 | 304) {
            has_excess = !rest.is_empty();
            Vec::new()
        } else if is_chunked {
            let (body, is_done) = dechunk(rest);
            is_whole = is_done;
            body
        } else if let Some(length) = length {
            is_whole = rest.len() >= length;
            has_excess = rest.len() > length;
            rest[..length.min(rest.len())].to_vec()
        } else {
            (is_whole, ends_with_connection) = (false, true);
            rest.to_vec()
        };
        response.set_body(body);
        Some(Self { response, is_whole, ends_with_connection, has_excess })
    }
}

fn parse_head(head: &str) -> Option<RecordedResponse> {
    let mut lines = head.split("\r\n");
    let status_line = lines.next()?.strip_prefix("HTTP/1.")?.get(2..)?;
    let (status, reason) = status_line.split_once(' ').unwrap_or((status_line, ""));
    let field = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some((name.to_owned(), value.trim_matches([' ', '\t']).to_owned()))
    };
    Some(RecordedResponse {
        status: status.parse().ok()?,
        reason: reason.into(),
        headers: lines.filter_map(field).collect(),
        ..RecordedResponse::default()
    })
}

/// The chunks that are there, and whether the last one is.
fn dechunk(mut rest: &[u8]) -> (Vec<u8>, bool) {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|pair| pair == b"\r\n") {
        let Ok(size) = usize::from_str_radix(&latin1_text(&rest[..end]), 16) else { break };
        let Some(chunk) = rest.get(end + 2..end + 2 + size + 2) else { break };
        if size == 0 {
            return (body, true);
        }
        body.extend_from_slice(&chunk[..size]);
        rest = &rest[end + 2 + size + 2..];
    }
    (body, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(received: &[u8], ended: bool) -> (Option<String>, Option<String>) {
        let exchange = judge(received, ended, false);
        (exchange.response.and_then(|response| response.body), exchange.outcome)
    }

    #[test]
    fn a_whole_answer_has_no_outcome() {
        let want = (Some("hi".into()), None);
        assert_eq!(outcome(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", false), want);
        assert_eq!(outcome(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", false), want);
        assert_eq!(outcome(b"HTTP/1.1 200 OK\r\n\r\nhi", true), want);
    }

    #[test]
    fn what_went_wrong_is_told_apart() {
        let told = |received: &[u8], ended| outcome(received, ended).1.unwrap();
        assert_eq!(told(b"", false), "hang");
        assert_eq!(told(b"", true), "closed-without-response");
        assert_eq!(told(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhi", false), "hang-mid-body");
        assert_eq!(told(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhi", true), "truncated");
        assert_eq!(told(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nhi", false), "excess-bytes-after-body");
    }
}
