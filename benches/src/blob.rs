//! The bytes of the larger bodies. They look like noise, so that a piece in another's place is a
//! wrong answer; the servers on Node make the same (`node/blob.mjs`).

use std::sync::LazyLock;

/// The length of the blob: what is streamed, and the larger of the bodies that are echoed.
pub(crate) const LARGE: usize = 1 << 20;
/// The length of the static body.
pub(crate) const STATIC: usize = 10 << 10;
/// The smaller of the bodies that are echoed.
pub(crate) const SMALL: usize = 1 << 10;
/// A stream gives the blob in pieces of this length.
pub(crate) const PIECE: usize = 16 << 10;

/// The first `length` bytes of the blob.
pub(crate) fn first(length: usize) -> &'static [u8] {
    static BLOB: LazyLock<Vec<u8>> = LazyLock::new(|| noise().take(LARGE).collect());
    &BLOB[..length.min(LARGE)]
}

/// The upper eight bits of a linear congruential generator (the constants of Numerical Recipes).
fn noise() -> impl Iterator<Item = u8> {
    let next = |state: &u32| Some(state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
    std::iter::successors(Some(1), next).map(|state| (state >> 24) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_pieces_are_alike() {
        let mut pieces: Vec<&[u8]> = first(LARGE).chunks(PIECE).collect();
        pieces.sort_unstable();
        pieces.dedup();
        assert_eq!(pieces.len(), LARGE / PIECE);
    }

    #[test]
    fn what_is_first_is_as_long_as_it_was_asked_for() {
        assert_eq!([first(0).len(), first(STATIC).len(), first(LARGE).len()], [0, STATIC, LARGE]);
    }
}
