//! Targets that are not plain origin-form: taken apart and put together again.
//!
//! A lenient parser older than the URL standard: a host ends at the first character that cannot
//! belong to it, what follows becomes part of the path, and nothing is resolved or normalised.
//! Applications see its results through `ctx.path` whenever a proxy sends absolute-form, or after
//! `ctx.path = "relative"`, so its rules are kept.
//!
//! Koa's counterpart is `url.parse` and `url.format` of Node.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::Target;
use crate::js;

/// Schemes that are followed by `//` and a host.
const SLASHED: [&str; 7] = ["http", "https", "ftp", "gopher", "file", "ws", "wss"];

/// What ends a host but does not begin a path.
const NOT_IN_HOST: &[u8] = b" \"%';<>\\^`{|}";

/// What makes a whole target invalid when its host contains it.
const FORBIDDEN_IN_HOST: &[u8] = b"\0\t\n\r #%/<>?@\\^|";

/// What a URL should not contain literally.
const UNSAFE: &[u8] = b"\t\n\r \"'<>\\^`{|}";

/// The longest host name that DNS can express (RFC 1035 §2.3.4).
const HOST_LIMIT: usize = 255;

/// What user information keeps unescaped.
const USER_INFORMATION: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'-')
    .remove(b'.')
    .remove(b':')
    .remove(b'_')
    .remove(b'~');

/// Takes any text apart; all pieces are missing when its authority is invalid.
pub(super) fn parse(text: &str) -> Target<'static> {
    let rest = slashed_forward(text.trim_matches(is_blank));
    if let Some(target) = simple(&rest) {
        return target;
    }
    with_authority(&rest).unwrap_or_default()
}

/// The URL of `target` with another path and query.
pub(super) fn format(target: &Target<'_>, pathname: &str, search: &str) -> String {
    let host = target.host.as_deref().unwrap_or_default();
    let scheme = target.scheme.as_deref().unwrap_or_default();
    let mut url = String::with_capacity(scheme.len() + host.len() + pathname.len() + search.len() + 8);
    if !scheme.is_empty() {
        url.push_str(scheme);
        url.push(':');
    }
    let slashed = target.slashes || is_slashed(scheme);
    let authority = slashed && (target.slashes || !host.is_empty());
    if authority || scheme == "file" {
        url.push_str("//");
    }
    if let (Some(auth), false) = (&target.auth, host.is_empty()) {
        url.extend(utf8_percent_encode(auth, USER_INFORMATION));
        url.push('@');
    }
    url.push_str(host);
    if authority && !pathname.is_empty() && !pathname.starts_with('/') {
        url.push('/');
    }
    push_escaped(&mut url, pathname, b"#?");
    if !search.is_empty() && !search.starts_with('?') {
        url.push('?');
    }
    push_escaped(&mut url, search, b"#");
    url.push_str(target.hash.as_deref().unwrap_or_default());
    url
}

/// Where the first of some ASCII characters stands. One loop for all, where patterns would be one each.
#[inline(never)]
fn find_any(text: &str, characters: &[u8]) -> Option<usize> {
    text.bytes().position(|byte| characters.contains(&byte))
}

/// `text` up to the first of some ASCII characters, and from there.
fn split_at_any<'t>(text: &'t str, characters: &[u8]) -> (&'t str, &'t str) {
    text.split_at(find_any(text, characters).unwrap_or(text.len()))
}

fn is_slashed(scheme: &str) -> bool {
    SLASHED.contains(&scheme)
}

/// Characters cut off at both ends.
fn is_blank(c: char) -> bool {
    c <= ' ' || c == '\u{A0}' || c == '\u{FEFF}'
}

/// `text` with slashes for the backslashes before the first `?` or `#`.
fn slashed_forward(text: &str) -> Cow<'_, str> {
    let (front, back) = split_at_any(text, b"?#");
    if find_any(front, b"\\").is_none() {
        return Cow::Borrowed(text);
    }
    let mut slashed = String::with_capacity(text.len());
    push_changed(&mut slashed, front, b"\\", |slashed, _| slashed.push('/'));
    slashed.push_str(back);
    Cow::Owned(slashed)
}

/// A path of one or two leading slashes, without white space, fragment or `@`: kept unescaped.
fn simple(rest: &str) -> Option<Target<'static>> {
    let slashes = rest.bytes().take_while(|&byte| byte == b'/').count();
    let (pathname, search) = cut(rest, b"?");
    let is_simple = matches!(slashes, 1 | 2)
        && find_any(pathname, b"@").is_none()
        && !rest.contains(|c| c == '#' || js::is_space(c));
    is_simple.then(|| Target {
        pathname: Some(Cow::Owned(pathname.to_owned())),
        search: search.map(|search| Cow::Owned(search.to_owned())),
        ..Target::default()
    })
}

fn with_authority(text: &str) -> Option<Target<'static>> {
    let mut target = Target::default();
    let named = scheme(text);
    target.scheme = named.map(|scheme| Cow::Owned(scheme.to_ascii_lowercase()));
    let rest = named.map_or(text, |scheme| &text[scheme.len() + 1..]);
    if target.scheme.as_deref() == Some("javascript") {
        set_path_query_hash(&mut target, rest);
        return Some(target);
    }
    target.slashes = rest.starts_with("//") && (named.is_some() || begins_with_user(rest));
    let rest = if target.slashes {
        take_host(&mut target, &rest[2..])?
    } else if named.is_some_and(|scheme| !is_slashed(scheme)) {
        // `mailto:user@host`; and in capitals the schemes that need slashes are not recognised.
        take_host(&mut target, rest)?
    } else {
        Cow::Borrowed(rest)
    };
    set_path_query_hash(&mut target, &escaped(&rest));
    if target.pathname.is_none() && needs_path(&target) {
        target.pathname = Some(Cow::Borrowed("/"));
    }
    Some(target)
}

