//! One exchange: a request of hyper through the onion to a response for hyper.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use http::request::Parts;
use http_body::Body as _;
use hyper::body::Incoming;

use crate::body::{RequestBody, ResponseBody};
use crate::connection::{Connection, Slot};
use crate::timer::Pace;
use crate::{App, Context, Error, Result, StatusCode, Version, catch_panic, header, request, response};

/// Answers a request of a connection.
pub(crate) async fn answer(slot: Slot, request: http::Request<Incoming>) -> http::Response<ResponseBody> {
    let (mut parts, incoming) = request.into_parts();
    let connection = &slot.0;
    let refusal = refuse(connection, &parts).err();
    let mut ctx = connection.context();
    ctx.request.set_peer(connection.peer).set_encrypted(connection.is_encrypted);
    request::fill(&mut ctx, &mut parts);
    if !incoming.is_end_stream() {
        let limits = &connection.config.limits;
        let pace = Pace::new(limits.body_pause, limits.body_rate);
        let body = RequestBody::new(incoming, Some(pace), Some(slot.clone()));
        ctx.request.set_body(body.into_koa(limits.body_bytes));
    }
    let app = connection.config.app.clone();
    run(app, ctx, parts.headers, refusal, Some(slot)).await
}

/// The onion, the last step, and the conversion; `headers` is memory for the headers of the answer.
pub(crate) async fn run(
    app: Arc<App>,
    mut ctx: Box<Context>,
    headers: http::HeaderMap,
    refusal: Option<Error>,
    slot: Option<Slot>,
) -> http::Response<ResponseBody> {
    let is_refused = refusal.is_some();
    let outcome = match refusal {
        Some(error) => Err(error),
        None => catch_panic(app.run(&mut ctx)).await,
    };
    app.finish(&mut ctx, outcome);
    let length = response::declared_length(&ctx).unwrap_or_else(|error| {
        app.finish(&mut ctx, Err(error));
        ctx.response.body().len()
    });
    if let (Some(slot), true) = (&slot, ctx.request.version() < Version::HTTP_2) {
        if response::switches_protocol(&ctx) {
            slot.0.is_upgraded.store(true, Ordering::Relaxed);
        }
        let is_broken =
            slot.0.is_broken.load(Ordering::Relaxed) || ctx.response.status() == StatusCode::PAYLOAD_TOO_LARGE;
        if is_refused || is_broken {
            ctx.response.headers_mut().insert(header::CONNECTION, "close");
        }
    }
    let head = response::head(&mut ctx, headers, slot.is_some());
    http::Response::from_parts(head, ResponseBody::new(app, ctx, length, slot))
}

/// Refuses what the application is not to see.
fn refuse(connection: &Connection, parts: &Parts) -> Result {
    let config = &connection.config;
    if target_length(parts) > config.limits.uri_bytes {
        return Err(Error::status_only(414));
    }
    if connection.is_oversized.swap(false, Ordering::Relaxed) && head_bytes(parts) > config.limits.head_bytes {
        return Err(Error::status_only(431));
    }
    if !config.allow_missing_host && parts.version == http::Version::HTTP_11 {
        let mut hosts = parts.headers.get_all(http::header::HOST).iter();
        if hosts.next().is_none() || hosts.next().is_some() {
            return Err(Error::new(400, "a request must have exactly one Host"));
        }
    }
    Ok(())
}

/// The size of a head in HTTP/1, as well as it can be told after parsing.
fn head_bytes(parts: &Parts) -> usize {
    let line = parts.method.as_str().len() + " ".len() + target_length(parts) + " HTTP/1.1\r\n".len();
    let fields = parts.headers.iter().map(|(name, value)| name.as_str().len() + ": ".len() + value.len() + 2);
    line + fields.sum::<usize>() + "\r\n".len()
}

fn target_length(parts: &Parts) -> usize {
    let authority = parts.uri.authority().map_or(0, |authority| authority.as_str().len());
    authority + parts.uri.path_and_query().map_or(0, |target| target.as_str().len())
}
