//! Without the cargo feature `url`: the little that can be said without a parser.

use alloc::borrow::ToOwned;
use alloc::string::String;
use core::convert::Infallible;

use super::is_scheme;

/// A parsed URL. Koa's `ctx.URL`.
///
/// Without the cargo feature `url` there is no such thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url(Infallible);

impl Url {
    /// The whole URL, normalised.
    #[must_use]
    pub fn href(&self) -> &str {
        match self.0 {}
    }

    /// The scheme in lower case, without the colon.
    #[must_use]
    pub fn scheme(&self) -> &str {
        match self.0 {}
    }

    /// The user name, percent-encoded; empty when there is none.
    #[must_use]
    pub fn username(&self) -> &str {
        match self.0 {}
    }

    /// The password, percent-encoded; empty when there is none.
    #[must_use]
    pub fn password(&self) -> &str {
        match self.0 {}
    }

    /// Host name and port; the scheme's default port is left out.
    #[must_use]
    pub fn host(&self) -> &str {
        match self.0 {}
    }

    /// The host name: lower case, punycode, an IPv6 address in brackets.
    #[must_use]
    pub fn hostname(&self) -> &str {
        match self.0 {}
    }

    /// The port; empty when it is the scheme's default one.
    #[must_use]
    pub fn port(&self) -> &str {
        match self.0 {}
    }

    /// The path.
    #[must_use]
    pub fn pathname(&self) -> &str {
        match self.0 {}
    }

    /// The query with its `?`; empty when nothing follows the `?`.
    #[must_use]
    pub fn search(&self) -> &str {
        match self.0 {}
    }

    /// The fragment with its `#`; empty when nothing follows the `#`.
    #[must_use]
    pub fn hash(&self) -> &str {
        match self.0 {}
    }
}

pub(super) fn parse(_url: &str) -> Option<Url> {
    None
}

/// No authority that needs normalising is valid.
pub(crate) fn parse_host(_authority: &str) -> Option<String> {
    None
}

/// An http or https URL with slashes for the backslashes of its path, as browsers read it;
/// `None` when it has no host.
pub(crate) fn normalize(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let host = without_user(authority(rest));
    if host.is_empty() || host.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return None;
    }
    let (path, query) = rest.split_at(rest.find(['?', '#']).unwrap_or(rest.len()));
    Some([scheme, "://", &path.replace('\\', "/"), query].concat())
}

/// The host and port to which a reference on the page `base` leads; `None` when the base is
/// invalid.
pub(crate) fn resolve_host(base: &str, reference: &str) -> Option<String> {
    let (scheme, page) = base.split_once("://").filter(|(scheme, _)| is_scheme(scheme))?;
    let host = match reference.split_once("//") {
        Some(("", rest)) => named_host(scheme, rest),
        Some((named, rest)) if named.strip_suffix(':').is_some_and(is_scheme) => {
            named_host(&named[..named.len() - 1], rest)
        }
        _ => named_host(scheme, page),
    };
    Some(host)
}

/// The authority in lower case without user information and default port.
fn named_host(scheme: &str, after_slashes: &str) -> String {
    let host = without_user(authority(after_slashes)).to_ascii_lowercase();
    let default_port = match scheme {
        _ if scheme.eq_ignore_ascii_case("http") => ":80",
        _ if scheme.eq_ignore_ascii_case("https") => ":443",
        _ => return host,
    };
    host.strip_suffix(default_port).map(ToOwned::to_owned).unwrap_or(host)
}

fn authority(after_slashes: &str) -> &str {
    after_slashes.split(['/', '\\', '?', '#']).next().unwrap_or_default()
}

fn without_user(authority: &str) -> &str {
    authority.rsplit('@').next().unwrap_or_default()
}
