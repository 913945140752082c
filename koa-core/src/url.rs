//! The request target: its path, its query and how they are replaced.
//!
//! Nearly every target is in origin-form (RFC 9112 §3.2.1) and is only cut in pieces here, without
//! an allocation. Everything else (absolute-form, `*`, a rewritten URL without a leading slash,
//! spaces, a fragment) takes the slow path of the file `legacy.rs`.
//!
//! Koa's counterpart is parseurl behind `ctx.path`, `ctx.querystring` and `ctx.search`.

mod legacy;

use alloc::borrow::Cow;
use alloc::string::String;

use crate::query;

/// The pieces of a request target, as [`parse`] finds them.
///
/// A piece that is missing is `None`; an empty one is `Some("")`.
///
/// ```
/// let target = koa_core::url::parse("http://h.com/a?b#c");
/// assert_eq!((target.host.as_deref(), target.pathname.as_deref()), (Some("h.com"), Some("/a")));
/// assert_eq!(target.hash.as_deref(), Some("#c"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Target<'a> {
    /// The path, percent-encoded as it came.
    pub pathname: Option<Cow<'a, str>>,
    /// The query with its `?`.
    pub search: Option<Cow<'a, str>>,
    /// The fragment with its `#`, which no well-behaved client sends.
    pub hash: Option<Cow<'a, str>>,
    /// The scheme of an absolute-form target, in lower case, without the colon.
    pub scheme: Option<Cow<'a, str>>,
    /// The host of an absolute-form target, its ASCII letters in lower case, with its port.
    pub host: Option<Cow<'a, str>>,
    /// The decoded user information of an absolute-form target.
    auth: Option<String>,
    /// Two slashes stood before the host.
    slashes: bool,
}

impl Target<'_> {
    /// The query without its `?`; `None` without a `?`.
    ///
    /// # Examples
    ///
    /// ```
    /// use koa_core::url::parse;
    ///
    /// assert_eq!(parse("/a?b=1").query(), Some("b=1"));
    /// assert_eq!(parse("/a?").query(), Some(""));
    /// assert_eq!(parse("/a").query(), None);
    /// ```
    #[must_use]
    pub fn query(&self) -> Option<&str> {
        // `search` begins with "?" by construction.
        self.search.as_deref().and_then(|search| search.get(1..))
    }

    /// The query without its `?`; empty when there is none. Koa's `ctx.querystring`.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(koa_core::url::parse("/a?b=1").querystring(), "b=1");
    /// assert_eq!(koa_core::url::parse("/a").querystring(), "");
    /// ```
    #[must_use]
    pub fn querystring(&self) -> &str {
        self.query().unwrap_or_default()
    }

    /// The query with its `?`; empty when nothing follows the `?`. Koa's `ctx.search`.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(koa_core::url::parse("/a?b=1").search(), "?b=1");
    /// assert_eq!(koa_core::url::parse("/a?").search(), "");
    /// ```
    #[must_use]
    pub fn search(&self) -> &str {
        match self.search.as_deref() {
            None | Some("?") => "",
            Some(search) => search,
        }
    }

    /// The same pieces, borrowing nothing.
    ///
    /// # Examples
    ///
    /// ```
    /// let target = koa_core::url::parse(&String::from("/a?b")).into_owned();
    /// assert_eq!(target.pathname.as_deref(), Some("/a"));
    /// ```
    #[must_use]
    pub fn into_owned(self) -> Target<'static> {
        let own = |piece: Option<Cow<'_, str>>| piece.map(|text| Cow::Owned(text.into_owned()));
        Target {
            pathname: own(self.pathname),
            search: own(self.search),
            hash: own(self.hash),
            scheme: own(self.scheme),
            host: own(self.host),
            auth: self.auth,
            slashes: self.slashes,
        }
    }
}

/// Takes a request target apart.
///
/// An origin-form target is borrowed and stays as it is. In any other one white space, quotes and
/// the like are percent-encoded, and a backslash in the path is a slash. A target that makes no
/// sense (a host with a bracket in the middle, say) has no pieces at all.
///
/// # Examples
///
/// ```
/// use koa_core::url::parse;
///
/// let target = parse("/store/shoes?page=2");
/// assert_eq!(target.pathname.as_deref(), Some("/store/shoes"));
/// assert_eq!(target.querystring(), "page=2");
///
/// let target = parse("http://Example.com:8080/a b#c");
/// assert_eq!(target.host.as_deref(), Some("example.com:8080"));
/// assert_eq!(target.pathname.as_deref(), Some("/a%20b"));
/// assert_eq!(target.hash.as_deref(), Some("#c"));
///
/// assert_eq!(parse("*").pathname.as_deref(), Some("*"));
/// assert_eq!(parse("").pathname, None);
/// ```
///
/// # Koa
///
/// There a target that makes no sense is an exception and therefore a 500; and an international
/// host name is turned into punycode, here only its ASCII letters are lower-cased.
#[must_use]
pub fn parse(target: &str) -> Target<'_> {
    match origin_form(target).and_then(|length| target.split_at_checked(length)) {
        Some((pathname, search)) => Target {
            pathname: Some(Cow::Borrowed(pathname)),
            search: Some(search).filter(|search| !search.is_empty()).map(Cow::Borrowed),
            ..Target::default()
        },
        None => other_form(target),
    }
}

