//! Properties of `Vary`.

use koa_core::vary::{append, append_all};
use proptest::prelude::*;

fn names() -> impl Strategy<Value = Vec<String>> {
    proptest::collection::vec("[a-cA-C]{1,2}|[!-~]{1,2}", 0..8)
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(header in ".*", fields in ".*") {
        let _ = append(&header, &fields);
        let _ = append_all(&header, &[&fields]);
    }

    #[test]
    fn appending_twice_is_appending_once(header in "[a-c ,*]{0,12}", fields in "[a-cA-C ,*]{1,12}") {
        if let Ok(once) = append(&header, &fields) {
            prop_assert_eq!(append(&once, &fields), Ok(once));
        }
    }

    #[test]
    fn what_was_there_stays_unless_a_star_comes(header in "[a-c ,*]{0,12}", names in names()) {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        if let Ok(varied) = append_all(&header, &names) {
            prop_assert!(varied == "*" || varied.starts_with(&header));
        }
    }

    #[test]
    fn every_name_is_in_the_result(header in "[a-c ,*]{0,12}", names in names()) {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        if let Ok(varied) = append_all(&header, &names) {
            for name in names {
                let listed = varied.split(',').any(|part| part.trim_matches(' ').eq_ignore_ascii_case(name));
                prop_assert!(varied == "*" || listed);
            }
        }
    }

    #[test]
    fn a_text_and_its_list_append_the_same(header in "[a-c ,*]{0,12}", names in proptest::collection::vec("[a-cA-C*]{1,2}", 1..8)) {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        prop_assert_eq!(append(&header, &names.join(" , ")), append_all(&header, &names));
    }
}
