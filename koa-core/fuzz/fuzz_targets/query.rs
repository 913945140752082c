//! The query: what was parsed and is written again is parsed the same, and names are opaque.

#![no_main]

use koa_core::query::{Query, parse, stringify};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    let pairs: Vec<(String, String)> = parse(input).map(|(n, v)| (n.into_owned(), v.into_owned())).collect();
    let text = stringify(pairs.iter().map(|(n, v)| (n, v)));
    assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"*-._+%&=".contains(&byte)), "{text:?}");
    assert!(parse(&text).eq(pairs.iter().map(|(n, v)| (n.as_str().into(), v.as_str().into()))), "{input:?}");

    let query = Query::parse(input);
    assert_eq!(query.len(), pairs.len());
    let mut seen = Vec::new();
    for (name, values) in query.groups() {
        assert!(!seen.contains(&name), "{name:?} is there twice");
        let expected = pairs.iter().filter(|(n, _)| n == name).map(|(_, v)| v.as_str());
        assert!(values.eq(expected.clone()) && query.all(name).eq(expected), "{input:?}");
        seen.push(name);
    }
    let mut order: Vec<&str> = Vec::new();
    for (name, _) in &pairs {
        if !order.contains(&name.as_str()) {
            order.push(name);
        }
    }
    assert_eq!(seen, order);
});
