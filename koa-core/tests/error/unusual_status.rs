//! Errors whose status cannot end a request, or has no body, or has no name.

use koa_core::{App, Error, StatusCode, test};

fn answer(status: u16) -> test::TestResponse {
    let app = App::new().silent(true).with(async |ctx, _| {
        let status = ctx.querystring().parse()?;
        ctx.throw(status, "the message")
    });
    test::get(&format!("/?{status}")).send(&app)
}

#[test]
fn a_status_without_a_body_is_sent_without_one() {
    for status in [204, 205, 304] {
        let response = answer(status);
        assert_eq!(response.status(), status);
        assert_eq!(response.text(), "");
        assert_eq!((response.header("content-type"), response.header("content-length")), (None, None), "{status}");
    }
}

#[test]
fn a_status_that_does_not_end_a_request_is_a_500() {
    for status in [100, 101, 102, 103] {
        assert_eq!(answer(status).status(), 500, "{status}");
    }
}

#[test]
fn a_status_without_a_name_is_a_500_with_the_message_when_exposed() {
    let response = answer(499);
    assert_eq!((response.status().as_u16(), response.text()), (500, "the message".into()));
    let response = answer(599);
    assert_eq!((response.status().as_u16(), response.text()), (500, "Internal Server Error".into()));
}

#[test]
fn a_status_out_of_range_is_a_500_that_hides_the_message() {
    for status in [99, 299, 399, 600, 700, 1000] {
        let response = answer(status);
        assert_eq!((response.status().as_u16(), response.text()), (500, "Internal Server Error".into()), "{status}");
    }
}

#[test]
fn a_status_of_success_is_sent_with_the_message() {
    let response = answer(202);
    assert_eq!((response.status().as_u16(), response.text()), (202, "the message".into()));
}

#[test]
fn a_listener_cannot_make_a_status_that_cannot_be_sent() {
    let app = App::new()
        .on_error(|error, _| {
            error.set_status(StatusCode::new(700).unwrap());
        })
        .with(async |_, _| Err(Error::new(400, "no")));
    assert_eq!(test::get("/").send(&app).status(), 500);
}
