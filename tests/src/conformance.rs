//! One application with an endpoint for each thing that HTTP/1.1 can do to a server.
//!
//! Conformance is judged from outside, by what a server answers to raw bytes. So that each adapter
//! is judged alike, the endpoints are one Koa application, which every runtime serves.
//!
//! | | |
//! |---|---|
//! | `GET /` | `hello` |
//! | `POST`, `PUT /echo` | the body, piece by piece, of any length |
//! | `GET /len?n=` | as many `x`, with Content-Length |
//! | `GET /stream?n=&chunk=` | as many `s` in pieces of that size, without Content-Length |
//! | `POST /drop` | `dropped`; the body is not read |
//! | `GET /slow?ms=` | `slow`, after that time |
//! | any method `/headers` | the headers as JSON, `[[name, value], …]`, in their order |
//! | `POST /sink` | the length of the body; it may be as long as the server's limit |
//! | `GET /status?c=` | that status, and `oops-body` as far as it may have a body |
//! | `GET /sethdr?v=` | the header X-Echo with those bytes, or a 500 for what is no value |
//! | `GET /badlen?cl=&n=` | as many `b`, with that Content-Length |
//!
//! HEAD is answered where GET is. Another path is a 404, another method a 405 with Allow, and a
//! method that is not known a 501.

use koa_core::{App, Context, Next, Result, StatusCode};

use crate::runtime::Sleep;

mod bodies;
mod endpoints;
pub mod options;

/// Every endpoint.
///
/// ```
/// use koa_core::test;
/// use koa_tests::conformance;
///
/// let app = conformance::app(|_| Box::pin(async {}));
/// assert_eq!(test::get("/len?n=3").send(&app).text(), "xxx");
/// assert_eq!(test::post("/len?n=3").send(&app).header("allow"), Some("GET, HEAD"));
/// ```
pub fn app(sleep: Sleep) -> App {
    App::new().silent(true).with(known_methods).with(allowed_methods).with_state(sleep, endpoints::run)
}

const KNOWN: [&str; 8] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];

/// The endpoints, and the methods each allows; none means any.
const ALLOWED: [(&str, &[&str]); 12] = [
    ("/", &["GET", "HEAD"]),
    ("/echo", &["POST", "PUT"]),
    ("/len", &["GET", "HEAD"]),
    ("/stream", &["GET", "HEAD"]),
    ("/drop", &["POST"]),
    ("/slow", &["GET", "HEAD"]),
    ("/headers", &[]),
    ("/sink", &["POST", "PUT"]),
    ("/status", &["GET", "HEAD"]),
    ("/sethdr", &["GET", "HEAD"]),
    ("/badlen", &["GET", "HEAD"]),
    // The server itself (RFC 9110 §9.3.7).
    ("*", &["OPTIONS"]),
];

/// A method that nobody here knows is a 501, whatever its path; CONNECT too, for this is no proxy.
async fn known_methods(ctx: &mut Context, next: Next<'_>) -> Result {
    if KNOWN.contains(&ctx.method().as_str()) {
        return next.run(ctx).await;
    }
    ctx.set_status(StatusCode::NOT_IMPLEMENTED);
    Ok(())
}

/// A known path with a method it has not is a 405 that says which it has; an unknown path a 404.
async fn allowed_methods(ctx: &mut Context, next: Next<'_>) -> Result {
    let Some((_, methods)) = ALLOWED.into_iter().find(|(path, _)| *path == ctx.path()) else { return Ok(()) };
    if methods.is_empty() || methods.contains(&ctx.method().as_str()) {
        return next.run(ctx).await;
    }
    ctx.set_status(StatusCode::METHOD_NOT_ALLOWED).try_set_header("allow", methods.join(", "))?;
    Ok(())
}
