//! Whether a referrer may be redirected to.
//!
//! `Referer` is the client's word. Going back to it is safe only when it leads to the host that
//! was asked, in every browser and whatever a proxy in front did to the scheme.
//!
//! Koa's counterpart is the test inside `ctx.back()`.

use alloc::borrow::Cow;

use crate::whatwg::{self, is_scheme};

/// The answer of [`back_target`].
///
/// # Examples
///
/// ```
/// use koa_core::referrer::{Back, back_target};
///
/// let back = back_target("/login", "http://example.com/cur", "example.com");
/// assert_eq!(back, Back::Referrer);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Back {
    /// The referrer is a page of this host: redirect to it.
    Referrer,
    /// There is no referrer, or it leads elsewhere: redirect to the alternative.
    Alternative,
    /// The referrer, or the URL of the request, cannot be parsed. Koa answers 500.
    Invalid,
}

/// Decides where `back` leads.
///
/// `href` is the full URL of the request, `host` its host with port. The referrer qualifies when,
/// resolved against `href`, its host is exactly `host`.
///
/// # Examples
///
/// ```
/// use koa_core::referrer::{Back, back_target};
///
/// let back = |referrer| back_target(referrer, "http://example.com/cur", "example.com");
/// assert_eq!(back("http://example.com/a"), Back::Referrer);
/// assert_eq!(back("../up"), Back::Referrer);
/// assert_eq!(back("//evil.com/"), Back::Alternative);
/// assert_eq!(back("/\\evil.com"), Back::Alternative);
/// assert_eq!(back("javascript://example.com/%0Aalert(1)"), Back::Alternative);
/// assert_eq!(back(""), Back::Alternative);
/// ```
///
/// # Koa
///
/// There any scheme will do when the host is the same, `http:/path` is taken for a path (a browser
/// that came over https takes it for a host), and a request without a host goes back to any URL
/// without one, such as `data:`. As there, http and https may be mixed: the proxy that ends TLS
/// often does not say so.
#[must_use]
pub fn back_target(referrer: &str, href: &str, host: &str) -> Back {
    let referrer = browser_text(referrer);
    if referrer.is_empty() {
        return Back::Alternative;
    }
    match whatwg::resolve_host(href, &referrer) {
        None => Back::Invalid,
        Some(found) if found == host && !host.is_empty() && is_plain(&referrer) => Back::Referrer,
        Some(_) => Back::Alternative,
    }
}

/// The text without what browsers drop from a URL: blanks around it, tabs and line ends in it.
fn browser_text(text: &str) -> Cow<'_, str> {
    let text = text.trim_matches(|c| c <= ' ');
    if text.contains(['\t', '\n', '\r']) {
        return Cow::Owned(text.replace(['\t', '\n', '\r'], ""));
    }
    Cow::Borrowed(text)
}

/// Whether every reader finds the same host: in `http://host`, `https://host` or `//host`, or
/// nowhere.
fn is_plain(referrer: &str) -> bool {
    if let Some((scheme, rest)) = referrer.split_once(':').filter(|(scheme, _)| is_scheme(scheme)) {
        let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
        return is_web && rest.starts_with("//");
    }
    match referrer.as_bytes() {
        [b'/', b'/', rest @ ..] => !rest.iter().take_while(|byte| **byte != b'/').any(|byte| *byte == b'\\'),
        [b'/' | b'\\', b'/' | b'\\', ..] => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back(referrer: &str) -> Back {
        back_target(referrer, "http://example.com/cur", "example.com")
    }

    #[test]
    fn a_page_of_this_host_qualifies_however_it_is_written() {
        for referrer in ["/login", "?q=a:b//c", "#f", "/x y", "//example.com/x", "https://example.com/login"] {
            assert_eq!(back(referrer), Back::Referrer, "{referrer}");
        }
    }

    #[test]
    fn no_spelling_of_another_host_qualifies() {
        for referrer in [
            "http://evil.com/",
            "//evil.com",
            " //evil.com",
            "/\t/evil.com",
            "\\\\evil.com",
            "/\\evil.com",
            "\\/evil.com",
            "///evil.com",
            "http:/evil.com",
            "http:evil.com",
            "https:evil.com",
            "http:\\\\evil.com",
            "http://example.com@evil.com/",
            "//example.com\\@evil.com/",
            "http://example.com:8080/",
            "http://example.com.evil.com/",
        ] {
            assert_eq!(back(referrer), Back::Alternative, "{referrer}");
        }
    }

    #[test]
    fn a_scheme_other_than_http_never_qualifies() {
        for referrer in ["javascript://example.com/%0Aalert(1)", "data:text/html,x", "ftp://example.com/"] {
            assert_eq!(back(referrer), Back::Alternative, "{referrer}");
        }
        assert_eq!(back_target("file:///etc/passwd", "http:///cur", ""), Back::Alternative);
    }

    #[test]
    fn a_backslash_is_a_slash_even_when_the_proxy_claims_an_odd_scheme() {
        let back = back_target("/\\evil.com", "odd://example.com/cur", "example.com");
        assert_eq!(back, Back::Alternative);
    }

    #[test]
    fn a_relative_referrer_of_an_absolute_form_target_leads_to_that_host() {
        assert_eq!(back_target("/x", "http://abs.com/cur", "example.com"), Back::Alternative);
    }

    #[test]
    fn a_url_of_the_request_that_cannot_be_parsed_is_told() {
        assert_eq!(back_target("/x", "weird proto://h/cur", "h"), Back::Invalid);
    }
}