/// `url` with another path; `None` when it has that path already. Koa's `ctx.path = path`.
///
/// Query and fragment stay, and so do scheme and host of an absolute-form URL. `?` and `#` inside
/// the path are percent-encoded, nothing else is.
///
/// # Examples
///
/// ```
/// use koa_core::url::set_path;
///
/// assert_eq!(set_path("/a?b=1", "/x").as_deref(), Some("/x?b=1"));
/// assert_eq!(set_path("http://h/a", "/x?y").as_deref(), Some("http://h/x%3Fy"));
/// assert_eq!(set_path("/a?b=1", "/a"), None);
/// ```
#[must_use]
pub fn set_path(url: &str, path: &str) -> Option<String> {
    let target = parse(url);
    if target.pathname.as_deref() == Some(path) {
        return None;
    }
    Some(legacy::format(&target, path, target.search.as_deref().unwrap_or_default()))
}

/// `url` with another query; `None` when it has that query already.
///
/// Koa's `ctx.querystring = querystring` and `ctx.search = querystring`: a leading `?` may be
/// left out, `#` is percent-encoded, and an empty text removes the query.
///
/// # Examples
///
/// ```
/// use koa_core::url::set_querystring;
///
/// assert_eq!(set_querystring("/a?b=1#f", "c=2").as_deref(), Some("/a?c=2#f"));
/// assert_eq!(set_querystring("/a?b=1", "?c=2").as_deref(), Some("/a?c=2"));
/// assert_eq!(set_querystring("/a?b=1", "").as_deref(), Some("/a"));
/// assert_eq!(set_querystring("/a?b=1", "b=1"), None);
/// ```
#[must_use]
pub fn set_querystring(url: &str, querystring: &str) -> Option<String> {
    let target = parse(url);
    if target.query() == Some(querystring) {
        return None;
    }
    Some(legacy::format(&target, target.pathname.as_deref().unwrap_or_default(), querystring))
}

/// `url` with these pairs as its query; `None` when it has that query already. Koa's
/// `ctx.query = object`.
///
/// # Examples
///
/// ```
/// use koa_core::url::set_query;
///
/// let url = set_query("/a?b=1", [("color", "dark blue"), ("size", "4"), ("size", "5")]);
/// assert_eq!(url.as_deref(), Some("/a?color=dark+blue&size=4&size=5"));
/// ```
#[must_use]
pub fn set_query<N, V>(url: &str, pairs: impl IntoIterator<Item = (N, V)>) -> Option<String>
where
    N: AsRef<str>,
    V: AsRef<str>,
{
    set_querystring(url, &query::stringify(pairs))
}

/// The length of the path of a target that needs nothing but cutting at the first `?`.
pub(crate) fn origin_form(target: &str) -> Option<usize> {
    let bytes = target.as_bytes();
    if bytes.first() != Some(&b'/') {
        return None;
    }
    let mut question = None;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'?' if question.is_none() => question = Some(at),
            b'\t' | b'\n' | b'\x0C' | b'\r' | b' ' | b'#' => return None,
            // The first bytes of U+00A0 and of U+FEFF, which count as white space.
            0xC2 if bytes.get(at + 1) == Some(&0xA0) => return None,
            0xEF if bytes.get(at + 1) == Some(&0xBB) && bytes.get(at + 2) == Some(&0xBF) => return None,
            _ => {}
        }
    }
    Some(question.unwrap_or(bytes.len()))
}

/// The pieces of a target that needs more.
pub(crate) fn other_form(target: &str) -> Target<'static> {
    legacy::parse(target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_form_target_is_borrowed() {
        let target = parse("/é/a\\b?x=?y");
        assert!(matches!(target.pathname, Some(Cow::Borrowed("/é/a\\b"))));
        assert!(matches!(target.search, Some(Cow::Borrowed("?x=?y"))));
    }

    #[test]
    fn a_no_break_space_at_the_end_is_trimmed() {
        assert_eq!(parse("/\u{A0}").pathname.as_deref(), Some("/"));
        assert_eq!(parse("/a\u{FEFF}").pathname.as_deref(), Some("/a"));
    }

    #[test]
    fn user_information_survives_a_new_path() {
        let url = set_path("http://u:p%40@H/a", "/x");
        assert_eq!(url.as_deref(), Some("http://u:p%40@h/x"));
    }
}
