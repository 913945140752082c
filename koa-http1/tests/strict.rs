//! What is refused of Host and target, unless the caller asks for what Node's server does.

use koa_http1::Config;

use crate::support::{connect_with, mirror};

/// The status of the answer to `request`, by the letter and not.
fn statuses(request: &str) -> [u16; 2] {
    [true, false].map(|strict| {
        let mut session = connect_with(mirror(), Config { strict, ..Config::default() });
        session.send(format!("{request}\r\n\r\n"));
        session.answer().status
    })
}

#[test]
fn hosts_and_targets_are_what_the_rfc_asks_for_unless_they_need_not() {
    for request in [
        "GET / HTTP/1.1",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: a",
        "GET / HTTP/1.0\r\nHost: a\r\nHost: b",
        "GET / HTTP/1.1\r\nHost: a/b",
        "GET / HTTP/1.1\r\nHost: user@a",
        "GET * HTTP/1.1\r\nHost: a",
        "GET http://user@a/ HTTP/1.1\r\nHost: a",
    ] {
        assert_eq!(statuses(request), [400, 200], "{request}");
    }
}

#[test]
fn framing_is_by_the_letter_either_way() {
    for request in [
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: x",
        "GET / HTTP/1.1\r\nHost: a\r\n folded",
        "GET / HTTP/1.1\r\nHost : a",
        "GET / HTTP/1.1\nHost: a",
        "GET a HTTP/1.1\r\nHost: a",
        "GET http:/// HTTP/1.1\r\nHost: a",
    ] {
        assert_eq!(statuses(request), [400, 400], "{request}");
    }
}
