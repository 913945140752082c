//! Content-Type: its charset survives quoting, and a type is what each of its patterns says it is.

#![no_main]

use koa_core::content_type::{charset, parse_int};
use koa_core::{mime, type_is};
use koa_core_fuzz::{fields, rest};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    let [value] = fields(input);
    if let Some(found) = charset(value) {
        assert!(!found.is_empty());
        // DEL, too, may be quoted only with a backslash.
        let quoted = found.replace('\\', "\\\\").replace('"', "\\\"").replace('\x7F', "\\\x7F");
        assert_eq!(charset(&format!("a/b;charset=\"{quoted}\"")), Some(found));
    }
    if let Some(length) = parse_int(value).filter(|length| *length < u64::MAX) {
        assert!(value.contains(length.to_string().as_str()), "{value:?}");
    }
    check_is(value, &rest(input));
    if let Some(full) = mime::content_type(value) {
        assert_eq!(mime::content_type(&full).as_deref(), Some(&*full), "{value:?}");
    }
});

fn check_is(value: &str, types: &[&str]) {
    let Some(actual) = type_is::is(Some(value), &[], mime::lookup) else {
        assert_eq!(type_is::is(Some(value), types, mime::lookup), None);
        return;
    };
    assert_eq!(type_is::is(Some(&actual), &[], mime::lookup).as_deref(), Some(&*actual));
    let fits = |wanted: &&&str| {
        type_is::normalize(wanted, mime::lookup).is_some_and(|pattern| type_is::matches(&pattern, &actual))
    };
    let expected = types.iter().find(fits).map(|wanted| match wanted.starts_with('+') || wanted.contains('*') {
        true => &*actual,
        false => wanted,
    });
    if !types.is_empty() {
        assert_eq!(type_is::is(Some(value), types, mime::lookup).as_deref(), expected, "{value:?} {types:?}");
    }
}
