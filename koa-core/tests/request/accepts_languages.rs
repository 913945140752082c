use crate::support::with_headers;

#[test]
fn the_best_offer_wins() {
    let ctx = with_headers(&[("accept-language", "en;q=0.8, es, pt"), ("accept-language", "de;q=0.1")]);
    assert_eq!(ctx.accepts_languages(&["de", "en"]), Some("en"));
    assert_eq!(ctx.accepts_languages(&["es", "en"]), Some("es"));
    assert_eq!(ctx.accepts_languages(&["fr"]), None);
}

#[test]
fn a_language_covers_its_regions() {
    let ctx = with_headers(&[("accept-language", "en")]);
    assert_eq!(ctx.accepts_languages(&["en-GB"]), Some("en-GB"));
}

#[test]
fn without_the_header_the_first_offer_is_fine() {
    assert_eq!(with_headers(&[]).accepts_languages(&["de", "en"]), Some("de"));
}

#[test]
fn every_accepted_language_comes_best_first() {
    let ctx = with_headers(&[("accept-language", "en;q=0.8, es, pt, fr;q=0")]);
    assert_eq!(ctx.request.accepted_languages(), ["es", "pt", "en"]);
}
