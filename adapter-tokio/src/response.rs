//! A response of Koa as a response of the `http` crate.

use http::response::Parts;
use hyper::ext::ReasonPhrase;

use crate::exchange::Work;
use crate::{Context, Error, HeaderValue, Method, Result, Version, header};

/// The value of Content-Length, when there is one and it is true.
///
/// # Errors
///
/// A 500 for what would break the framing of the connection: a length that is not the body's; and
/// for an informational status, which is no answer unless it switches the protocol.
pub(crate) fn declared_length(ctx: &Context) -> Result<Option<u64>> {
    let response = &ctx.response;
    let status = response.status().as_u16();
    if status < 200 && status != 101 {
        return Err(Error::new(500, format!("{status} cannot be the status of an answer")));
    }
    let mut lengths = response.headers().get_all("content-length");
    let Some(declared) = lengths.next() else { return Ok(None) };
    let declared = parse(declared).ok_or_else(|| Error::new(500, "Content-Length is not a number"))?;
    if lengths.next().is_some() {
        return Err(Error::new(500, "Content-Length is set more than once"));
    }
    let is_head = response.body().is_empty() && *ctx.request.method() == Method::HEAD;
    match response.body().len() {
        Some(length) if length != declared && !is_head => {
            Err(Error::new(500, format!("Content-Length is {declared}, but the body has {length} bytes")))
        }
        _ => Ok(Some(declared)),
    }
}

fn parse(length: &HeaderValue) -> Option<u64> {
    let digits = length.as_bytes();
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    digits.iter().try_fold(0_u64, |number, digit| number.checked_mul(10)?.checked_add(u64::from(digit - b'0')))
}

/// Whether the bytes that follow an answer of HTTP/1 are of another protocol.
pub(crate) fn switches_protocol(ctx: &Context) -> bool {
    let status = ctx.response.status();
    status == 101 || (status.is_success() && *ctx.request.method() == Method::CONNECT)
}

/// Makes the head from a finished response, in the memory of the request's.
///
/// Of a body that is there, hyper writes the length itself: with `is_for_hyper` it is left to it,
/// which spares a value on the heap for each answer.
pub(crate) fn head(work: &mut Work, is_for_hyper: bool) -> Parts {
    let ctx = &mut work.ctx;
    let (mut parts, ()) = http::Response::new(()).into_parts();
    parts.status = ctx.response.status().into();
    parts.headers = std::mem::take(&mut work.headers);
    if ctx.request.version() < Version::HTTP_2 {
        set_reason(&mut parts, ctx);
    }
    let is_told = is_for_hyper && ctx.response.body().len().is_some_and(|length| length > 0);
    let headers = ctx.response.headers_mut();
    if is_told || headers.contains(header::TRANSFER_ENCODING) {
        // Transfer-Encoding alone decides the framing (RFC 9112 §6.1).
        headers.remove(header::CONTENT_LENGTH);
    }
    headers.move_to(&mut parts.headers);
    parts
}

/// hyper knows the reason phrases of the `http` crate; any other it must be told.
fn set_reason(parts: &mut Parts, ctx: &Context) {
    let canonical = parts.status.canonical_reason();
    let reason = ctx.response.reason().or(canonical).unwrap_or("unknown");
    if Some(reason) == canonical {
        return;
    }
    if let Ok(reason) = HeaderValue::new(reason)
        && let Ok(reason) = ReasonPhrase::try_from(reason.as_bytes())
    {
        parts.extensions.insert(reason);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test;

    #[test]
    fn a_length_by_hand_must_be_the_body_s() {
        let mut ctx = test::context("GET /");
        ctx.set_body("hello");
        assert_eq!(declared_length(&ctx).unwrap(), Some(5));
        for wrong in ["4", "", "+5", "5, 5", "99999999999999999999"] {
            ctx.set_header("content-length", HeaderValue::new(wrong).unwrap());
            assert!(declared_length(&ctx).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn the_head_of_a_head_may_name_the_length_of_a_get() {
        let mut ctx = test::context("HEAD /");
        ctx.set_content_length(5);
        assert_eq!(declared_length(&ctx).unwrap(), Some(5));
    }
}
