//! The Cookie header (RFC 6265 §5.4), searched for one name without taking all of it apart.

/// The value of the first cookie called `name` in a Cookie header.
///
/// Spaces before a name are skipped, names are compared with their case, and a value is what stands
/// before the next `;`, not trimmed and not decoded. Of a value that begins with a quote, the first
/// and the last character are taken off.
///
/// # Examples
///
/// ```
/// use koa_core::cookies::find;
///
/// assert_eq!(find("theme=dark; lang=en", "lang"), Some("en"));
/// assert_eq!(find("theme=\"dark\"", "theme"), Some("dark"));
/// assert_eq!(find("theme=dark", "Theme"), None);
/// ```
///
/// # Koa
///
/// The search of `cookies.get(name)`. The last character goes there too, be it a quote or not.
#[must_use]
pub fn find<'h>(header: &'h str, name: &str) -> Option<&'h str> {
    let mut rest = header;
    loop {
        if let Some(value) = value_after(name, rest) {
            let end = value.find(';').unwrap_or(value.len());
            return Some(unquote(&value[..end]));
        }
        rest = rest.split_once(';')?.1;
    }
}

/// What follows `name=` at the start of `text`, where more spaces may stand than the name has.
fn value_after<'h>(name: &str, text: &'h str) -> Option<&'h str> {
    let (bare_name, bare_text) = (name.trim_start_matches(' '), text.trim_start_matches(' '));
    if name.len() - bare_name.len() > text.len() - bare_text.len() {
        return None;
    }
    bare_text.strip_prefix(bare_name)?.strip_prefix('=')
}

fn unquote(value: &str) -> &str {
    let Some(quoted) = value.strip_prefix('"') else { return value };
    let mut characters = quoted.chars();
    characters.next_back();
    characters.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_spaces_may_stand_before_a_name() {
        for (header, value) in [
            ("a=1", Some("1")),
            ("  a=1", Some("1")),
            (";a=1", Some("1")),
            ("b=2;   a=1", Some("1")),
            ("b=2;\ta=1", None),
            ("ba=1", None),
            ("b=a=1", None),
            ("a =1", None),
            ("a", None),
            ("", None),
        ] {
            assert_eq!(find(header, "a"), value, "{header:?}");
        }
    }

    #[test]
    fn a_name_may_begin_with_spaces_or_hold_separators() {
        assert_eq!(find("x=0;  a=1", " a"), Some("1"));
        assert_eq!(find("x=0;a=1", " a"), None);
        assert_eq!(find("a=b=1", "a=b"), Some("1"));
        assert_eq!(find("x; a;b=1", "a;b"), Some("1"));
        assert_eq!(find("x; =1", ""), Some("1"));
    }

    #[test]
    fn a_value_that_begins_with_a_quote_loses_both_ends() {
        for (header, value) in [
            ("a=\"\"", ""),
            ("a=\"", ""),
            ("a=\"x", ""),
            ("a=\"x\" ", "x\""),
            ("a=\"x\u{e9}", "x"),
            ("a=\"x;y\"", ""),
            ("a= \"x\"", " \"x\""),
            ("a=x\"", "x\""),
        ] {
            assert_eq!(find(header, "a"), Some(value), "{header:?}");
        }
    }
}
