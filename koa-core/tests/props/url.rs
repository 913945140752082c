//! Request targets: taken apart and changed.

use koa_core::url::{Target, parse, set_path, set_query, set_querystring};
use proptest::prelude::*;

/// Texts in which the characters that matter are frequent.
fn target() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[/?#:@\\\\ \t'\\[\\]%;.*|]",
        "(https?|HTTP|mailto|javascript|file)://?",
        "[a-z0-9%]{1,4}",
        "\\PC{1,3}",
        any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..10).prop_map(|pieces| pieces.concat())
}

fn origin_form() -> impl Strategy<Value = (String, Option<String>)> {
    ("/[a-zA-Z0-9/._~%:@!$&'()*+,;=-]{0,20}", proptest::option::of("[a-z0-9/?%&=+]{0,20}"))
}

fn joined(path: &str, query: Option<&str>) -> String {
    query.map_or(path.to_owned(), |query| format!("{path}?{query}"))
}

proptest! {
    #[test]
    fn any_text_can_be_parsed_and_changed(url in target(), value in target()) {
        let _ = parse(&url);
        let _ = set_path(&url, &value);
        let _ = set_querystring(&url, &value);
        let _ = set_query(&url, [(&value, &url)]);
    }

    #[test]
    fn an_origin_form_target_is_path_and_query((path, query) in origin_form()) {
        let url = joined(&path, query.as_deref());
        let target = parse(&url);
        prop_assert_eq!(target.pathname.as_deref(), Some(&*path));
        prop_assert_eq!(target.query(), query.as_deref());
        prop_assert_eq!(target.querystring(), query.as_deref().unwrap_or_default());
    }

    #[test]
    fn setting_the_path_keeps_the_query((path, query) in origin_form(), (other, _) in origin_form()) {
        let url = joined(&path, query.as_deref());
        let changed = set_path(&url, &other).unwrap_or(url);
        prop_assert_eq!(changed, joined(&other, query.as_deref()));
    }

    #[test]
    fn setting_the_query_keeps_the_path(
        (path, query) in origin_form(),
        other in "[a-z0-9=&%+]{0,20}",
    ) {
        let url = joined(&path, query.as_deref());
        let changed = set_querystring(&url, &other).unwrap_or(url);
        let target = parse(&changed);
        prop_assert_eq!(target.pathname.as_deref(), Some(&*path));
        prop_assert_eq!(target.querystring(), other);
    }

    #[test]
    fn setting_a_path_keeps_scheme_and_host(
        host in "[a-z0-9.]{1,10}(:[0-9]{1,4})?",
        (path, query) in origin_form(),
        (other, _) in origin_form(),
    ) {
        let url = format!("http://{host}{}", joined(&path, query.as_deref()));
        let changed = set_path(&url, &other).unwrap_or(url);
        let target = parse(&changed);
        prop_assert_eq!(target.scheme.as_deref(), Some("http"));
        prop_assert_eq!(target.host.as_deref(), Some(&*host));
        prop_assert_eq!(target.query(), query.as_deref());
    }

    #[test]
    fn setting_what_is_there_changes_nothing(url in target()) {
        let target = parse(&url);
        if let Some(path) = target.pathname.as_deref() {
            prop_assert_eq!(set_path(&url, path), None);
        }
        if let Some(query) = target.query() {
            prop_assert_eq!(set_querystring(&url, query), None);
        }
    }

    #[test]
    fn owned_pieces_equal_borrowed_ones(url in target()) {
        let owned: Target<'static> = parse(&url).into_owned();
        prop_assert_eq!(owned, parse(&url));
    }
}
