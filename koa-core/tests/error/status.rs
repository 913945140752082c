use koa_core::{Error, StatusCode};

#[test]
fn it_is_the_one_asked_for_when_it_can_be_one() {
    for status in [200, 204, 304, 400, 404, 418, 499, 500, 599, 100] {
        assert_eq!(Error::new(status, "").status(), status, "{status}");
    }
}

#[test]
fn anything_else_is_a_500() {
    for status in [0, 99, 299, 399, 600, 700, 999, 1000, u16::MAX] {
        let error = Error::new(status, "hidden");
        assert_eq!(error.status(), 500, "{status}");
        assert!(!error.is_exposed(), "{status}");
    }
}

#[test]
fn a_status_alone_brings_its_reason_phrase() {
    assert_eq!(Error::status_only(404).message(), "Not Found");
    assert_eq!(Error::status_only(503).message(), "Service Unavailable");
    assert_eq!(Error::from(StatusCode::IM_A_TEAPOT).message(), "I'm a Teapot");
    assert_eq!(Error::status_only(700).message(), "Internal Server Error");
}

#[test]
fn a_status_without_a_phrase_takes_that_of_its_hundred() {
    assert_eq!(Error::status_only(499).message(), "Bad Request");
    assert_eq!(Error::status_only(599).message(), "Internal Server Error");
}

#[test]
fn changing_it_changes_what_is_exposed() {
    let mut error = Error::new(400, "text");
    assert!(!error.set_status(StatusCode::BAD_GATEWAY).is_exposed());
    assert!(error.set_status(StatusCode::CONFLICT).is_exposed());
    assert_eq!(error.status(), StatusCode::CONFLICT);
}
