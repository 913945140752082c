//! CVE-2016-10539 of negotiator and CVE-2017-16119 of fresh: expressions with backtracking.

use koa_core::fresh::{Preconditions, Validators, is_fresh};
use koa_core::{content_type, date, type_is, vary};

use crate::support::{FLOOD, with_headers};

const HOSTILE: [&str; 9] = [" ", ",", ";", "\t", "a;", ";q=", "\"", "a ", "*,"];

fn hostile() -> impl Iterator<Item = String> {
    HOSTILE.into_iter().map(|text| text.repeat(FLOOD / text.len()))
}

#[test]
fn cve_2016_10539_accept_language_is_read_in_linear_time() {
    for text in hostile() {
        let ctx = with_headers(&[("accept-language", &["x,", &text, ", en;q=0.5"].concat())]);
        assert!(matches!(ctx.accepts_languages(&["en", "x"]), Some("x" | "en")));
        assert!(ctx.request.accepted_languages().contains(&"x".into()));
    }
}

#[test]
fn cve_2016_10539_the_other_accept_fields_are_read_in_linear_time() {
    for text in hostile() {
        let value = ["x/y,", &text, ", x/z;q=0.5"].concat();
        let headers = ["accept", "accept-encoding", "accept-charset"].map(|name| (name, value.as_str()));
        let ctx = with_headers(&headers);
        assert_eq!(ctx.accepts(&["x/y"]), Some("x/y"));
        assert_eq!(ctx.accepts_encodings(&["x/y"]), Some("x/y"));
        assert_eq!(ctx.accepts_charsets(&["x/y"]), Some("x/y"));
        assert!(ctx.request.accepted_types().contains(&"x/y".into()));
    }
}

#[test]
fn cve_2017_16119_if_none_match_is_read_in_linear_time() {
    for text in hostile() {
        let list = [&text, ",\"1\""].concat();
        let request =
            Preconditions { if_none_match: Some(&list), cache_control: Some(&text), ..Preconditions::default() };
        let is_found = !text.starts_with(['\t', '"']) || list.contains(",\"1\"");
        assert_eq!(is_fresh(request, Validators { etag: Some("\"1\""), last_modified: None }), is_found);
    }
}

#[test]
fn dates_types_and_vary_are_read_in_linear_time() {
    for text in hostile() {
        assert_eq!(date::parse_http_date(&["Sun,", &text, "x"].concat()), None);
        assert_eq!(content_type::charset(&["a/b;", &text, "\\"].concat()), None);
        assert_eq!(type_is::is(Some(&["a/b", &text, "\\"].concat()), &["text/html"], |_| None), None);
        assert!(vary::append("", &["a, a b,", &text].concat()).is_err());
    }
    let names: String = (0..100_000).map(|number| format!("x{number},")).collect();
    let names = names.trim_end_matches(',');
    assert_eq!(vary::append(names, names).unwrap(), names);
}
