//! URL encoding, over any text.

use koa_core::encode_url::encode_url;
use proptest::prelude::*;

proptest! {
    #[test]
    fn encoding_again_changes_nothing(url in "([%0-9a-fA-F]|.){0,20}") {
        let once = encode_url(&url).into_owned();
        prop_assert_eq!(encode_url(&once), once.as_str());
    }

    #[test]
    fn the_result_is_ascii_that_a_header_may_hold(url in any::<String>()) {
        let encoded = encode_url(&url);
        prop_assert!(encoded.bytes().all(|byte| byte.is_ascii_graphic()));
        prop_assert_eq!(encoded.find(['"', '<', '>', '`', '{', '}']), None);
    }

    #[test]
    fn a_url_of_allowed_characters_stays_as_it_is(url in "([!#$&-;=?-_a-z|~]|%[0-9a-fA-F]{2}){0,20}") {
        prop_assert_eq!(encode_url(&url), url.as_str());
    }
}
