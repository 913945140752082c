use crate::support::with_headers;

#[test]
fn the_best_offer_is_given_back_as_it_was_made() {
    let ctx = with_headers(&[("accept", "application/*;q=0.2, image/jpeg;q=0.8, text/html, text/plain")]);
    assert_eq!(ctx.accepts(&["png", "jpeg", "html"]), Some("html"));
    assert_eq!(ctx.accepts(&["json", "image/jpeg"]), Some("image/jpeg"));
    assert_eq!(ctx.accepts(&["json"]), Some("json"));
    assert_eq!(ctx.accepts(&[".html"]), Some(".html"));
}

#[test]
fn between_equals_the_order_of_the_client_and_then_of_the_offers_decides() {
    let ctx = with_headers(&[("accept", "text/plain, text/html")]);
    assert_eq!(ctx.accepts(&["html", "text"]), Some("text"));
    let ctx = with_headers(&[("accept", "*/*")]);
    assert_eq!(ctx.accepts(&["text", "html"]), Some("text"));
}

#[test]
fn none_is_none() {
    let ctx = with_headers(&[("accept", "text/*, image/png;q=0")]);
    assert_eq!(ctx.accepts(&["png", "json", "unknown-extension"]), None);
}

#[test]
fn without_the_header_the_first_offer_is_fine() {
    assert_eq!(with_headers(&[]).accepts(&["json", "html"]), Some("json"));
    assert_eq!(with_headers(&[]).accepts(&[]), None);
}

#[test]
fn several_fields_are_one_list() {
    let ctx = with_headers(&[("accept", "text/plain;q=0.5"), ("accept", "text/html")]);
    assert_eq!(ctx.accepts(&["text", "html"]), Some("html"));
}

#[test]
fn every_accepted_type_comes_best_first() {
    let ctx = with_headers(&[("accept", "application/*;q=0.2, image/jpeg;q=0.8, text/html, text/plain, a/b;q=0")]);
    assert_eq!(ctx.request.accepted_types(), ["text/html", "text/plain", "image/jpeg", "application/*"]);
    assert_eq!(with_headers(&[]).request.accepted_types(), ["*/*"]);
}
