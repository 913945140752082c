//! The Host of a request (RFC 9112 §3.2): the grammar of `uri-host [ ":" port ]` (RFC 3986 §3.2.2).
//!
//! Two programs that read a malformed host differently can be played off against each other, so
//! only what the grammar allows gets through.

use core::net::Ipv6Addr;

/// Whether `text` is a host with an optional port. The empty text is one (RFC 9110 §7.2).
pub(crate) fn is_valid(text: &[u8]) -> bool {
    // Nearly all are a plain name.
    text.iter().all(|&byte| is_name_byte(byte)) || is_valid_authority(text)
}

fn is_valid_authority(text: &[u8]) -> bool {
    let (is_host, rest) = match text.strip_prefix(b"[") {
        Some(inner) => match inner.iter().position(|&byte| byte == b']') {
            Some(end) => (is_ip_literal(&inner[..end]), &inner[end + 1..]),
            None => return false,
        },
        None => {
            let end = text.iter().position(|&byte| byte == b':').unwrap_or(text.len());
            (is_registered_name(&text[..end]), &text[end..])
        }
    };
    is_host && (rest.is_empty() || rest.strip_prefix(b":").is_some_and(is_port))
}

/// Digits, none of which is needed, for a number that ports can have.
fn is_port(digits: &[u8]) -> bool {
    let number = digits.iter().try_fold(0_u16, |number, digit| {
        let digit = u16::from(digit.is_ascii_digit().then(|| digit - b'0')?);
        number.checked_mul(10)?.checked_add(digit)
    });
    number.is_some()
}

fn is_ip_literal(text: &[u8]) -> bool {
    match text {
        [b'v' | b'V', rest @ ..] => is_future_address(rest),
        _ => core::str::from_utf8(text).is_ok_and(|text| text.parse::<Ipv6Addr>().is_ok()),
    }
}

/// `IPvFuture` after its `v`.
fn is_future_address(text: &[u8]) -> bool {
    let Some(dot) = text.iter().position(|&byte| byte == b'.') else { return false };
    let (version, address) = (&text[..dot], &text[dot + 1..]);
    let is_address = |&byte: &u8| byte == b':' || is_name_byte(byte);
    !version.is_empty()
        && version.iter().all(u8::is_ascii_hexdigit)
        && !address.is_empty()
        && address.iter().all(is_address)
}

fn is_registered_name(name: &[u8]) -> bool {
    let mut rest = name;
    loop {
        rest = match rest {
            [] => return true,
            [b'%', high, low, rest @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => rest,
            [byte, rest @ ..] if is_name_byte(*byte) => rest,
            _ => return false,
        };
    }
}

/// `unreserved` or `sub-delims`.
fn is_name_byte(byte: u8) -> bool {
    NAME_BYTES[usize::from(byte)]
}

static NAME_BYTES: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = matches!(
            byte as u8,
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9'
                | b'-' | b'.' | b'_' | b'~'
                | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'='
        );
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn names_and_addresses_with_and_without_ports_are_hosts() {
        for host in [
            "",
            "localhost",
            "localhost:",
            "localhost:8080",
            "a-b.c_d~e!$&'()*+;=%41",
            "127.0.0.1:65535",
            "[::1]",
            "[::1]:80",
            "[::ffff:1.2.3.4]",
            "[v1.fe80::a+en1]",
        ] {
            assert!(is_valid(host.as_bytes()), "{host}");
        }
    }

    #[test]
    fn anything_else_is_none() {
        for host in [
            "a b",
            "a/b",
            "a?b",
            "a#b",
            "user@a",
            "a:b",
            "a:80:80",
            "a:65536",
            "[::1",
            "::1",
            "[::zz]",
            "[]",
            "[::1]x",
            "[v.a]",
            "[vz.a]",
            "[v1.]",
            "[v1]",
            "a%4",
            "a%zz",
            "a\"b",
            "a\\b",
            "http://a",
            "a\u{e9}",
            "[::1%25eth0]",
        ] {
            assert!(!is_valid(host.as_bytes()), "{host}");
        }
    }
}
