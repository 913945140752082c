//! The Host of a request (RFC 9112 §3.2): the grammar of `uri-host [ ":" port ]` (RFC 3986 §3.2.2).
//!
//! Two programs that read a malformed host differently can be played off against each other, so
//! only what the grammar allows gets through.

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
        _ => is_ipv6(text),
    }
}

/// `IPv6address`: eight groups, as many of them as are missing at the one `::`; the last two may be an
/// IPv4 address. By hand, for the parser of `core` is 2 KiB of a board's flash.
fn is_ipv6(text: &[u8]) -> bool {
    let (mut rest, mut groups, mut has_gap) = (text, 0, false);
    if let Some(after) = rest.strip_prefix(b"::") {
        (rest, has_gap) = (after, true);
    }
    while !rest.is_empty() {
        let length = rest.iter().position(|&byte| byte == b':').unwrap_or(rest.len());
        let (group, after) = rest.split_at(length);
        if after.is_empty() && is_ipv4(group) {
            groups += 2;
            break;
        }
        if !matches!(length, 1..=4) || !group.iter().all(u8::is_ascii_hexdigit) {
            return false;
        }
        groups += 1;
        rest = match after {
            [] => break,
            [b':', b':', ..] if has_gap => return false,
            [b':', b':', after @ ..] => {
                has_gap = true;
                after
            }
            [_] => return false,
            [_, after @ ..] => after,
        };
    }
    if has_gap { groups < 8 } else { groups == 8 }
}

/// Four numbers up to 255, without leading zeros.
fn is_ipv4(text: &[u8]) -> bool {
    let mut numbers = 0;
    let are_numbers = text.split(|&byte| byte == b'.').all(|digits| {
        numbers += 1;
        let is_short = matches!(digits, [_] | [b'1'..=b'9', _] | [b'1'..=b'2', _, _]);
        is_short && digits.iter().all(u8::is_ascii_digit) && (digits.len() < 3 || digits <= b"255".as_slice())
    });
    are_numbers && numbers == 4
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
#[cfg_attr(target_os = "none", inline(never))]
fn is_name_byte(byte: u8) -> bool {
    // A board has no flash for a table.
    #[cfg(not(target_os = "none"))]
    return NAME_BYTES[usize::from(byte)];
    #[cfg(target_os = "none")]
    is_of_names(byte)
}

#[cfg(not(target_os = "none"))]
static NAME_BYTES: [bool; 256] = {
    let (mut table, mut byte) = ([false; 256], 0);
    while byte < table.len() {
        table[byte] = is_of_names(byte as u8);
        byte += 1;
    }
    table
};

const fn is_of_names(byte: u8) -> bool {
    matches!(
        byte,
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9'
            | b'-' | b'.' | b'_' | b'~'
            | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'='
    )
}

#[cfg(test)]
mod tests {
    use core::net::Ipv6Addr;

    use proptest::prelude::*;

    use super::{is_ipv6, is_valid};

    proptest! {
        #[test]
        fn an_ipv6_address_is_what_the_standard_library_takes_for_one(
            text in prop_oneof![
                "[0-9a-f:.]{0,20}",
                "(::)?([0-9a-fA-F]{0,5}:){0,8}(:[0-9a-f]{0,4}){0,3}",
                "(::)?([0-9a-f]{1,4}:){0,7}[0-9]{1,3}([.][0-9]{1,3}){2,4}",
            ]
        ) {
            prop_assert_eq!(is_ipv6(text.as_bytes()), text.parse::<Ipv6Addr>().is_ok());
        }
    }

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
