//! The little that Koa knows about HTML: escaping text for it, and telling it from plain text.
//!
//! A redirect's body shows the target, which must not become markup (npm escape-html); a text body without
//! a type is HTML when it begins like it (Koa's `body=`).

use alloc::borrow::Cow;
use alloc::string::String;

use crate::js;

/// Replaces the five characters that mean something in HTML: `"`, `&`, `'`, `<` and `>`.
///
/// # Examples
///
/// ```
/// use koa_core::html;
///
/// assert_eq!(html::escape("<a href='/?x&y'>"), "&lt;a href=&#39;/?x&amp;y&#39;&gt;");
/// assert_eq!(html::escape("plain"), "plain");
/// ```
#[must_use]
pub fn escape(text: &str) -> Cow<'_, str> {
    let Some(first) = text.find(|char| entity(char).is_some()) else {
        return Cow::Borrowed(text);
    };
    let mut escaped = String::with_capacity(text.len() + 16);
    let mut rest = text;
    let mut next = Some(first);
    while let Some(position) = next {
        let (plain, special) = rest.split_at(position);
        escaped.push_str(plain);
        let mut chars = special.chars();
        escaped.push_str(chars.next().and_then(entity).unwrap_or(""));
        rest = chars.as_str();
        next = rest.find(|char| entity(char).is_some());
    }
    escaped.push_str(rest);
    Cow::Owned(escaped)
}

/// Whether a text begins like HTML: with "<", after any white space.
///
/// # Examples
///
/// ```
/// use koa_core::html;
///
/// assert!(html::looks_like_html("\n  <!doctype html>"));
/// assert!(!html::looks_like_html("1 < 2"));
/// ```
///
/// # Koa
///
/// Decides between `text/html` and `text/plain` when `ctx.body` is given a text. White space is
/// JavaScript's: U+FEFF belongs to it, U+0085 does not.
#[must_use]
pub fn looks_like_html(text: &str) -> bool {
    text.trim_start_matches(js::is_space).starts_with('<')
}

fn entity(char: char) -> Option<&'static str> {
    Some(match char {
        '"' => "&quot;",
        '&' => "&amp;",
        '\'' => "&#39;",
        '<' => "&lt;",
        '>' => "&gt;",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_before_markup_is_that_of_javascript() {
        let spaces = (0..=u32::from(char::MAX))
            .filter_map(char::from_u32)
            .filter(|char| *char != '<' && looks_like_html(&alloc::format!("{char}<p>")));
        let expected = "\t\n\u{B}\u{C}\r \u{A0}\u{1680}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\
            \u{2007}\u{2008}\u{2009}\u{200A}\u{2028}\u{2029}\u{202F}\u{205F}\u{3000}\u{FEFF}";
        assert!(spaces.eq(expected.chars()));
    }

    #[test]
    fn text_without_special_characters_is_lent_and_not_copied() {
        assert!(matches!(escape("é☃ /path?x=1"), Cow::Borrowed(_)));
    }

    #[test]
    fn neighbours_and_ends_are_escaped_too() {
        assert_eq!(escape("<<é>>"), "&lt;&lt;é&gt;&gt;");
    }
}
