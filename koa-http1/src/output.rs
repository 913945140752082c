//! What is to be sent: small things are copied together, large ones are sent from where they lie.

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::ops::Deref;

use bytes::{Buf as _, Bytes};

/// What most heads fit into: so much is reserved at once, and not by and by.
const USUAL: usize = 256;

/// What a connection without anything to send keeps: the answers to some pipelined requests.
const KEPT: usize = 4 << 10;

/// Where several pieces can leave in one write, only those up to here are worth a copy.
const SMALL: usize = 2 << 10;

/// The pieces that leave in one write, at the most.
const PIECES: usize = 64;

/// Bytes on their way out.
#[derive(Debug, Default)]
pub(crate) struct Output {
    /// Copied together, and sent up to `sent`.
    joined: Vec<u8>,
    sent: usize,
    /// Large pieces, each with the place in `joined` that it stands before.
    large: VecDeque<(usize, Bytes)>,
    /// Their length together.
    large_length: usize,
    /// Whether several pieces leave in one write.
    is_vectored: bool,
}

/// Most writes are of one piece, which needs no list.
pub(crate) enum Pieces<'a> {
    One([&'a [u8]; 1]),
    Many(Vec<&'a [u8]>),
}

impl<'a> Deref for Pieces<'a> {
    type Target = [&'a [u8]];

    fn deref(&self) -> &[&'a [u8]] {
        match self {
            Self::One(piece) => piece,
            Self::Many(pieces) => pieces,
        }
    }
}

impl Output {
    pub(crate) fn set_vectored(&mut self, is_vectored: bool) {
        self.is_vectored = is_vectored;
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(crate) fn len(&self) -> usize {
        self.joined.len() - self.sent + self.large_length
    }

    /// Where small things are written to.
    pub(crate) fn joined(&mut self) -> &mut Vec<u8> {
        if self.joined.capacity() == 0 {
            self.joined.reserve_exact(USUAL);
        }
        &mut self.joined
    }

    /// Appends `data` and then `after`. It is copied when it is small, or when it would need a write of its
    /// own and fits into `most` bytes with what is there.
    pub(crate) fn push(&mut self, data: Bytes, after: &'static [u8], most: usize) {
        if !self.copy(&data, after, most) {
            self.large_length += data.len();
            self.large.push_back((self.joined.len(), data));
            self.joined.extend_from_slice(after);
        }
    }

    /// Appends `data` and then `after`, if they are to be copied.
    pub(crate) fn copy(&mut self, data: &[u8], after: &'static [u8], most: usize) -> bool {
        let is_worth = data.len() <= SMALL || !self.is_vectored;
        let joined = self.joined();
        let is_copied = is_worth && joined.len() + data.len() <= most;
        if is_copied {
            joined.extend_from_slice(data);
            joined.extend_from_slice(after);
        }
        is_copied
    }

    /// What is to be sent next, in one piece.
    pub(crate) fn next(&self) -> &[u8] {
        match self.large.front() {
            Some((at, large)) if *at == self.sent => large,
            Some((at, _)) => self.joined.get(self.sent..*at).unwrap_or_default(),
            None => self.joined.get(self.sent..).unwrap_or_default(),
        }
    }

    /// What is to be sent next, in some pieces, none of which is empty.
    pub(crate) fn pieces(&self) -> Pieces<'_> {
        if self.large.is_empty() || !self.is_vectored {
            return Pieces::One([self.next()]);
        }
        let mut pieces = Vec::with_capacity(PIECES.min(2 * self.large.len() + 1));
        let mut sent = self.sent;
        for (at, large) in self.large.iter().take(PIECES / 2) {
            pieces.extend(self.joined.get(sent..*at).filter(|small| !small.is_empty()));
            pieces.push(large);
            sent = *at;
        }
        if self.large.len() < PIECES / 2 {
            pieces.extend(self.joined.get(sent..).filter(|small| !small.is_empty()));
        }
        Pieces::Many(pieces)
    }

    /// Takes the next `length` bytes for sent.
    pub(crate) fn advance(&mut self, mut length: usize) {
        while length > 0 && !self.is_empty() {
            match self.large.front_mut() {
                Some((at, large)) if *at == self.sent => {
                    let part = length.min(large.len());
                    large.advance(part);
                    self.large_length -= part;
                    length -= part;
                    if large.is_empty() {
                        self.large.pop_front();
                    }
                }
                front => {
                    let end = front.map_or(self.joined.len(), |(at, _)| *at);
                    let part = length.min(end - self.sent);
                    self.sent += part;
                    length -= part;
                }
            }
        }
        if self.is_empty() {
            self.joined.clear();
            self.sent = 0;
        }
    }

    /// Gives back memory that large answers needed.
    pub(crate) fn shrink(&mut self) {
        if self.is_empty() && self.joined.capacity() > KEPT {
            self.joined = Vec::new();
        }
        if self.large.is_empty() && self.large.capacity() > 0 {
            self.large = VecDeque::new();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Output;
    use alloc::vec::Vec;
    use bytes::Bytes;

    const ALL: &[u8] = b"head data after more! tail";

    fn output(most: usize) -> Output {
        let mut output = Output::default();
        output.joined().extend_from_slice(b"head ");
        output.push(Bytes::from_static(b"data"), b" after", most);
        output.push(Bytes::from_static(b" more"), b"!", most);
        output.joined().extend_from_slice(b" tail");
        assert_eq!(output.len(), ALL.len());
        output
    }

    #[test]
    fn small_and_large_things_leave_in_order() {
        for most in [0, 6, 100] {
            for step in 1..30 {
                let (mut output, mut sent) = (output(most), Vec::new());
                while !output.is_empty() {
                    let piece = output.next();
                    let length = piece.len().min(step);
                    sent.extend_from_slice(&piece[..length]);
                    output.advance(length);
                }
                assert_eq!(sent, ALL);
            }
        }
    }

    #[test]
    fn several_pieces_leave_together() {
        for most in [0, 6, 100] {
            for step in 1..30 {
                let (mut output, mut sent) = (output(most), Vec::new());
                output.set_vectored(true);
                while !output.is_empty() {
                    let pieces = output.pieces().concat();
                    assert_eq!(pieces.len(), output.len());
                    let length = pieces.len().min(step);
                    sent.extend_from_slice(&pieces[..length]);
                    output.advance(length);
                }
                assert_eq!(sent, ALL);
            }
        }
    }

    #[test]
    fn more_pieces_than_fit_wait_for_the_next_write() {
        let mut output = Output::default();
        output.set_vectored(true);
        for _ in 0..100 {
            output.push(Bytes::from_static(b"large"), b"\r\n", 0);
        }
        let mut sent = Vec::new();
        while !output.is_empty() {
            let pieces = output.pieces().concat();
            sent.extend_from_slice(&pieces);
            output.advance(pieces.len());
        }
        assert_eq!(sent, b"large\r\n".repeat(100));
    }

    #[test]
    fn where_pieces_leave_together_only_small_ones_are_copied() {
        let mut output = Output::default();
        output.set_vectored(true);
        assert!(output.copy(&[b'x'; 2048], b"", 1 << 20));
        assert!(!output.copy(&[b'x'; 2049], b"", 1 << 20));
        output.set_vectored(false);
        assert!(output.copy(&[b'x'; 2049], b"", 1 << 20));
    }
}
