#![cfg(feature = "json")]

use serde_json::json;

use crate::support::respond;

#[test]
fn a_value_is_sent_as_json() {
    let response = respond(|ctx| _ = ctx.set_json(&json!({ "name": "tobi" })).unwrap());
    assert_eq!(response.header("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(response.header("content-length"), Some("15"));
    assert_eq!(response.json::<serde_json::Value>(), json!({ "name": "tobi" }));
}

#[test]
fn anything_that_serialises_is_a_value() {
    assert_eq!(respond(|ctx| _ = ctx.set_json(&true).unwrap()).text(), "true");
    assert_eq!(respond(|ctx| _ = ctx.set_json(&7).unwrap()).text(), "7");
    assert_eq!(respond(|ctx| _ = ctx.set_json("text").unwrap()).text(), "\"text\"");
    assert_eq!(respond(|ctx| _ = ctx.set_json(&[0_u8; 0]).unwrap()).text(), "[]");
}

#[test]
fn a_json_type_stays() {
    let response = respond(|ctx| _ = ctx.set_content_type("application/ld+json").set_json(&1).unwrap());
    assert_eq!(response.header("content-type"), Some("application/ld+json"));
}

#[test]
fn what_does_not_serialise_changes_nothing() {
    let response = respond(|ctx| {
        ctx.set_body("before");
        let map = std::collections::BTreeMap::from([((1, 2), 3)]);
        assert_eq!(ctx.set_json(&map).unwrap_err().status(), 500);
    });
    assert_eq!(
        (response.text().as_str(), response.header("content-type")),
        ("before", Some("text/plain; charset=utf-8"))
    );
}
