//! What is to be sent: small things are copied together, large ones are sent from where they lie.

use alloc::vec::Vec;

use bytes::{Buf as _, Bytes};

/// What most heads fit into: so much is reserved at once, and not by and by.
const USUAL: usize = 256;

/// Bytes on their way out.
#[derive(Debug, Default)]
pub(crate) struct Output {
    /// Copied together, and sent up to `sent`.
    joined: Vec<u8>,
    sent: usize,
    /// A large piece that follows.
    large: Bytes,
    /// What follows the large piece.
    after: &'static [u8],
}

impl Output {
    pub(crate) fn is_empty(&self) -> bool {
        self.joined.is_empty() && self.large.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.joined.len() - self.sent + self.large.len() + self.after.len()
    }

    /// Where small things are written to.
    pub(crate) fn joined(&mut self) -> &mut Vec<u8> {
        self.join();
        if self.joined.capacity() == 0 {
            self.joined.reserve_exact(USUAL);
        }
        &mut self.joined
    }

    /// Appends `data` and then `after`, without copying when they would make more than `most` bytes.
    pub(crate) fn push(&mut self, data: Bytes, after: &'static [u8], most: usize) {
        if !self.copy(&data, after, most) {
            self.large = data;
            self.after = after;
        }
    }

    /// Appends `data` and then `after`, unless they would make more than `most` bytes.
    pub(crate) fn copy(&mut self, data: &[u8], after: &'static [u8], most: usize) -> bool {
        let joined = self.joined();
        let is_small = joined.len() + data.len() <= most;
        if is_small {
            joined.extend_from_slice(data);
            joined.extend_from_slice(after);
        }
        is_small
    }

    /// What is to be sent next.
    pub(crate) fn next(&self) -> &[u8] {
        match self.joined.get(self.sent..) {
            Some(joined) if !joined.is_empty() => joined,
            _ => &self.large,
        }
    }

    /// Takes the first `length` bytes of [`next`](Self::next) for sent.
    pub(crate) fn advance(&mut self, length: usize) {
        if self.sent < self.joined.len() {
            self.sent += length;
            if self.sent < self.joined.len() {
                return;
            }
            self.joined.clear();
            self.sent = 0;
        } else {
            self.large.advance(length.min(self.large.len()));
        }
        if self.large.is_empty() {
            self.joined.extend_from_slice(core::mem::take(&mut self.after));
        }
    }

    /// Gives back memory that large answers needed.
    pub(crate) fn shrink(&mut self, most: usize) {
        if self.is_empty() && self.joined.capacity() > most {
            self.joined = Vec::new();
        }
    }

    /// Copies a large piece after all, because something follows it.
    fn join(&mut self) {
        if !self.large.is_empty() {
            let large = core::mem::take(&mut self.large);
            self.joined.extend_from_slice(&large);
            self.joined.extend_from_slice(core::mem::take(&mut self.after));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Output;
    use alloc::vec::Vec;
    use bytes::Bytes;

    fn send_all(output: &mut Output, step: usize) -> Vec<u8> {
        let mut sent = Vec::new();
        while !output.is_empty() {
            let piece = output.next();
            let length = piece.len().min(step);
            sent.extend_from_slice(&piece[..length]);
            output.advance(length);
        }
        sent
    }

    #[test]
    fn small_and_large_things_leave_in_order() {
        for most in [0, 6, 100] {
            for step in 1..20 {
                let mut output = Output::default();
                output.joined().extend_from_slice(b"head ");
                output.push(Bytes::from_static(b"data"), b" after", most);
                output.push(Bytes::from_static(b" more"), b"!", most);
                assert_eq!(output.len(), b"head data after more!".len());
                assert_eq!(send_all(&mut output, step), b"head data after more!");
            }
        }
    }
}
