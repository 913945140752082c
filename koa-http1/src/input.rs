//! What was received and is not used up yet, in memory that the connection keeps.

use alloc::vec;
use alloc::vec::Vec;

/// A buffer that grows while a message needs it and shrinks when none is there.
#[derive(Debug, Default)]
pub(crate) struct Input {
    /// All of it may be written to; what was received lies from `start` to `end`.
    bytes: Vec<u8>,
    start: usize,
    end: usize,
    /// Whether the last reception left no room.
    was_full: bool,
}

impl Input {
    pub(crate) fn filled(&self) -> &[u8] {
        self.bytes.get(self.start..self.end).unwrap_or_default()
    }

    pub(crate) fn filled_mut(&mut self) -> &mut [u8] {
        self.bytes.get_mut(self.start..self.end).unwrap_or_default()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// Gives back memory that a message needed, and that the next does not seem to need.
    pub(crate) fn shrink(&mut self, least: usize) {
        if self.is_empty() && self.bytes.len() > least && !self.was_full {
            self.bytes = Vec::new();
        }
    }

    /// Room for at least one byte, unless `most` are filled.
    pub(crate) fn space(&mut self, least: usize, most: usize) -> &mut [u8] {
        if self.is_empty() {
            (self.start, self.end) = (0, 0);
        }
        if self.end == self.bytes.len() && self.start > 0 {
            self.bytes.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        if self.bytes.is_empty() {
            self.bytes = vec![0; least.min(most)];
        } else if self.end == self.bytes.len() || (self.was_full && self.is_empty()) {
            let length = (self.bytes.len() * 2).min(most).max(self.bytes.len());
            self.bytes.resize(length, 0);
        }
        self.bytes.get_mut(self.end..).unwrap_or_default()
    }

    /// Takes the first `length` bytes of the space for filled.
    pub(crate) fn fill(&mut self, length: usize) {
        self.end = (self.end + length).min(self.bytes.len());
        self.was_full = self.end == self.bytes.len();
    }

    pub(crate) fn consume(&mut self, length: usize) {
        self.start = (self.start + length).min(self.end);
    }
}

#[cfg(test)]
mod tests {
    use super::Input;

    fn put(input: &mut Input, bytes: &[u8]) {
        input.space(8, 32)[..bytes.len()].copy_from_slice(bytes);
        input.fill(bytes.len());
    }

    #[test]
    fn it_grows_to_its_limit_and_no_further() {
        let mut input = Input::default();
        for length in [8, 8, 16] {
            assert_eq!(input.space(8, 32).len(), length);
            input.fill(length);
        }
        assert!(input.space(8, 32).is_empty());
        assert_eq!(input.filled().len(), 32);
    }

    #[test]
    fn what_is_used_up_makes_room() {
        let mut input = Input::default();
        put(&mut input, b"01234567");
        input.consume(5);
        assert_eq!(input.space(8, 32).len(), 5);
        assert_eq!(input.filled(), b"567");
    }

    #[test]
    fn it_shrinks_when_it_is_empty_and_little_came() {
        let mut input = Input::default();
        put(&mut input, b"01234567");
        put(&mut input, b"89");
        input.consume(10);
        assert_eq!(input.space(8, 32).len(), 16);
        input.shrink(8);
        assert_eq!(input.space(8, 32).len(), 8);
    }
}
