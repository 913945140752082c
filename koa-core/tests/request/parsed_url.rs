use crate::support::with_headers;

#[cfg(feature = "url")]
#[test]
fn it_is_the_full_url_in_pieces() {
    let mut ctx = with_headers(&[("host", "Example.com:3000")]);
    ctx.request.set_original_url("/users/1?page=2#top");
    let url = ctx.parsed_url().unwrap();
    assert_eq!(url.href(), "http://example.com:3000/users/1?page=2#top");
    assert_eq!(
        (url.scheme(), url.host(), url.hostname(), url.port()),
        ("http", "example.com:3000", "example.com", "3000")
    );
    assert_eq!((url.pathname(), url.search(), url.hash()), ("/users/1", "?page=2", "#top"));
}

#[cfg(feature = "url")]
#[test]
fn an_absolute_target_is_itself() {
    let mut ctx = with_headers(&[("host", "example.com")]);
    ctx.request.set_original_url("http://user:pass@other.com:80/a");
    let url = ctx.parsed_url().unwrap();
    assert_eq!((url.host(), url.username(), url.password()), ("other.com", "user", "pass"));
}

#[test]
fn what_is_no_url_is_none() {
    assert!(with_headers(&[]).parsed_url().is_none());
    assert!(with_headers(&[("host", "invalid host")]).parsed_url().is_none());
}

#[cfg(not(feature = "url"))]
#[test]
fn without_the_feature_there_is_none() {
    assert!(with_headers(&[("host", "example.com")]).parsed_url().is_none());
}
