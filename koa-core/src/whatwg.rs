//! URLs as the URL standard (<https://url.spec.whatwg.org>) parses them.
//!
//! The standard's parser brings Unicode tables along, more than a microcontroller wants to carry,
//! and needs compare-and-swap. It stands behind the cargo feature `url`; without the feature, or on
//! a processor without compare-and-swap, the same functions recognise fewer URLs and answer on the
//! safe side, so that callers need not know which of the two they have.
//!
//! Koa's counterpart is the global `URL` of JavaScript.

#[cfg_attr(all(feature = "url", target_has_atomic = "ptr"), path = "whatwg/enabled.rs")]
#[cfg_attr(not(all(feature = "url", target_has_atomic = "ptr")), path = "whatwg/disabled.rs")]
mod chosen;

pub use chosen::Url;
pub(crate) use chosen::{normalize, parse_host, resolve_host};

/// Parses an absolute URL. Always `None` without the cargo feature `url`.
///
/// # Examples
///
/// ```
/// let url = koa_core::whatwg::parse("HTTP://Example.com:80/a?b#c");
/// if cfg!(feature = "url") {
///     assert_eq!(url.unwrap().href(), "http://example.com/a?b#c");
/// } else {
///     assert!(url.is_none());
/// }
/// ```
#[must_use]
pub fn parse(url: &str) -> Option<Url> {
    chosen::parse(url)
}

/// Whether a text can be a scheme: a letter, then letters, digits, `+`, `-`, `.` (RFC 3986 §3.1).
pub(crate) fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_web_url_is_normalised_only_when_it_has_a_host() {
        assert_eq!(normalize("https://h.com/a").as_deref(), Some("https://h.com/a"));
        for url in ["http://", "https://?x", "http://a b/", "http://u@/"] {
            assert_eq!(normalize(url), None, "{url}");
        }
    }

    #[test]
    fn a_backslash_ends_the_host_of_a_web_url() {
        let url = normalize("http://example.com\\@evil.com/?a\\b");
        assert_eq!(url.as_deref(), Some("http://example.com/@evil.com/?a\\b"));
    }

    #[test]
    fn a_reference_leads_to_the_host_it_names_or_to_that_of_its_base() {
        let host = |reference| resolve_host("http://h.com/a", reference);
        assert_eq!(host("/b").as_deref(), Some("h.com"));
        assert_eq!(host("../b:c//d").as_deref(), Some("h.com"));
        assert_eq!(host("//evil.com/b").as_deref(), Some("evil.com"));
        assert_eq!(host("https://Evil.com:443").as_deref(), Some("evil.com"));
        assert_eq!(host("http://evil.com:8080").as_deref(), Some("evil.com:8080"));
        assert_eq!(resolve_host("weird proto://h/", "/b"), None);
    }
}
