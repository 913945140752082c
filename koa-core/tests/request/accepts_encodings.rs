use crate::support::with_headers;

#[test]
fn the_best_offer_wins() {
    let ctx = with_headers(&[("accept-encoding", "gzip;q=0.5, br"), ("accept-encoding", "compress;q=0.2")]);
    assert_eq!(ctx.accepts_encodings(&["compress", "gzip"]), Some("gzip"));
    assert_eq!(ctx.accepts_encodings(&["gzip", "br"]), Some("br"));
    assert_eq!(ctx.accepts_encodings(&["deflate"]), None);
}

#[test]
fn identity_is_fine_unless_it_is_refused() {
    assert_eq!(with_headers(&[("accept-encoding", "gzip")]).accepts_encodings(&["identity"]), Some("identity"));
    assert_eq!(with_headers(&[("accept-encoding", "*;q=0")]).accepts_encodings(&["identity"]), None);
}

#[test]
fn without_the_header_only_identity_is_fine() {
    assert_eq!(with_headers(&[]).accepts_encodings(&["gzip", "identity"]), Some("identity"));
}

#[test]
fn every_accepted_coding_comes_best_first_and_identity_last() {
    let ctx = with_headers(&[("accept-encoding", "gzip;q=0.5, br, compress;q=0")]);
    assert_eq!(ctx.request.accepted_encodings(), ["br", "gzip", "identity"]);
}
