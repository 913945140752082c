//! The four forms of a request's target (RFC 9112 §3.2).

use koa_core::Method;

use crate::{Error, host};

const BAD: Error = Error::malformed("the request target is malformed");

/// Checks the form that `method` asks for, as far as framing and routing depend on it. What is not
/// strict may be `*` for any method, and may have any scheme and any authority.
pub(crate) fn check(method: &Method, target: &str, is_encrypted: bool, is_strict: bool) -> Result<(), Error> {
    if !target.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(BAD);
    }
    if *method == Method::CONNECT {
        return check_authority_form(target);
    }
    match target.as_bytes() {
        [b'/', ..] => Ok(()),
        b"*" if *method == Method::OPTIONS || !is_strict => Ok(()),
        _ if is_strict => check_absolute_form(target, is_encrypted),
        _ => check_any_url(target),
    }
}

/// `host:port`, both of them there.
fn check_authority_form(target: &str) -> Result<(), Error> {
    match target.rsplit_once(':') {
        Some((host, port)) if !host.is_empty() && !port.is_empty() && host::is_valid(target.as_bytes()) => Ok(()),
        _ => Err(BAD),
    }
}

/// A scheme, and something of an authority.
fn check_any_url(target: &str) -> Result<(), Error> {
    match split_scheme(target) {
        Some((scheme, rest))
            if !rest.is_empty()
                && !rest.starts_with(['/', '?', '#', ':'])
                && scheme.bytes().all(|byte| byte.is_ascii_alphabetic()) =>
        {
            Ok(())
        }
        _ => Err(BAD),
    }
}

/// The scheme, and what follows `://`.
fn split_scheme(target: &str) -> Option<(&str, &str)> {
    // Searching for characters takes less flash than searching for text.
    let (scheme, rest) = target.split_once(':')?;
    Some((scheme, rest.strip_prefix('/')?.strip_prefix('/')?))
}

fn check_absolute_form(target: &str, is_encrypted: bool) -> Result<(), Error> {
    let (scheme, rest) = split_scheme(target).ok_or(BAD)?;
    let is_https = scheme.eq_ignore_ascii_case("https");
    if !is_https && !scheme.eq_ignore_ascii_case("http") {
        return Err(BAD);
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = &rest[..end];
    if authority.is_empty() || authority.starts_with(':') || !host::is_valid(authority.as_bytes()) {
        return Err(BAD);
    }
    if is_https && !is_encrypted {
        return Err(Error::new(421, "a target of https came over a connection without TLS"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(method: Method, target: &str) -> u16 {
        check(&method, target, false, true).err().map_or(200, |error| error.status().as_u16())
    }

    #[test]
    fn each_form_is_for_its_methods() {
        for target in ["/", "//a/b", "/?", "http://a", "HTTP://a:80?x", "http://[::1]/"] {
            assert_eq!(status(Method::GET, target), 200, "{target}");
        }
        assert_eq!(status(Method::OPTIONS, "*"), 200);
        assert_eq!(status(Method::CONNECT, "a:80"), 200);
        for target in ["*", "a:80", "a/b", "http:///a", "http://u@a/", "http://:80/", "ftp://a/", "http:/a", "/\u{e9}"]
        {
            assert_eq!(status(Method::GET, target), 400, "{target}");
        }
        for target in ["/", "*", "http://a/", "a", "a:", ":80"] {
            assert_eq!(status(Method::CONNECT, target), 400, "{target}");
        }
    }

    #[test]
    fn what_is_not_strict_is_what_node_takes() {
        for target in ["*", "http://u:p@a/", "https://a/", "ftp://a/"] {
            assert!(check(&Method::GET, target, false, false).is_ok(), "{target}");
        }
        for target in ["a", "a:80", "http://", "http:///a", "1://a", "/\u{e9}"] {
            assert!(check(&Method::GET, target, false, false).is_err(), "{target}");
        }
    }

    #[test]
    fn https_is_misdirected_where_there_is_no_tls() {
        assert_eq!(status(Method::GET, "https://a/"), 421);
        assert!(check(&Method::GET, "https://a/", true, true).is_ok());
    }
}
