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
use alloc::vec::Vec;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

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
#[cold]
pub(super) fn parse(text: &str) -> Target<'static> {
    let (text, mut target) = (slashed_forward(trim_blank(text)), Target::default());
    match is_simple(&text) {
        true => set_path_query_hash(&mut target, &text),
        false if set_all(&mut target, &text).is_none() => target = Target::default(),
        false => {}
    }
    target
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

/// Where the last of an ASCII character stands.
#[inline(never)]
fn find_last(text: &str, character: u8) -> Option<usize> {
    text.bytes().rposition(|byte| byte == character)
}

/// `text` up to the first of some ASCII characters, and from there.
fn split_at_any<'t>(text: &'t str, characters: &[u8]) -> (&'t str, &'t str) {
    split_at(text, find_any(text, characters).unwrap_or(text.len()))
}

/// Both parts of a text that is parted between characters; no place for a message to be made is left here.
#[inline(never)]
fn split_at(text: &str, at: usize) -> (&str, &str) {
    text.split_at_checked(at).unwrap_or((text, ""))
}

fn is_slashed(scheme: &str) -> bool {
    SLASHED.contains(&scheme)
}

/// `text` without control characters, spaces, U+00A0 and U+FEFF at its ends.
fn trim_blank(text: &str) -> &str {
    let bytes = text.as_bytes();
    let (mut start, mut end) = (0, bytes.len());
    while let Some(blank @ 1..) = bytes.get(start..end).map(|rest| match rest {
        [..=b' ', ..] => 1,
        [0xC2, 0xA0, ..] => 2,
        [0xEF, 0xBB, 0xBF, ..] => 3,
        _ => 0,
    }) {
        start += blank;
    }
    while let Some(blank @ 1..) = bytes.get(start..end).map(|rest| match rest {
        [.., ..=b' '] => 1,
        [.., 0xC2, 0xA0] => 2,
        [.., 0xEF, 0xBB, 0xBF] => 3,
        _ => 0,
    }) {
        end -= blank;
    }
    text.get(start..end).unwrap_or_default()
}

/// `text` with slashes for the backslashes before the first `?` or `#`.
fn slashed_forward(text: &str) -> String {
    let (front, back) = split_at_any(text, b"?#");
    let mut slashed = String::with_capacity(text.len());
    push_changed(&mut slashed, front, b"\\", |slashed, _| slashed.push('/'));
    slashed.push_str(back);
    slashed
}

/// Whether it is a path of one or two leading slashes, without white space, fragment or `@`: kept unescaped.
fn is_simple(rest: &str) -> bool {
    let slashes = rest.bytes().take_while(|&byte| byte == b'/').count();
    let (pathname, _) = split_at_any(rest, b"?");
    matches!(slashes, 1 | 2) && find_any(pathname, b"@").is_none() && !rest.chars().any(|c| c == '#' || js::is_space(c))
}

/// Sets every piece; `None`: the authority is invalid.
fn set_all(target: &mut Target<'_>, text: &str) -> Option<()> {
    let named = scheme_length(text);
    let (scheme, rest) = split_at(text, named);
    let rest = rest.get(usize::from(named > 0)..).unwrap_or_default();
    let is_slashed = is_slashed(scheme);
    if named > 0 {
        target.scheme = Some(Cow::Owned(scheme.to_ascii_lowercase()));
    }
    if target.scheme.as_deref() == Some("javascript") {
        set_path_query_hash(target, rest);
        return Some(());
    }
    let (slashes, after_slashes) = split_at(rest, 2);
    target.slashes = slashes == "//" && (named > 0 || begins_with_user(after_slashes));
    let mut url = String::with_capacity(rest.len() + 16);
    if target.slashes {
        take_host(target, after_slashes, &mut url)?;
    } else if named > 0 && !is_slashed {
        // `mailto:user@host`; and in capitals the schemes that need slashes are not recognised.
        take_host(target, rest, &mut url)?;
    } else {
        push_escaped(&mut url, rest, UNSAFE);
    }
    set_path_query_hash(target, &url);
    if target.pathname.is_none() && needs_path(target) {
        target.pathname = Some(Cow::Borrowed("/"));
    }
    Some(())
}

/// Whether the target names a server, whose root is `/`.
fn needs_path(target: &Target<'_>) -> bool {
    let scheme = target.scheme.as_deref().unwrap_or_default();
    let host = target.host.as_deref().unwrap_or_default();
    is_slashed(scheme) && !host.is_empty() && !host.starts_with(':')
}

