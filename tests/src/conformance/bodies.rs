//! Bodies of any length that take no more memory than a piece.

use bytes::Bytes;
use koa_core::Body;
use std::task::Poll;

/// The largest piece.
const PIECE: u64 = 64 << 10;

/// As many of one byte, in one piece when it is small; the length is known.
pub(super) fn sized(byte: u8, length: u64) -> Body {
    match length {
        ..=PIECE => Body::from(vec![byte; length as usize]),
        _ => Body::sized_stream(repeated(byte, length, PIECE), length),
    }
}

/// As many of one byte, in pieces of that size; the length is not known.
pub(super) fn repeated(byte: u8, length: u64, piece: u64) -> Body {
    let piece = Bytes::from(vec![byte; piece.clamp(1, PIECE) as usize]);
    let mut left = length;
    Body::from_poll_fn(move |_| {
        let next = piece.slice(..left.min(piece.len() as u64) as usize);
        left -= next.len() as u64;
        Poll::Ready((!next.is_empty()).then_some(Ok(next)))
    })
}

/// A body whose first piece was taken already.
pub(super) fn resumed(first: Bytes, mut rest: Body, length: Option<u64>) -> Body {
    let mut first = Some(first);
    let all = Body::from_poll_fn(move |cx| match first.take() {
        Some(piece) => Poll::Ready(Some(Ok(piece))),
        None => rest.poll_chunk(cx),
    });
    match length {
        Some(length) => Body::sized_stream(all, length),
        None => all,
    }
}
