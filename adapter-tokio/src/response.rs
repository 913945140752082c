//! A response of Koa as a response of the `http` crate.

use http::response::Parts;
use hyper::ext::ReasonPhrase;

use crate::exchange::Work;
use crate::{Context, Error, HeaderValue, Method, Result, Version, header};

/// Makes the head from a finished response, in the memory of the request's; gives it with the value
/// of Content-Length.
///
/// Of a body that is there, hyper writes the length itself: with `is_for_hyper` it is left to it,
/// which spares a value on the heap for each answer.
///
/// # Errors
///
/// A 500 for what would break the framing of the connection: a length that is not the body's.
pub(crate) fn head(work: &mut Work, is_for_hyper: bool) -> Result<(Parts, Option<u64>)> {
    let Work { ctx, headers } = work;
    let length = move_headers(ctx, headers, is_for_hyper)?;
    let (mut parts, ()) = http::Response::new(()).into_parts();
    parts.status = ctx.response.status().into();
    parts.headers = std::mem::take(headers);
    if ctx.request.version() < Version::HTTP_2 {
        set_reason(&mut parts, ctx);
    }
    Ok((parts, length))
}

fn move_headers(ctx: &mut Context, headers: &mut http::HeaderMap, is_for_hyper: bool) -> Result<Option<u64>> {
    let length = ctx.response.body().len();
    let is_head = ctx.response.body().is_empty() && *ctx.request.method() == Method::HEAD;
    let mut declared = None;
    let mut is_coded = false;
    for (name, value) in ctx.response.headers_mut().drain() {
        if name == header::CONTENT_LENGTH {
            let value = parse(&value).ok_or_else(|| Error::new(500, "Content-Length is not a number"))?;
            if declared.replace(value).is_some() {
                return Err(Error::new(500, "Content-Length is set more than once"));
            }
            continue;
        }
        is_coded |= name == header::TRANSFER_ENCODING;
        headers.append(http::HeaderName::from(name), value.into());
    }
    if is_coded {
        // It alone decides the framing (RFC 9112 §6.1).
        return Ok(None);
    }
    let Some(declared) = declared else { return Ok(None) };
    if length.is_some_and(|length| length != declared) && !is_head {
        return Err(Error::new(500, format!("Content-Length is {declared}, but the body has another length")));
    }
    if !is_for_hyper || length.is_none_or(|length| length == 0) {
        headers.insert(http::header::CONTENT_LENGTH, declared.into());
    }
    Ok(Some(declared))
}

fn parse(length: &HeaderValue) -> Option<u64> {
    let digits = length.as_bytes();
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    digits.iter().try_fold(0_u64, |number, digit| number.checked_mul(10)?.checked_add(u64::from(digit - b'0')))
}

/// What is said when nothing else can be.
pub(crate) fn bare_500() -> (Parts, Option<u64>) {
    let (mut parts, ()) = http::Response::new(()).into_parts();
    parts.status = http::StatusCode::INTERNAL_SERVER_ERROR;
    (parts, None)
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
    use crate::{App, Body};

    fn work(change: impl FnOnce(&mut Context)) -> Box<Work> {
        let mut work = Work::new(&App::new());
        change(&mut work.ctx);
        work
    }

    #[test]
    fn a_length_by_hand_must_be_the_body_s() {
        for wrong in ["4", "", "+5", "5, 5", "99999999999999999999"] {
            let mut work = work(|ctx| {
                ctx.set_body("hello").set_header("content-length", HeaderValue::new(wrong).unwrap());
            });
            assert!(head(&mut work, false).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_length_that_hyper_writes_is_not_written_twice() {
        for (is_for_hyper, written) in [(true, None), (false, Some("5"))] {
            let (parts, length) = head(&mut work(|ctx| _ = ctx.set_body("hello")), is_for_hyper).unwrap();
            assert_eq!(length, Some(5));
            assert_eq!(parts.headers.get("content-length").map(|value| value.to_str().unwrap()), written);
        }
    }

    #[test]
    fn the_head_of_a_head_may_name_the_length_of_a_get() {
        let mut work = work(|ctx| _ = ctx.set_method(Method::HEAD).set_content_length(5));
        let (parts, _) = head(&mut work, true).unwrap();
        assert_eq!(parts.headers["content-length"], "5");
    }

    #[test]
    fn the_length_of_a_stream_is_that_of_its_head() {
        let mut work = work(|ctx| {
            ctx.set_body(Body::from_poll_fn(|_| std::task::Poll::Ready(None))).set_content_length(3);
        });
        assert_eq!(head(&mut work, true).unwrap().1, Some(3));
    }
}
