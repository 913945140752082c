//! Conditional requests: a tag matches exactly when one member of the list is it.

#![no_main]

use koa_core::date::parse_http_date;
use koa_core::fresh::{Preconditions, Validators, is_fresh};
use koa_core::test;
use koa_core_fuzz::{assert_one_line, fields};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    let [list, since, control, etag, modified] = fields(input);
    let by_tag = |list, etag| {
        let request = Preconditions { if_none_match: Some(list), ..Preconditions::default() };
        is_fresh(request, Validators { etag: Some(etag), ..Validators::default() })
    };
    assert_eq!(by_tag(list, etag), matches(list, etag), "{list:?} {etag:?}");
    let is_tag = |text: &str| !text.is_empty() && text != "*" && !text.contains([',', ' ']);
    if is_tag(list) && is_tag(etag) {
        assert_eq!(by_tag(list, etag), by_tag(etag, list), "{list:?} {etag:?}");
    }
    let by_date = |since, modified| {
        let request = Preconditions { if_modified_since: Some(since), ..Preconditions::default() };
        is_fresh(request, Validators { last_modified: Some(modified), ..Validators::default() })
    };
    let moments = parse_http_date(since).zip(parse_http_date(modified));
    assert_eq!(by_date(since, modified), moments.is_some_and(|(since, modified)| modified <= since));

    let present = |text: &str| !text.is_empty();
    let expected = (present(list) || present(since))
        && !control.split(',').any(|directive| directive.trim_matches([' ', '\t']) == "no-cache")
        && (!present(list) || by_tag(list, etag))
        && (!present(since) || by_date(since, modified));
    let request =
        Preconditions { if_none_match: Some(list), if_modified_since: Some(since), cache_control: Some(control) };
    let fresh = is_fresh(request, Validators { etag: Some(etag), last_modified: Some(modified) });
    // Other white space than a field has counts as white space too.
    assert!(fresh == expected || control.contains(|c: char| c.is_whitespace() || c == '\u{feff}'));
    check_setter(etag);
});

fn matches(list: &str, etag: &str) -> bool {
    let bare = |tag: &str| tag.strip_prefix("W/").map(String::from);
    list == "*"
        || !list.is_empty()
            && !etag.is_empty()
            && list.split(',').map(|member| member.trim_matches(' ')).any(|member| {
                member == etag || bare(member).as_deref() == Some(etag) || bare(etag).as_deref() == Some(member)
            })
}

fn check_setter(etag: &str) {
    let mut ctx = test::context("GET /");
    ctx.set_etag(etag);
    match ctx.response.headers().get("etag").map(|value| value.decode()) {
        Some(value) => assert_one_line(&value),
        None => assert!(ctx.response.take_error().is_some()),
    }
}
