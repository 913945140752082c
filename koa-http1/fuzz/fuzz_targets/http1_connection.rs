//! A whole connection: in any pieces it receives the same, and answers the same.

#![no_main]

use koa_http1_fuzz::{bytes, cut, server};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((&seed, rest)) = input.split_first() else { return };
    let bytes = bytes(rest);
    let is_strict = seed & 64 == 0;
    let whole = server::run(std::iter::once(bytes.as_slice()), server::small(), is_strict);
    let pieces = server::run(cut(&bytes, seed), server::small(), is_strict);
    assert_eq!(timeless(whole), timeless(pieces));
});

/// When a request was whole depends on what else came with it.
fn timeless(mut transcript: server::Transcript) -> server::Transcript {
    for request in &mut transcript.requests {
        request.end = request.end.map(|_| 0);
    }
    transcript
}
