use koa_core::{HeaderMap, HeaderName, HeaderValue, header};
use proptest::prelude::*;

fn listed(map: &HeaderMap) -> Vec<(&str, &str)> {
    map.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect()
}

#[test]
fn fields_keep_the_order_in_which_they_came() {
    let mut map = HeaderMap::new();
    map.append("b", "1");
    map.append("a", "2");
    map.append("b", "3");
    assert_eq!(listed(&map), [("b", "1"), ("a", "2"), ("b", "3")]);
}

#[test]
fn insert_takes_the_place_of_the_first_and_removes_the_others() {
    let mut map = HeaderMap::from_iter([("a", "1"), ("b", "2"), ("a", "3"), ("c", "4"), ("a", "5")]);
    map.insert("A", "6");
    assert_eq!(listed(&map), [("a", "6"), ("b", "2"), ("c", "4")]);
    map.insert("d", "7");
    assert_eq!(listed(&map).last(), Some(&("d", "7")));
}

#[test]
fn lookups_have_no_case_and_take_names_and_text() {
    let map = HeaderMap::from_iter([("set-cookie", "a"), ("x", "y"), ("set-cookie", "b")]);
    assert_eq!(map.get_str("Set-Cookie"), Some("a"));
    assert_eq!(map.get(header::SET_COOKIE), Some(&HeaderValue::from("a")));
    assert!(map.get_all("SET-COOKIE").map(|value| value.to_str()).eq([Some("a"), Some("b")]));
    assert!(map.contains("X") && !map.contains("y"));
    assert_eq!(map.get_str("y"), None);
}

#[test]
fn remove_takes_every_value_and_tells() {
    let mut map = HeaderMap::from_iter([("a", "1"), ("b", "2"), ("a", "3")]);
    assert!(map.remove("A"));
    assert!(!map.remove("a"));
    assert_eq!(listed(&map), [("b", "2")]);
}

#[test]
fn drain_and_clear_leave_nothing() {
    let mut map = HeaderMap::from_iter([("a", "1"), ("b", "2")]);
    let drained: Vec<_> = map.drain().collect();
    assert_eq!((drained.len(), map.len(), map.is_empty()), (2, 0, true));
    map.extend(drained);
    assert_eq!(map.len(), 2);
    map.clear();
    assert!(map.is_empty());
}

#[test]
fn debug_shows_names_and_values() {
    assert_eq!(format!("{:?}", HeaderMap::from_iter([("a", "1")])), r#"{"a": "1"}"#);
}

/// A change of the map, and the same change of a plain list of pairs.
#[derive(Clone, Debug)]
enum Change {
    Insert(String, u64),
    Append(String, u64),
    Remove(String),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let change = ("[a-cA-C]{1,2}", any::<u64>(), 0..3).prop_map(|(name, value, kind)| match kind {
        0 => Change::Insert(name, value),
        1 => Change::Append(name, value),
        _ => Change::Remove(name),
    });
    proptest::collection::vec(change, 0..20)
}

proptest! {
    #[test]
    fn it_behaves_as_a_list_of_pairs(changes in changes()) {
        let mut map = HeaderMap::new();
        let mut list: Vec<(String, u64)> = Vec::new();
        for change in changes {
            match change {
                Change::Insert(name, value) => {
                    map.insert(HeaderName::new(&name).unwrap(), value);
                    let name = name.to_ascii_lowercase();
                    match list.iter().position(|(known, _)| *known == name) {
                        None => list.push((name, value)),
                        Some(first) => {
                            list[first].1 = value;
                            let mut at = 0;
                            list.retain(|(known, _)| {
                                at += 1;
                                *known != name || at == first + 1
                            });
                        }
                    }
                }
                Change::Append(name, value) => {
                    map.append(HeaderName::new(&name).unwrap(), value);
                    list.push((name.to_ascii_lowercase(), value));
                }
                Change::Remove(name) => {
                    let name = name.to_ascii_lowercase();
                    let was_there = list.iter().any(|(known, _)| *known == name);
                    prop_assert_eq!(map.remove(&name), was_there);
                    list.retain(|(known, _)| *known != name);
                }
            }
        }
        let expected: Vec<_> = list.iter().map(|(name, value)| (name.as_str(), value.to_string())).collect();
        let actual: Vec<_> = map.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap().to_owned())).collect();
        prop_assert_eq!(actual, expected);
    }
}
