use koa_core::{Version, test};

#[test]
fn it_is_http_1_1_unless_the_adapter_says_otherwise() {
    let mut ctx = test::context("GET /");
    assert_eq!(ctx.request.version(), Version::HTTP_11);
    ctx.request.set_version(Version::HTTP_10);
    assert_eq!(ctx.request.version(), Version::HTTP_10);
}

#[test]
fn versions_have_an_order_and_a_text() {
    let versions = [Version::HTTP_10, Version::HTTP_11, Version::HTTP_2, Version::HTTP_3];
    assert!(versions.is_sorted());
    assert_eq!(versions.map(|version| version.to_string()), ["HTTP/1.0", "HTTP/1.1", "HTTP/2.0", "HTTP/3.0"]);
}
