use koa_core::{Error, test};

use crate::support::respond;

#[test]
fn messages_are_exposed_below_500() {
    assert!(Error::new(400, "").is_exposed());
    assert!(Error::new(499, "").is_exposed());
    assert!(!Error::new(500, "").is_exposed());
    assert!(!Error::new(503, "").is_exposed());
}

#[test]
fn it_can_be_said_otherwise() {
    assert!(Error::new(500, "").with_expose(true).is_exposed());
    assert!(!Error::new(400, "").with_expose(false).is_exposed());
    assert!(Error::new(500, "").set_expose(true).is_exposed());
}

#[test]
fn it_decides_what_the_client_reads() {
    let text = |error: fn() -> Error| {
        let app = koa_core::App::new().silent(true).with_state(error, async |error: &fn() -> Error, _, _| Err(error()));
        test::get("/").send(&app).text()
    };
    assert_eq!(text(|| Error::new(503, "try at noon").with_expose(true)), "try at noon");
    assert_eq!(text(|| Error::new(503, "db 7 is down")), "Service Unavailable");
    assert_eq!(text(|| Error::new(403, "rule 7").with_expose(false)), "Forbidden");
}

#[test]
fn an_error_of_a_setter_is_not_exposed() {
    let response = respond(|ctx| {
        ctx.set_reason("a\nb");
    });
    assert_eq!((response.status().as_u16(), response.text()), (500, "Internal Server Error".into()));
}
