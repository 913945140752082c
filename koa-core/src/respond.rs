//! The last step: from a context to a response that can be sent (Koa's `respond` and
//! `ctx.onerror`). Pure; the wire is the adapter's.

use alloc::borrow::Cow;

use crate::body::Kind;
use crate::{Context, Error, Method, Result, StatusCode, header};

/// Completes the response: no body where none may be, the reason phrase where none was given, and
/// the length where it is known.
pub(crate) fn finish(ctx: &mut Context) {
    let response = &mut ctx.response;
    if response.status().is_informational() {
        // 101 hands the connection over; nothing of HTTP follows its head.
        response.drop_body();
        response.headers_mut().remove(header::CONTENT_LENGTH);
    } else if response.status().is_empty() {
        response.clear_body();
    } else if ctx.request.method() == &Method::HEAD {
        response.settle_length();
        response.drop_body();
    } else if !response.body().is_empty() {
        if matches!(response.body().kind(), Kind::Json(_)) {
            // Koa serialises only now, so that no earlier length can be right.
            response.headers_mut().remove(header::CONTENT_LENGTH);
        }
        response.settle_length();
    } else if response.is_explicitly_empty() {
        response.headers_mut().remove(header::CONTENT_TYPE);
        response.headers_mut().remove(header::TRANSFER_ENCODING);
        response.headers_mut().insert(header::CONTENT_LENGTH, "0");
    } else {
        let reason = reason(ctx);
        set_plain_text(ctx, reason);
    }
    ctx.response.seal();
}

/// What makes a response that middleware completed impossible to send.
pub(crate) fn check(ctx: &mut Context) -> Result {
    let status = ctx.response.status();
    if status.is_informational() && status != StatusCode::SWITCHING_PROTOCOLS {
        return Err(Error::new(500, "an informational status cannot end a request"));
    }
    ctx.response.take_error().map_or(Ok(()), Err)
}

/// Replaces whatever the middleware made with the answer that `error` becomes.
pub(crate) fn with_error(ctx: &mut Context, mut error: Error) {
    let status = sendable(error.status());
    let message = match error.is_exposed() {
        true => Cow::Owned(error.message().into()),
        false => Cow::Borrowed(status.reason().unwrap_or_default()),
    };
    ctx.response.clear();
    for (name, value) in error.headers_mut().drain() {
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            ctx.response.headers_mut().append(name, value);
        }
    }
    ctx.response.set_status(status);
    set_plain_text(ctx, message);
}

/// The constant spares boards the table of types that `set_content_type` searches.
fn set_plain_text(ctx: &mut Context, text: Cow<'static, str>) {
    let response = &mut ctx.response;
    response.headers_mut().insert(header::CONTENT_TYPE, "text/plain; charset=utf-8");
    response.headers_mut().remove(header::CONTENT_LENGTH);
    response.replace_body(text.into());
    response.settle_length();
}

/// A status that can end a request and has a name; any other is a 500.
fn sendable(status: StatusCode) -> StatusCode {
    match status.reason() {
        Some(_) if status.as_u16() >= 200 => status,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// What stands in for a body that nobody set.
fn reason(ctx: &Context) -> Cow<'static, str> {
    let response = &ctx.response;
    match response.reason() {
        Some(reason) if ctx.request.version().has_reason() => Cow::Owned(reason.into()),
        _ => {
            let mut number = itoa::Buffer::new();
            Cow::Owned(number.format(response.status().as_u16()).into())
        }
    }
}

/// Only streams have no length that the head could tell.
pub(crate) fn known_length(kind: &Kind) -> Option<u64> {
    match kind {
        Kind::Text(bytes) | Kind::Bytes(bytes) | Kind::Json(bytes) => Some(bytes.len() as u64),
        Kind::Stream(stream) => stream.length(),
        Kind::Empty => None,
    }
}
