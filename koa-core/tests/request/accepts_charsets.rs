use crate::support::with_headers;

#[test]
fn the_best_offer_wins() {
    let ctx = with_headers(&[("accept-charset", "utf-8, iso-8859-1;q=0.2, utf-7;q=0.5")]);
    assert_eq!(ctx.accepts_charsets(&["utf-7", "utf-8"]), Some("utf-8"));
    assert_eq!(ctx.accepts_charsets(&["ISO-8859-1"]), Some("ISO-8859-1"));
    assert_eq!(ctx.accepts_charsets(&["utf-16"]), None);
}

#[test]
fn without_the_header_the_first_offer_is_fine() {
    assert_eq!(with_headers(&[]).accepts_charsets(&["utf-7", "utf-8"]), Some("utf-7"));
}

#[test]
fn every_accepted_charset_comes_best_first() {
    let ctx = with_headers(&[("accept-charset", "iso-8859-1;q=0.2, utf-8, utf-7;q=0.5, x;q=0")]);
    assert_eq!(ctx.request.accepted_charsets(), ["utf-8", "utf-7", "iso-8859-1"]);
}
