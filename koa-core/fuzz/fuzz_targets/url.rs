//! The request target: its pieces agree, and a piece that is replaced leaves the others alone.

#![no_main]

use koa_core::url::{parse, set_path, set_querystring};
use koa_core::{Method, Request};
use koa_core_fuzz::fields;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    let [url, path, query] = fields(input);
    let target = parse(url);
    assert_eq!(
        target.search.as_deref().map(|search| search.strip_prefix('?').expect("a query begins with ?")),
        target.query()
    );
    assert!(target.pathname.as_deref().is_none_or(|path| !path.is_empty() && !path.contains('?')));
    assert_eq!(target.clone().into_owned(), target);

    let mut request = Request::new(Method::GET, url);
    check_pieces(&request);
    if let Some(same) = target.pathname.as_deref() {
        assert_eq!(set_path(url, same), None);
    }
    request.set_path(path);
    check_pieces(&request);
    assert_eq!(request.original_url(), url);
    let is_plain = url.starts_with('/') && !url.starts_with("//") && url.bytes().all(is_pchar);
    if is_plain && path.starts_with('/') && path.bytes().all(is_pchar) {
        let path = path.replace('?', "%3F");
        assert_eq!(request.path(), path);
        assert_eq!(request.querystring(), target.querystring());
        if !query.is_empty() && query.bytes().all(is_pchar) {
            // A query that is there already stays, with a `?` of its own: the `?b` of `/a??b`.
            let is_there = request.querystring() == query;
            let expected = if is_there { query } else { query.strip_prefix('?').unwrap_or(query) };
            request.set_querystring(query);
            assert_eq!(request.path(), path);
            assert_eq!(request.querystring(), expected);
        }
    }
    if let Some(changed) = set_querystring(url, query) {
        assert!(query.is_empty() || !changed.is_empty());
    }
    check_pieces(request.set_querystring(query));
});

/// What the request says of itself is what the parser says of its url.
fn check_pieces(request: &Request) {
    let target = parse(request.url());
    assert_eq!(request.path(), target.pathname.as_deref().unwrap_or_default());
    assert_eq!(request.querystring(), target.querystring());
    assert_eq!(request.search(), target.search());
}

/// A byte that a path or query has without encoding.
fn is_pchar(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&()*+,=:@/?%".contains(&byte)
}
