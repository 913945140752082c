//! Redirects (RFC 9110 §15.4), which look at the request and write the response.

use alloc::borrow::Cow;

use super::Context;
use crate::encode_url::encode_url;
use crate::referrer::{Back, back_target};
use crate::{Error, HeaderName, StatusCode, header, html, negotiate, whatwg};

impl Context {
    /// Sends the client to `url`: Location, status 302 unless a redirect status was set, and a
    /// small text or HTML body.
    ///
    /// A target that browsers would run instead of visit (`javascript:` and its like), or an
    /// http(s) URL without a host, makes the request end as a 500. The target itself is yours to
    /// check: text from a client may name any host.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /old");
    /// ctx.redirect("/new");
    /// assert_eq!(ctx.status(), 302);
    /// assert_eq!(ctx.response.header("location"), Some("/new"));
    /// ```
    ///
    /// # Koa
    ///
    /// `ctx.redirect(url)`, which sends targets that run scripts too.
    pub fn redirect(&mut self, url: &str) -> &mut Self {
        let Some(url) = destination(url) else {
            self.response.keep(Err(Error::new(500, "a redirect to something that is not a page")));
            return self;
        };
        self.response.set_text(header::LOCATION, encode_url(&url));
        if !self.response.status().is_redirect() {
            self.response.set_status(StatusCode::FOUND);
        }
        // Whole types here and below: extensions would bring their table onto boards.
        let accept = self.request.combined_header("accept");
        let (content_type, shown) = match negotiate::accepts(accept.as_deref(), &["text/html"], |_| None) {
            Some(_) => ("text/html; charset=utf-8", html::escape(&url)),
            None => ("text/plain; charset=utf-8", Cow::Borrowed(&*url)),
        };
        let body = ["Redirecting to ", &shown, "."].concat();
        self.response.set_header(header::CONTENT_TYPE, content_type).set_body(body);
        self
    }

    /// Sends the client back to the page of this host that it came from, else to `alternative`.
    ///
    /// ```
    /// let mut ctx = koa_core::test::context("GET /login");
    /// ctx.request.headers_mut().insert("host", "example.com");
    /// ctx.request.headers_mut().insert("referer", "//elsewhere.com/");
    /// ctx.back("/home");
    /// assert_eq!(ctx.response.header("location"), Some("/home"));
    /// ```
    ///
    /// # Koa
    ///
    /// `ctx.back(alt)`, whose `alt` is `/` when it is left out.
    pub fn back(&mut self, alternative: &str) -> &mut Self {
        let named = |name: HeaderName| self.request.combined_header(name.as_str()).filter(|value| !value.is_empty());
        let referrer = named(header::REFERRER).or_else(|| named(header::REFERER)).unwrap_or_default();
        let target = match back_target(&referrer, &self.request.href(), &self.request.host()) {
            Back::Referrer => referrer.into_owned(),
            Back::Alternative => alternative.into(),
            Back::Invalid => {
                self.response.keep(Err(Error::new(500, "the referrer is not a URL")));
                return self;
            }
        };
        self.redirect(&target)
    }
}

/// What a browser may be sent to: a normalised http(s) URL, or text without a dangerous scheme.
fn destination(url: &str) -> Option<Cow<'_, str>> {
    let starts_with = |scheme: &str| {
        url.trim_start_matches(|c| c <= ' ').get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    if url.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("http"))
        && (starts_with("http://") || starts_with("https://"))
    {
        return whatwg::normalize(url).map(Cow::Owned);
    }
    match ["javascript:", "data:", "vbscript:"].into_iter().any(starts_with) {
        true => None,
        false => Some(Cow::Borrowed(url)),
    }
}
