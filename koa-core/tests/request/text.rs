use koa_core::test;

use crate::support::stream;

fn text(body: impl Into<koa_core::Body>) -> koa_core::Result<String> {
    let mut ctx = test::context("POST /");
    ctx.request.set_body(body);
    test::block_on(ctx.request.text())
}

#[test]
fn it_is_the_body_as_utf_8() {
    assert_eq!(text("Jürgen").unwrap(), "Jürgen");
    assert_eq!(text("").unwrap(), "");
}

#[test]
fn a_character_may_be_cut_by_a_piece() {
    let body = koa_core::Body::stream(PieceByPiece("☃".bytes().collect()));
    assert_eq!(text(body).unwrap(), "☃");
    assert_eq!(text(stream(["one", "two"])).unwrap(), "onetwo");
}

#[test]
fn what_is_not_utf_8_is_replaced() {
    assert_eq!(text(&b"a\xffb"[..]).unwrap(), "a\u{FFFD}b");
}

/// A byte at a time.
struct PieceByPiece(std::collections::VecDeque<u8>);

impl futures_core::Stream for PieceByPiece {
    type Item = koa_core::Result<Vec<u8>>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.pop_front().map(|byte| Ok(vec![byte])))
    }
}
