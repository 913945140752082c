//! Media types and paths, over any text.

use koa_core::mime;
use proptest::prelude::*;

proptest! {
    #[test]
    fn any_text_is_answered(text in ".*") {
        let _ = (mime::lookup(&text), mime::lookup_negotiated(&text), mime::charset(&text));
    }

    #[test]
    fn an_extension_means_the_same_alone_with_a_dot_and_after_any_name(
        name in "[^/]+",
        extension in "[a-z0-9]{1,5}",
    ) {
        let alone = mime::lookup(&extension);
        prop_assert_eq!(mime::lookup(&format!(".{extension}")), alone);
        prop_assert_eq!(mime::lookup(&format!("dir/{name}.{extension}")), alone);
        prop_assert_eq!(mime::lookup(&extension.to_uppercase()), alone);
    }

    #[test]
    fn a_content_type_stays_as_it_is_when_it_is_given_again(text in "[a-z/;= ]{0,20}|html|js|png|md") {
        if let Some(once) = mime::content_type(&text) {
            prop_assert!(once.contains('/'));
            let twice = mime::content_type(&once);
            prop_assert_eq!(twice.as_deref(), Some(once.as_ref()));
        }
    }

    #[test]
    fn a_base_name_ends_its_path_and_an_extension_ends_the_base_name(path in "[/.a☃ ]{0,12}") {
        let name = mime::basename(&path);
        prop_assert!(!name.contains('/'));
        prop_assert!(path.trim_end_matches('/').ends_with(name));
        let extension = mime::extension(&path);
        prop_assert!(name.ends_with(extension));
        prop_assert!(extension.is_empty() || extension.starts_with('.'));
        prop_assert!(extension.len() < name.len() || extension.is_empty());
    }
}
