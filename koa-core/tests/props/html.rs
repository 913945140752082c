//! HTML escaping, undone again.

use koa_core::html;
use proptest::prelude::*;

const ENTITIES: [(&str, &str); 5] = [("&quot;", "\""), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];

proptest! {
    #[test]
    fn escaping_can_be_undone(text in "([\"&'<>]|.){0,20}") {
        let escaped = html::escape(&text);
        prop_assert!(!escaped.contains(['"', '\'', '<', '>']));
        let back = ENTITIES.iter().fold(escaped.into_owned(), |text, (entity, char)| text.replace(entity, char));
        prop_assert_eq!(back, text);
    }

    #[test]
    fn escaped_text_never_looks_like_html(text in "\\s{0,3}[<a].{0,5}") {
        prop_assert!(!html::looks_like_html(&html::escape(&text)));
    }
}
