//! Media types: which one a file extension means, and the text of a `Content-Type`.
//!
//! `ctx.set_content_type("html")`, `ctx.attachment("plans.pdf")` and `ctx.accepts(&["json"])` all begin
//! with a name that is not yet a media type. The tables are those of npm mime-types, as Koa has them: two,
//! because negotiation uses an older one. They are looked up without allocating, and a program that never
//! asks does not carry them.

mod path;
#[rustfmt::skip]
mod table;

use alloc::borrow::Cow;

use crate::js;

pub use path::{basename, extension};

/// The media type of a path, a file name or an extension, with or without its dot and in any case.
///
/// # Examples
///
/// ```
/// use koa_core::mime;
///
/// assert_eq!(mime::lookup("html"), Some("text/html"));
/// assert_eq!(mime::lookup(".JSON"), Some("application/json"));
/// assert_eq!(mime::lookup("/x/y.tar.gz"), Some("application/gzip"));
/// assert_eq!(mime::lookup("mp3/README"), None);
/// ```
///
/// # Koa
///
/// `lookup` of mime-types 3.0.2, which knows 1239 extensions and returns `false` for others.
#[must_use]
pub fn lookup(path_or_extension: &str) -> Option<&'static str> {
    let mut buffer = [0; table::LONGEST];
    find(lower_case(path::bare_extension(path_or_extension), &mut buffer)?)
}

/// The media type that content negotiation gives an extension: as [`lookup`], but from the older table.
///
/// # Examples
///
/// ```
/// use koa_core::mime;
///
/// assert_eq!(mime::lookup_negotiated("js"), Some("application/javascript"));
/// assert_eq!(mime::lookup("js"), Some("text/javascript"));
/// ```
///
/// # Koa
///
/// `ctx.accepts("js")` asks mime-types 2.1.35, `ctx.type = "js"` asks 3.0.2. They differ in 73 extensions.
#[must_use]
pub fn lookup_negotiated(path_or_extension: &str) -> Option<&'static str> {
    let mut buffer = [0; table::LONGEST];
    let name = lower_case(path::bare_extension(path_or_extension), &mut buffer)?;
    match table::NEGOTIATED.binary_search_by(|(other, _)| other.as_bytes().cmp(name)) {
        Ok(row) => table::NEGOTIATED.get(row)?.1,
        Err(_) => find(name),
    }
}

/// The charset a media type has when none is given, in lower case: that of the table, else utf-8 for `text/*`.
///
/// Parameters of `media_type` are not looked at, and its case does not matter.
///
/// # Examples
///
/// ```
/// use koa_core::mime;
///
/// assert_eq!(mime::charset("text/x-anything"), Some("utf-8"));
/// assert_eq!(mime::charset("application/JSON; v=1"), Some("utf-8"));
/// assert_eq!(mime::charset("image/svg+xml"), None);
/// ```
///
/// # Koa
///
/// `charset` of mime-types 3.0.2, whose result Koa writes in lower case.
#[must_use]
pub fn charset(media_type: &str) -> Option<&'static str> {
    let essence = essence(media_type);
    let row = table::CHARSETS.binary_search_by(|(other, _)| cmp_ignoring_case(other, essence));
    match row {
        Ok(row) => table::CHARSETS.get(row).map(|(_, charset)| *charset),
        Err(_) => starts_with_ignoring_case(essence, "text/").then_some("utf-8"),
    }
}

/// The `Content-Type` that `text` stands for, or `None` when it stands for none.
///
/// Without a "/" it is a file name or an extension; with one it is a media type already. Either way the
/// type's [`charset`] is added unless the text has the word "charset" in it. The text is not validated.
///
/// # Examples
///
/// ```
/// use koa_core::mime;
///
/// assert_eq!(mime::content_type("html").as_deref(), Some("text/html; charset=utf-8"));
/// assert_eq!(mime::content_type("image/png").as_deref(), Some("image/png"));
/// assert_eq!(
///     mime::content_type("text/csv; charset=latin1").as_deref(),
///     Some("text/csv; charset=latin1"),
/// );
/// assert_eq!(mime::content_type("bogus"), None);
/// ```
///
/// # Koa
///
/// What `ctx.type = text` writes; for `None` Koa removes the header.
#[must_use]
pub fn content_type(text: &str) -> Option<Cow<'_, str>> {
    if let Some(known) = common_content_type(text) {
        return Some(Cow::Borrowed(known));
    }
    let media_type = if text.contains('/') { text } else { lookup(text)? };
    if media_type.contains("charset") {
        return Some(Cow::Borrowed(media_type));
    }
    Some(match charset(media_type) {
        Some(charset) => Cow::Owned([media_type, "; charset=", charset].concat()),
        None => Cow::Borrowed(media_type),
    })
}

