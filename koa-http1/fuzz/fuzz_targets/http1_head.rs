//! Heads: what is taken for one is one by the letter of RFC 9112, and says the same.

#![no_main]

use koa_http1::Limits;
use koa_http1_fuzz::{bytes, reading, server};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let bytes = bytes(input);
    let transcript = server::run(std::iter::once(bytes.as_slice()), Limits::default(), true);
    let Some(received) = transcript.requests.first() else { return };
    let head = reading::head(&bytes).expect("it is no head");
    assert_eq!(received.method.as_bytes(), head.method);
    assert_eq!(received.target.as_bytes(), head.target);
    assert_eq!(head.version.0, 1);
    let fields: Vec<_> = received.fields.iter().map(|(name, value)| (name.as_bytes(), value.as_slice())).collect();
    let expected: Vec<_> = head.fields.iter().map(|(name, value)| (name.as_slice(), *value)).collect();
    assert_eq!(fields, expected);
    let hosts = head.values("host");
    assert!(hosts.len() == 1 || (hosts.is_empty() && head.version.1 == 0), "{hosts:?}");
    for host in hosts {
        assert!(!host.iter().any(|byte| b"/?#@\\\" \t".contains(byte)), "{host:?}");
    }
    if received.end.is_some() {
        let (body, _) = head.body(head.rest).expect("its framing is malformed");
        assert_eq!(received.body, body);
    }
});
