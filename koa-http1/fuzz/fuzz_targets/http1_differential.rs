//! Where requests end, against hyper: what both take, they take alike.

#![no_main]

use koa_http1::Limits;
use koa_http1_fuzz::server::Server;
use koa_http1_fuzz::{bytes, peer};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let bytes = bytes(input);
    let mut server = Server::new(Limits::default(), false);
    bytes.chunks(1).for_each(|byte| server.feed(byte));
    let ours = server.end().requests;
    for (own, theirs) in ours.iter().zip(peer::run(&bytes)) {
        let Some(end) = own.end else { break };
        assert_eq!(own.method, theirs.method);
        if own.target.starts_with('/') {
            // hyper drops what follows a number sign.
            assert_eq!(own.target.split('#').next(), Some(theirs.target.as_str()));
        }
        assert_eq!(own.body, theirs.body);
        assert_eq!(end, theirs.end, "the next request begins elsewhere");
    }
});
