//! The blob as each library wants to stream it: piece by piece, its length untold.

use std::convert::Infallible;
use std::task::Poll;

use futures_util::stream::{Stream, poll_fn};

use crate::blob::{LARGE, PIECE, first};

/// A stream of what lies in memory already: it never waits and never fails.
///
/// Nor does it tell how many pieces there are, which xitca-web would take for the length.
pub(super) fn pieces<B: From<&'static [u8]>>() -> impl Stream<Item = Result<B, Infallible>> + Send + Unpin + 'static {
    let mut pieces = first(LARGE).chunks(PIECE);
    poll_fn(move |_| Poll::Ready(pieces.next().map(|piece| Ok(B::from(piece)))))
}
