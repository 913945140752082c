use koa_core::Error;

#[test]
fn it_is_the_class_of_the_status() {
    for (status, name) in [
        (400, "BadRequestError"),
        (401, "UnauthorizedError"),
        (404, "NotFoundError"),
        (413, "PayloadTooLargeError"),
        (414, "URITooLongError"),
        (418, "ImATeapotError"),
        (500, "InternalServerError"),
        (501, "NotImplementedError"),
        (505, "HTTPVersionNotSupportedError"),
    ] {
        assert_eq!(Error::new(status, "").name(), name);
    }
}

#[test]
fn a_status_without_a_class_takes_that_of_its_hundred() {
    assert_eq!(Error::new(499, "").name(), "BadRequestError");
    assert_eq!(Error::new(599, "").name(), "InternalServerError");
}

#[test]
fn what_is_no_failure_of_http_is_an_error() {
    assert_eq!(Error::new(204, "").name(), "Error");
    assert_eq!(Error::from("x".parse::<u8>().unwrap_err()).name(), "Error");
}