/// How many letters stand before the first colon, when they can be a scheme; else 0.
fn scheme_length(text: &str) -> usize {
    let is_scheme = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-');
    let length = text.bytes().take_while(is_scheme).count();
    if text.as_bytes().get(length) == Some(&b':') { length } else { 0 }
}

/// Whether `user@host` begins the text.
fn begins_with_user(text: &str) -> bool {
    let (user, host) = split_at_any(text, b"@/");
    !user.is_empty() && matches!(host.as_bytes(), [b'@', after, ..] if !matches!(after, b'@' | b'/'))
}

/// Sets host and user information, and appends what remains: the path and so on, escaped. `None`: invalid.
fn take_host(target: &mut Target<'_>, rest: &str, url: &mut String) -> Option<()> {
    let (part, tail) = split_at_any(rest, b"/?#");
    let mut authority = String::with_capacity(part.len());
    push_changed(&mut authority, part, b"\t\n\r", |_, _| {});
    let mut host = authority.as_str();
    if let Some(at) = find_last(host, b'@') {
        let (user, after) = split_at(host, at);
        target.auth = Some(decoded(user)?).filter(|auth| !auth.is_empty());
        host = after.get(1..).unwrap_or_default();
    }
    let (host, unfit) = split_at_any(host, NOT_IN_HOST);
    let (name, port) = split_port(host);
    let is_ipv6 = matches!(name.as_bytes(), [b'[', .., b']']);
    // A second colon ends the name, unless it belongs to an IPv6 address.
    let (name, surplus) = if is_ipv6 { (name, "") } else { split_at_any(name, b":") };
    target.host = Some(Cow::Owned(checked(name, is_ipv6)? + port));
    if !surplus.is_empty() || (is_ipv6 && !(unfit.is_empty() && tail.starts_with('/'))) {
        url.push('/');
    }
    for piece in [surplus, unfit, tail] {
        push_escaped(url, piece, UNSAFE);
    }
    Some(())
}

/// A host name in lower case; `None` when it is invalid, nothing when it is too long.
fn checked(name: &str, is_ipv6: bool) -> Option<String> {
    // As UTF-16 has it: one for each first byte of a character, two for the long ones.
    let length: usize = name.bytes().map(|byte| usize::from(byte & 0xC0 != 0x80) + usize::from(byte >= 0xF0)).sum();
    if length > HOST_LIMIT {
        return Some(String::new());
    }
    let is_valid = find_any(name, FORBIDDEN_IN_HOST).is_none() && (is_ipv6 || find_any(name, b"[]").is_none());
    // Only ASCII: the rest of Unicode's lower case is 13 KiB of tables.
    is_valid.then(|| name.to_ascii_lowercase())
}

/// Decoded user information; `None` unless two hexadecimal digits follow every `%`.
fn decoded(text: &str) -> Option<String> {
    let (mut decoded, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    let digit = |byte: u8| char::from(byte).to_digit(16);
    while let [first, after @ ..] = rest {
        let (byte, after) = match (first, after) {
            (b'%', [high, low, after @ ..]) => ((digit(*high)? << 4 | digit(*low)?) as u8, after),
            (b'%', _) => return None,
            _ => (*first, after),
        };
        decoded.push(byte);
        rest = after;
    }
    String::from_utf8(decoded).ok()
}

/// A host without its port, and the port with its colon (nothing when no digit follows).
fn split_port(host: &str) -> (&str, &str) {
    let (name, port) = split_at(host, find_last(host, b':').unwrap_or(host.len()));
    match port.bytes().skip(1).all(|byte| byte.is_ascii_digit()) {
        true => (name, if port == ":" { "" } else { port }),
        false => (host, ""),
    }
}

fn set_path_query_hash(target: &mut Target<'_>, rest: &str) {
    let (rest, hash) = split_at_any(rest, b"#");
    let (pathname, search) = split_at_any(rest, b"?");
    target.hash = piece(hash);
    target.search = piece(search);
    target.pathname = piece(pathname);
}

#[inline(never)]
fn piece(text: &str) -> Option<Cow<'static, str>> {
    (!text.is_empty()).then(|| Cow::Owned(text.to_owned()))
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
    loop {
        let (before, rest) = split_at_any(text, characters);
        out.push_str(before);
        let Some(&byte) = rest.as_bytes().first() else { return };
        push(out, byte);
        text = rest.get(1..).unwrap_or_default();
    }
}
