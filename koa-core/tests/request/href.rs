use crate::support::with_headers;

#[test]
fn it_is_protocol_host_and_target() {
    let ctx = with_headers(&[("host", "example.com:3000")]);
    assert_eq!(ctx.href(), "http://example.com:3000/");
}

#[test]
fn it_is_that_of_the_original_target() {
    let mut ctx = with_headers(&[("host", "example.com")]);
    ctx.request.set_original_url("/users?page=2");
    ctx.set_url("/changed");
    assert_eq!(ctx.href(), "http://example.com/users?page=2");
}

#[test]
fn it_is_https_on_an_encrypted_connection() {
    let mut ctx = with_headers(&[("host", "example.com")]);
    ctx.request.set_encrypted(true);
    assert_eq!(ctx.href(), "https://example.com/");
}

#[test]
fn an_absolute_target_is_itself() {
    for url in ["http://other.com/a?b", "HTTPS://other.com"] {
        let mut ctx = with_headers(&[("host", "example.com")]);
        ctx.request.set_original_url(url);
        assert_eq!(ctx.href(), url);
    }
}

#[test]
fn what_is_missing_is_missing() {
    let mut ctx = with_headers(&[]);
    ctx.request.set_original_url("*");
    assert_eq!(ctx.href(), "http://*");
}
