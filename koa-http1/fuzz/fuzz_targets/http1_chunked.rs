//! Chunked bodies: whole exactly when RFC 9112 says so, with that data, and with the next request behind.

#![no_main]

use koa_http1::Limits;
use koa_http1_fuzz::{bytes, cut, reading, server};
use libfuzzer_sys::fuzz_target;

const HEAD: &[u8] = b"POST /ab HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
const NEXT: &[u8] = b"GET /next HTTP/1.1\r\nHost: a\r\n\r\n";

fuzz_target!(|input: &[u8]| {
    let Some((&seed, rest)) = input.split_first() else { return };
    let body = bytes(rest);
    let bytes = [HEAD, &body].concat();
    let limits = Limits { chunk_bytes: usize::MAX, ..Limits::default() };
    let mut transcript = server::run(cut(&bytes, seed), limits, true);
    let received = transcript.requests.remove(0);
    let Some((data, rest)) = reading::chunks(&body) else {
        assert_eq!(received.end, None, "it was taken for whole");
        return;
    };
    assert!(received.end.is_some(), "it was not taken: {:?}", transcript.failure);
    assert_eq!(received.body, data);
    let whole = &body[..body.len() - rest.len()];
    let transcript = server::run(cut(&[HEAD, whole, NEXT].concat(), seed), limits, true);
    assert_eq!(transcript.requests[1].target, "/next");
});
