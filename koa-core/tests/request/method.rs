use koa_core::{Method, test};

#[test]
fn it_is_what_the_client_sent() {
    assert_eq!(test::context("PUT /").method(), &Method::PUT);
    assert_eq!(test::context("purge /").method(), &"purge");
}

#[test]
fn it_can_be_replaced() {
    let mut ctx = test::context("POST /");
    ctx.set_method(Method::DELETE);
    assert_eq!(ctx.method(), &Method::DELETE);
    assert_eq!(ctx.request.method().as_str(), "DELETE");
}

#[test]
fn a_replaced_one_decides_how_the_request_is_answered() {
    let response = crate::support::respond(|ctx| {
        ctx.set_method(Method::HEAD).set_body("hello");
    });
    assert_eq!((response.text().as_str(), response.header("content-length")), ("", Some("5")));
}

#[test]
fn every_registered_name_is_its_constant() {
    for (name, method) in [
        ("GET", Method::GET),
        ("HEAD", Method::HEAD),
        ("POST", Method::POST),
        ("PUT", Method::PUT),
        ("DELETE", Method::DELETE),
        ("CONNECT", Method::CONNECT),
        ("OPTIONS", Method::OPTIONS),
        ("TRACE", Method::TRACE),
        ("PATCH", Method::PATCH),
    ] {
        assert_eq!(Method::new(name).unwrap(), method);
        assert_eq!((method.as_str(), method.to_string().as_str()), (name, name));
    }
}

#[test]
fn other_tokens_are_methods_and_case_matters() {
    assert_eq!(Method::new("M-SEARCH").unwrap().as_str(), "M-SEARCH");
    assert_ne!(Method::new("get").unwrap(), Method::GET);
    assert_eq!(Method::default(), Method::GET);
}

#[test]
fn what_is_no_token_is_no_method() {
    for name in ["", "GET ", "GE T", "GET\r\n", "GÉT", "G/T", "\0"] {
        assert_eq!(Method::new(name).unwrap_err().to_string(), "a method must be a token", "{name:?}");
    }
}
