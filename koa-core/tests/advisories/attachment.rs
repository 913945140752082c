//! GHSA-c5vw-j4hf-j526 of Koa: `attachment` replaced a type that the application had chosen.

use crate::support::respond;

#[test]
fn ghsa_c5vw_j4hf_j526_an_attachment_leaves_an_explicit_type_alone() {
    let response = respond(|ctx| _ = ctx.set_content_type("text/plain").attachment("page.html").set_body("<p>"));
    assert_eq!(response.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(response.header("content-disposition"), Some("attachment; filename=\"page.html\""));
}

#[test]
fn ghsa_c5vw_j4hf_j526_a_type_that_was_set_as_a_header_stays_too() {
    let response = respond(|ctx| {
        _ = ctx.set_header("content-type", "application/x-own").attachment("page.html").set_body("<p>");
    });
    assert_eq!(response.header("content-type"), Some("application/x-own"));
}
