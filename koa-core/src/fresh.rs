//! Whether the client's copy of a response is still fresh (RFC 9110 §13): `ctx.fresh`.
//!
//! A conditional request tells what the client holds; when nothing newer is there, the answer is
//! 304 without a body. Method and status are the caller's business.
//!
//! # Koa
//!
//! fresh 0.5.2.

use crate::{date, js};

/// What a request says about the copy that its client holds.
///
/// # Examples
///
/// ```
/// use koa_core::fresh::Preconditions;
///
/// let request = Preconditions { if_none_match: Some("\"1\""), ..Preconditions::default() };
/// assert_eq!(request.cache_control, None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Preconditions<'a> {
    /// `If-None-Match` (RFC 9110 §13.1.2).
    pub if_none_match: Option<&'a str>,
    /// `If-Modified-Since` (RFC 9110 §13.1.3).
    pub if_modified_since: Option<&'a str>,
    /// `Cache-Control` of the request (RFC 9111 §5.2.1).
    pub cache_control: Option<&'a str>,
}

/// What a response says about its version (RFC 9110 §8.8).
///
/// # Examples
///
/// ```
/// use koa_core::fresh::Validators;
///
/// let response = Validators { etag: Some("\"1\""), ..Validators::default() };
/// assert_eq!(response.last_modified, None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Validators<'a> {
    /// `ETag`.
    pub etag: Option<&'a str>,
    /// `Last-Modified`.
    pub last_modified: Option<&'a str>,
}

/// Whether the client's copy is as good as `response`, so that 304 says it all.
///
/// Never without a precondition, nor when the client asks for `no-cache`. Empty fields count as
/// missing ones.
///
/// # Examples
///
/// ```
/// use koa_core::fresh::{Preconditions, Validators, is_fresh};
///
/// let request = Preconditions { if_none_match: Some("\"1\", W/\"2\""), ..Preconditions::default() };
/// assert!(is_fresh(request, Validators { etag: Some("\"2\""), ..Validators::default() }));
/// assert!(!is_fresh(request, Validators { etag: Some("\"3\""), ..Validators::default() }));
/// ```
///
/// # Koa
///
/// As there, both preconditions must hold when there are two, where RFC 9110 §13.2.2 ignores
/// `If-Modified-Since` beside `If-None-Match`; and `If-None-Match: *` holds without an `ETag`.
/// JavaScript reads some texts as dates that are none here, such as `0`.
pub fn is_fresh(request: Preconditions<'_>, response: Validators<'_>) -> bool {
    let none_match = present(request.if_none_match);
    let modified_since = present(request.if_modified_since);
    if none_match.is_none() && modified_since.is_none() {
        return false;
    }
    !request.cache_control.is_some_and(asks_for_reload)
        && none_match.is_none_or(|list| matches_etag(list, present(response.etag)))
        && modified_since.is_none_or(|since| is_unmodified(since, present(response.last_modified)))
}

fn present(field: Option<&str>) -> Option<&str> {
    field.filter(|value| !value.is_empty())
}

fn asks_for_reload(cache_control: &str) -> bool {
    cache_control.split(',').any(|directive| js::trim(directive) == "no-cache")
}

fn matches_etag(if_none_match: &str, etag: Option<&str>) -> bool {
    if if_none_match == "*" {
        return true;
    }
    etag.is_some_and(|etag| if_none_match.split(',').any(|item| is_same_entity(item.trim_matches(' '), etag)))
}

/// Weak comparison (RFC 9110 §8.8.3.2), which also holds between texts without quotes.
fn is_same_entity(a: &str, b: &str) -> bool {
    a == b || a.strip_prefix("W/") == Some(b) || b.strip_prefix("W/") == Some(a)
}

fn is_unmodified(since: &str, last_modified: Option<&str>) -> bool {
    let modified = last_modified.and_then(date::parse_http_date);
    let since = date::parse_http_date(since);
    modified.zip(since).is_some_and(|(modified, since)| modified <= since)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EARLY: &str = "Fri, 31 Dec 1999 23:59:59 GMT";
    const LATE: &str = "Sat, 01 Jan 2000 00:00:00 GMT";

    fn by_etag(if_none_match: &str, etag: &str) -> bool {
        let request = Preconditions { if_none_match: Some(if_none_match), ..Preconditions::default() };
        is_fresh(request, Validators { etag: Some(etag), ..Validators::default() })
    }

    fn by_date(if_modified_since: &str, last_modified: Option<&str>) -> bool {
        let request = Preconditions { if_modified_since: Some(if_modified_since), ..Preconditions::default() };
        is_fresh(request, Validators { last_modified, ..Validators::default() })
    }

    #[test]
    fn an_unconditional_request_is_stale() {
        assert!(!is_fresh(Preconditions::default(), Validators { etag: Some("\"a\""), last_modified: Some(EARLY) }));
        assert!(!by_etag("", "\"a\""));
    }

    #[test]
    fn tags_match_weakly_in_both_directions() {
        assert!(by_etag("W/\"a\"", "\"a\""));
        assert!(by_etag("\"a\"", "W/\"a\""));
        assert!(!by_etag("W/W/\"a\"", "\"a\""));
    }

    #[test]
    fn a_list_is_trimmed_of_spaces_only() {
        assert!(by_etag("\"b\" ,  \"a\" ", "\"a\""));
        assert!(!by_etag("\t\"a\"", "\"a\""));
        assert!(!by_etag("\"b\" \"a\"", "\"a\""));
    }

    #[test]
    fn a_star_matches_without_a_tag_when_it_stands_alone() {
        let request = Preconditions { if_none_match: Some("*"), ..Preconditions::default() };
        assert!(is_fresh(request, Validators::default()));
        assert!(!by_etag("*, \"b\"", "\"a\""));
    }

    #[test]
    fn a_copy_is_fresh_until_modified() {
        assert!(by_date(LATE, Some(LATE)));
        assert!(by_date(LATE, Some(EARLY)));
        assert!(!by_date(EARLY, Some(LATE)));
        assert!(!by_date(EARLY, None));
    }

    #[test]
    fn unreadable_dates_are_stale_even_when_equal() {
        assert!(!by_date("garbage", Some("garbage")));
    }

    #[test]
    fn both_preconditions_must_hold() {
        let response = Validators { etag: Some("\"a\""), last_modified: Some(LATE) };
        let request =
            |tag, date| Preconditions { if_none_match: Some(tag), if_modified_since: Some(date), cache_control: None };
        assert!(is_fresh(request("\"a\"", LATE), response));
        assert!(!is_fresh(request("\"a\"", EARLY), response));
        assert!(!is_fresh(request("\"b\"", LATE), response));
    }

    #[test]
    fn no_cache_forces_a_reload_in_lower_case_and_as_a_whole_directive() {
        let fresh = |cache_control| {
            let request = Preconditions {
                if_none_match: Some("*"),
                cache_control: Some(cache_control),
                ..Preconditions::default()
            };
            is_fresh(request, Validators::default())
        };
        assert!(!fresh("no-cache") && !fresh("max-age=0,\tno-cache , x"));
        assert!(fresh("NO-CACHE") && fresh("no-cachex") && fresh("x no-cache") && fresh("no-cache=a") && fresh(""));
    }
}