/// Whether the target names a server, whose root is `/`.
fn needs_path(target: &Target<'_>) -> bool {
    let scheme = target.scheme.as_deref().unwrap_or_default();
    let host = target.host.as_deref().unwrap_or_default();
    is_slashed(scheme) && !host.is_empty() && !host.starts_with(':')
}

/// The letters before the first colon, when they can be a scheme.
fn scheme(text: &str) -> Option<&str> {
    let is_scheme = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-');
    let length = text.bytes().take_while(|byte| is_scheme(byte)).count();
    (length > 0 && text[length..].starts_with(':')).then(|| &text[..length])
}

/// Whether `//user@host` begins the text.
fn begins_with_user(text: &str) -> bool {
    let Some((user, host)) = text.strip_prefix("//").and_then(|text| text.split_once('@')) else {
        return false;
    };
    !user.is_empty() && !user.contains('/') && !host.is_empty() && !host.starts_with(['@', '/'])
}

/// Sets host and user information; what remains is the path and so on. `None`: invalid.
fn take_host<'a>(target: &mut Target<'_>, rest: &'a str) -> Option<Cow<'a, str>> {
    let (authority, tail) = split_at_any(rest, b"/?#");
    let authority: String = authority.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let mut host = authority.as_str();
    if let Some((user, after)) = host.rsplit_once('@') {
        if !is_percent_encoded(user) {
            return None;
        }
        let auth = percent_decode_str(user).decode_utf8().ok()?.into_owned();
        target.auth = Some(auth).filter(|auth| !auth.is_empty());
        host = after;
    }
    let (host, unfit) = split_at_any(host, NOT_IN_HOST);
    let (name, port) = split_port(host);
    let is_ipv6 = name.starts_with('[') && name.ends_with(']');
    // A second colon ends the name, unless it belongs to an IPv6 address.
    let end = find_any(name, b":").filter(|_| !is_ipv6).unwrap_or(name.len());
    let (name, surplus) = name.split_at(end);
    target.host = Some(Cow::Owned(checked(name, is_ipv6)? + port));
    let slash = if surplus.is_empty() && (!is_ipv6 || unfit.is_empty() && tail.starts_with('/')) { "" } else { "/" };
    if slash.is_empty() && unfit.is_empty() {
        return Some(Cow::Borrowed(tail));
    }
    Some(Cow::Owned([slash, surplus, unfit, tail].concat()))
}

/// A host name in lower case; `None` when it is invalid, nothing when it is too long.
fn checked(name: &str, is_ipv6: bool) -> Option<String> {
    if name.encode_utf16().count() > HOST_LIMIT {
        return Some(String::new());
    }
    let is_valid = find_any(name, FORBIDDEN_IN_HOST).is_none() && (is_ipv6 || find_any(name, b"[]").is_none());
    // Only ASCII: the rest of Unicode's lower case is 13 KiB of tables.
    is_valid.then(|| name.to_ascii_lowercase())
}

/// Whether two hexadecimal digits follow every `%`.
fn is_percent_encoded(text: &str) -> bool {
    text.split('%').skip(1).all(|after| after.len() >= 2 && after.bytes().take(2).all(|byte| byte.is_ascii_hexdigit()))
}

/// A host without its port, and the port with its colon (nothing when no digit follows).
fn split_port(host: &str) -> (&str, &str) {
    match host.rfind(':') {
        Some(colon) if host[colon + 1..].bytes().all(|byte| byte.is_ascii_digit()) => {
            let (name, port) = host.split_at(colon);
            (name, if port == ":" { "" } else { port })
        }
        _ => (host, ""),
    }
}

fn set_path_query_hash(target: &mut Target<'_>, rest: &str) {
    let (rest, hash) = cut(rest, b"#");
    let (pathname, search) = cut(rest, b"?");
    let own = |piece: &str| Cow::Owned(piece.to_owned());
    target.hash = hash.map(own);
    target.search = search.map(own);
    target.pathname = Some(pathname).filter(|pathname| !pathname.is_empty()).map(own);
}

/// What stands before the first `mark`, and the rest beginning with it.
fn cut<'t>(text: &'t str, mark: &[u8]) -> (&'t str, Option<&'t str>) {
    let (before, after) = split_at_any(text, mark);
    (before, Some(after).filter(|after| !after.is_empty()))
}

/// Percent-encodes what a URL should not contain literally.
fn escaped(rest: &str) -> Cow<'_, str> {
    if find_any(rest, UNSAFE).is_none() {
        return Cow::Borrowed(rest);
    }
    let mut text = String::with_capacity(rest.len() + 16);
    push_escaped(&mut text, rest, UNSAFE);
    Cow::Owned(text)
}

/// Appends `text` with some ASCII characters percent-encoded.
fn push_escaped(out: &mut String, text: &str, characters: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    push_changed(out, text, characters, |out, byte| {
        for character in [b'%', DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]] {
            out.push(character.into());
        }
    });
}

/// Appends `text` with something else for some ASCII characters.
fn push_changed(out: &mut String, mut text: &str, characters: &[u8], push: fn(&mut String, u8)) {
    while let Some(at) = find_any(text, characters) {
        out.push_str(&text[..at]);
        push(out, text.as_bytes()[at]);
        text = &text[at + 1..];
    }
    out.push_str(text);
}
