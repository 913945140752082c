//! With the cargo feature `url`: the crate `url`.

use alloc::string::{String, ToString};

use ::url::Position;

/// A parsed URL. Koa's `ctx.URL`.
///
/// # Examples
///
/// ```
/// let url = koa_core::whatwg::parse("https://me:pw@Example.com:8080/a/../b?q#f").unwrap();
/// assert_eq!(url.scheme(), "https");
/// assert_eq!((url.username(), url.password()), ("me", "pw"));
/// assert_eq!(url.host(), "example.com:8080");
/// assert_eq!((url.hostname(), url.port()), ("example.com", "8080"));
/// assert_eq!((url.pathname(), url.search(), url.hash()), ("/b", "?q", "#f"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url(::url::Url);

impl Url {
    /// The whole URL, normalised.
    ///
    /// ```
    /// let url = koa_core::whatwg::parse("https://me:pw@Example.com:8080/a?q#f").unwrap();
    /// assert_eq!(url.href(), "https://me:pw@example.com:8080/a?q#f");
    /// ```
    #[must_use]
    pub fn href(&self) -> &str {
        self.0.as_str()
    }

    /// The scheme in lower case, without the colon.
    ///
    /// ```
    /// let url = koa_core::whatwg::parse("https://me:pw@Example.com:8080/a?q#f").unwrap();
    /// assert_eq!(url.scheme(), "https");
    /// ```
    #[must_use]
    pub fn scheme(&self) -> &str {
        self.0.scheme()
    }

    /// The user name, percent-encoded; empty when there is none.
    ///
    /// ```
    /// let url = koa_core::whatwg::parse("https://me:pw@Example.com:8080/a?q#f").unwrap();
    /// assert_eq!(url.username(), "me");
    /// ```
    #[must_use]
    pub fn username(&self) -> &str {
        self.0.username()
    }

    /// The password, percent-encoded; empty when there is none.
    ///
    /// ```
    /// let url = koa_core::whatwg::parse("https://me:pw@Example.com:8080/a?q#f").unwrap();
    /// assert_eq!(url.password(), "pw");
    /// ```
    #[must_use]
    pub fn password(&self) -> &str {
        self.0.password().unwrap_or_default()
    }

    /// Host name and port; the scheme's default port is left out.
    ///
    /// ```
    /// let url = koa_core::whatwg::parse("https://me:pw@Example.com:8080/a?q#f").unwrap();
    /// assert_eq!(url.host(), "example.com:8080");
    /// ```
    #[must_use]
    pub fn host(&self) -> &str {
        &self.0[Position::BeforeHost..Position::AfterPort]
    }

    /// The host name: lower case, punycode, an IPv6 address in brackets.
    ///
    /// ```
    /// let url = koa_core::whatwg::parse("https://me:pw@Example.com:8080/a?q#f").unwrap();
    /// assert_eq!(url.hostname(), "example.com");
    /// ```
    #[must_use]
    pub fn hostname(&self) -> &str {
        &self.0[Position::BeforeHost..Position::AfterHost]
    }

    /// The port; empty when it is the scheme's default one.
    ///
    /// ```
    /// let url = koa_core::whatwg::parse("https://me:pw@Example.com:8080/a?q#f").unwrap();
    /// assert_eq!(url.port(), "8080");
    /// ```
    #[must_use]
    pub fn port(&self) -> &str {
        &self.0[Position::BeforePort..Position::AfterPort]
    }

    /// The path.
    ///
    /// ```
    /// let url = koa_core::whatwg::parse("https://me:pw@Example.com:8080/a?q#f").unwrap();
    /// assert_eq!(url.pathname(), "/a");
    /// ```
    #[must_use]
    pub fn pathname(&self) -> &str {
        self.0.path()
    }

    /// The query with its `?`; empty when nothing follows the `?`.
    ///
    /// ```
    /// let url = koa_core::whatwg::parse("https://me:pw@Example.com:8080/a?q#f").unwrap();
    /// assert_eq!(url.search(), "?q");
    /// ```
    #[must_use]
    pub fn search(&self) -> &str {
        at_least_two(&self.0[Position::AfterPath..Position::AfterQuery])
    }

    /// The fragment with its `#`; empty when nothing follows the `#`.
    ///
    /// ```
    /// let url = koa_core::whatwg::parse("https://me:pw@Example.com:8080/a?q#f").unwrap();
    /// assert_eq!(url.hash(), "#f");
    /// ```
    #[must_use]
    pub fn hash(&self) -> &str {
        at_least_two(&self.0[Position::AfterQuery..])
    }
}

/// A mark with something behind it.
fn at_least_two(text: &str) -> &str {
    if text.len() < 2 { "" } else { text }
}

pub(super) fn parse(url: &str) -> Option<Url> {
    ::url::Url::parse(url).ok().map(Url)
}

/// The normalised host and port of an authority; `None` when it is invalid.
pub(crate) fn parse_host(authority: &str) -> Option<String> {
    let url = parse(&["http://", authority].concat())?;
    Some(url.host().to_string())
}

/// The normalised form of an http or https URL; `None` when it is invalid.
pub(crate) fn normalize(url: &str) -> Option<String> {
    ::url::Url::parse(url).ok().map(String::from)
}

/// The host and port to which a reference on the page `base` leads; `None` when one of the two
/// is invalid.
pub(crate) fn resolve_host(base: &str, reference: &str) -> Option<String> {
    let base = ::url::Url::parse(base).ok()?;
    let url = match reference.trim_start_matches(['/', '\\']) {
        // The standard skips any number of slashes before a host, `Url::join` only two.
        rest if base.is_special() && reference.len() > rest.len() + 2 => base.join(&["//", rest].concat()),
        _ => base.join(reference),
    };
    Some(Url(url.ok()?).host().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_information_is_dropped_and_the_host_normalised() {
        assert_eq!(parse_host("u@EXAMPLE.com:80/p").as_deref(), Some("example.com"));
        assert_eq!(parse_host("u@0x7f.1").as_deref(), Some("127.0.0.1"));
        assert_eq!(parse_host("u@bücher.example").as_deref(), Some("xn--bcher-kva.example"));
        assert_eq!(parse_host("u@"), None);
        assert_eq!(parse_host("u@h:65536"), None);
    }

    #[test]
    fn a_lone_mark_is_no_query_and_no_fragment() {
        let url = parse("http://h/?#").unwrap();
        assert_eq!((url.search(), url.hash()), ("", ""));
    }
}