/// [`content_type`] of the few names that most responses use, without a search and as a constant.
///
/// `None` says nothing about the text: ask [`content_type`] then.
///
/// # Examples
///
/// ```
/// use koa_core::mime;
///
/// assert_eq!(mime::common_content_type("json"), Some("application/json; charset=utf-8"));
/// assert_eq!(mime::common_content_type("text/html"), Some("text/html; charset=utf-8"));
/// assert_eq!(mime::common_content_type("xml"), None);
/// ```
#[must_use]
pub fn common_content_type(text: &str) -> Option<&'static str> {
    Some(match text {
        "html" | "text/html" | "text/html; charset=utf-8" => "text/html; charset=utf-8",
        "text" | "txt" | "text/plain" | "text/plain; charset=utf-8" => "text/plain; charset=utf-8",
        "json" | "application/json" | "application/json; charset=utf-8" => "application/json; charset=utf-8",
        "css" | "text/css" => "text/css; charset=utf-8",
        "js" | "text/javascript" => "text/javascript; charset=utf-8",
        "bin" | "application/octet-stream" => "application/octet-stream",
        _ => return None,
    })
}

/// Whether a media type says JSON: by the whole word, in any case and place.
///
/// # Examples
///
/// ```
/// use koa_core::mime;
///
/// assert!(mime::is_json("application/JSON"));
/// assert!(mime::is_json("application/vnd.api+json"));
/// assert!(!mime::is_json("application/jsonml+xml"));
/// ```
///
/// # Koa
///
/// Decides whether `ctx.body = object` keeps the type that is set already.
#[must_use]
pub fn is_json(media_type: &str) -> bool {
    let mut words = media_type.as_bytes().split(|&byte| !byte.is_ascii_alphanumeric() && byte != b'_');
    words.any(|word| word.eq_ignore_ascii_case(b"json"))
}

/// Finds a lower-case extension in the table.
fn find(name: &[u8]) -> Option<&'static str> {
    let width = name.len();
    let group = table::EXTENSIONS.iter().find(|group| group.names.len() == width * group.types.len())?;
    let names = group.names.as_bytes();
    let (mut low, mut high) = (0, group.types.len());
    while low < high {
        let middle = low.midpoint(high);
        match names.get(middle * width..(middle + 1) * width)?.cmp(name) {
            core::cmp::Ordering::Less => low = middle + 1,
            core::cmp::Ordering::Greater => high = middle,
            core::cmp::Ordering::Equal => {
                let start = usize::from(*group.types.get(middle)?);
                return table::TYPES.get(start..)?.split('\n').next();
            }
        }
    }
    None
}

/// The extension in lower case, in `buffer`; `None` when it cannot be in the table.
fn lower_case<'a>(extension: &str, buffer: &'a mut [u8]) -> Option<&'a [u8]> {
    let mut length = 0;
    for char in extension.chars() {
        *buffer.get_mut(length)? = u8::try_from(lower(char)).ok()?;
        length += 1;
    }
    buffer.get(..length).filter(|name| !name.is_empty())
}

/// The lower case of a letter that has an ASCII one. The Kelvin sign is the only such letter beyond ASCII.
fn lower(char: char) -> char {
    if char == '\u{212A}' { 'k' } else { char.to_ascii_lowercase() }
}

fn cmp_ignoring_case(lower_case: &str, text: &str) -> core::cmp::Ordering {
    lower_case.chars().cmp(text.chars().map(lower))
}

fn starts_with_ignoring_case(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// A media type without white space around it and without parameters.
fn essence(media_type: &str) -> &str {
    let start = media_type.trim_start_matches(js::is_space);
    let end = start.find(|char| char == ';' || js::is_space(char));
    start.get(..end.unwrap_or(start.len())).unwrap_or(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_is_sorted_so_that_the_search_finds_each_name() {
        let mut count = 0;
        for group in &table::EXTENSIONS {
            let width = group.names.len() / group.types.len();
            assert_eq!(group.names.len(), width * group.types.len());
            for name in group.names.as_bytes().chunks(width) {
                let name = core::str::from_utf8(name).unwrap();
                assert!(lookup(name).is_some_and(|found| found.contains('/')), "{name}");
                count += 1;
            }
        }
        assert_eq!(count, 1239);
    }

    #[test]
    fn every_difference_of_the_negotiation_table_is_found() {
        assert!(table::NEGOTIATED.is_sorted_by_key(|row| row.0));
        for (name, media_type) in table::NEGOTIATED {
            assert_eq!(lookup_negotiated(name), media_type);
            assert_ne!(lookup(name), media_type);
        }
    }

    #[test]
    fn every_charset_of_the_table_is_found_in_any_case() {
        for (media_type, expected) in table::CHARSETS {
            assert_eq!(charset(&media_type.to_ascii_uppercase()), Some(expected));
        }
    }

    #[test]
    fn the_common_content_types_are_what_the_tables_say() {
        for name in ["html", "text", "txt", "json", "css", "js", "bin"] {
            let media_type = lookup(name).unwrap();
            let expected = match charset(media_type) {
                Some(charset) => [media_type, "; charset=", charset].concat(),
                None => media_type.into(),
            };
            assert_eq!(common_content_type(name), Some(expected.as_str()));
            assert_eq!(common_content_type(media_type), Some(expected.as_str()));
        }
    }

    #[test]
    fn the_kelvin_sign_is_a_k_as_in_javascript() {
        assert_eq!(lookup("m\u{212A}v"), lookup("mkv"));
        assert_eq!(lookup("m\u{130}d"), None);
    }

    #[test]
    fn charset_in_capitals_does_not_keep_the_default_away() {
        let found = content_type("text/html;CHARSET=x").unwrap();
        assert_eq!(found, "text/html;CHARSET=x; charset=utf-8");
    }
}
