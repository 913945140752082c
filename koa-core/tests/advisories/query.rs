//! Prototype pollution of qs and its users: names that build or reach into objects.

use koa_core::Request;
use koa_core::query::Query;

use crate::support::FLOOD;

#[test]
fn names_that_reach_into_objects_are_only_names() {
    for name in
        ["__proto__", "constructor", "__proto__[admin]", "a[__proto__][b]", "constructor.prototype.b", "hasOwnProperty"]
    {
        let text = format!("{name}=1&b=2");
        let query = Query::parse(&text);
        assert_eq!(query.first(name), Some("1"));
        assert_eq!(query.len(), 2);
        assert!(query.first("admin").is_none() && query.first("toString").is_none());
    }
}

#[test]
fn brackets_nest_nothing_however_deep() {
    let deep = "[a]".repeat(FLOOD / 3);
    let text = format!("a{deep}=1");
    assert_eq!(Query::parse(&text).first(&format!("a{deep}")), Some("1"));
}

#[test]
fn a_hostile_query_is_read_in_linear_time() {
    for hostile in ["&", "=", "%", "+", "a&", "a=1&", "%00", "%ff", "?"] {
        let url = ["/?", &hostile.repeat(FLOOD / hostile.len()), "&wanted=1"].concat();
        let request = Request::new(koa_core::Method::GET, url);
        assert_eq!(request.query().first("wanted"), Some("1"), "{hostile}");
    }
    let names: String = (0..100_000).map(|number| format!("x{number}=1&")).collect();
    assert_eq!(Query::parse(&names).len(), 100_000);
}
