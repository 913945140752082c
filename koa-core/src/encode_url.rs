//! Makes a URL fit for a header without changing what it means (npm encodeurl 2.0.3).
//!
//! A redirect's target may come from anywhere. Whatever may not stand in a URL is percent-encoded, CR and LF
//! among it; what is encoded already stays as it is.

use alloc::borrow::Cow;
use alloc::string::String;

use percent_encoding::{AsciiSet, CONTROLS, percent_encode, percent_encode_byte};

/// What may not stand in a URL; `\ ^ | [ ]` may. Anything beyond ASCII may not either.
const FORBIDDEN: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'{').add(b'}');

/// Percent-encodes what may not stand in a URL, and each "%" that begins no escape.
///
/// The result is ASCII without controls and spaces, and encoding it again changes nothing.
///
/// # Examples
///
/// ```
/// use koa_core::encode_url::encode_url;
///
/// assert_eq!(encode_url("/snow man/☃?x=%20#é"), "/snow%20man/%E2%98%83?x=%20#%C3%A9");
/// assert_eq!(encode_url("/100%"), "/100%25");
/// assert_eq!(encode_url("/a\r\nset-cookie:x"), "/a%0D%0Aset-cookie:x");
/// ```
///
/// # Koa
///
/// What `ctx.redirect(url)` does to the target before it becomes the `Location`.
#[must_use]
pub fn encode_url(url: &str) -> Cow<'_, str> {
    let bytes = url.as_bytes();
    let mut encoded = String::new();
    let mut done = 0;
    for percent in lone_percents(bytes) {
        encoded.extend(percent_encode(bytes.get(done..percent).unwrap_or_default(), FORBIDDEN));
        encoded.push_str(percent_encode_byte(b'%'));
        done = percent + 1;
    }
    let rest = percent_encode(bytes.get(done..).unwrap_or_default(), FORBIDDEN);
    if done == 0 {
        // `Cow` of the iterator borrows when nothing had to be encoded.
        return rest.into();
    }
    encoded.extend(rest);
    Cow::Owned(encoded)
}

/// Where a "%" is not followed by two hexadecimal digits.
fn lone_percents(bytes: &[u8]) -> impl Iterator<Item = usize> {
    bytes.iter().enumerate().filter(|&(_, &byte)| byte == b'%').map(|(position, _)| position).filter(|&position| {
        !bytes.get(position + 1..position + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_that_is_fine_is_lent_and_not_copied() {
        assert!(matches!(encode_url("http://user:pass@h:80/[x]|\\^?a=%e2#f"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_percent_sign_is_judged_by_what_follows_it() {
        assert_eq!(encode_url("%%20%%%"), "%25%20%25%25%25");
        assert_eq!(encode_url("%2"), "%252");
        assert_eq!(encode_url("%2é"), "%252%C3%A9");
    }
}
