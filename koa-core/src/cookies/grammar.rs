//! What may stand in a Set-Cookie line (RFC 6265 §4.1.1), as loosely as the package `cookies` has it.

/// Whether `text` can be a cookie's name: any text of a header value but `;` and `=`.
pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| is_field_content(c) && c != ';' && c != '=')
}

/// Whether `text` can be a cookie's value: any text of a header value but `;`.
pub(super) fn is_value(text: &str) -> bool {
    text.chars().all(|c| is_field_content(c) && c != ';')
}

/// Whether `text` can be a path: printable ASCII but `;` and `<`.
pub(super) fn is_path(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b':' | b'='..=b'~'))
}

/// Whether `text` can be a domain: labels of letters, digits and inner hyphens; a dot may lead.
pub(super) fn is_domain(text: &str) -> bool {
    text.strip_prefix('.').unwrap_or(text).split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

fn is_field_content(c: char) -> bool {
    matches!(c, '\t' | ' '..='~' | '\u{80}'..='\u{ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_labels_with_inner_hyphens() {
        for domain in ["x", "x.com", ".x.com", "EXAMPLE.Com", "127.0.0.1", "a--b.c", &"a".repeat(63)] {
            assert!(is_domain(domain), "{domain:?}");
        }
        for domain in ["", ".", "..x", "x.", "x..y", "-a.com", "a-.com", "[::1]", "a_b", "\u{e9}", &"a".repeat(64)] {
            assert!(!is_domain(domain), "{domain:?}");
        }
    }

    #[test]
    fn a_path_is_printable_ascii_without_semicolon_and_less_than() {
        assert!(is_path("/a b:=>~"));
        for path in ["/a;b", "/<", "/\u{e9}", "/\t", "/\u{7f}"] {
            assert!(!is_path(path), "{path:?}");
        }
    }

    #[test]
    fn names_and_values_are_what_a_header_can_carry() {
        assert!(is_name("a b\t\",\u{e9}") && is_value("") && is_value("a=b, \"c\""));
        for text in ["a;b", "a\nb", "\0", "\u{7f}", "\u{100}"] {
            assert!(!is_name(text) && !is_value(text), "{text:?}");
        }
        assert!(!is_name("") && !is_name("a=b"));
    }
}
