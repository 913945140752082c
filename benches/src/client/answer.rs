//! Whether an answer is the right one: status line, framing, and the body byte by byte, as it comes.

use std::io;

use memchr::{memchr, memmem};

use crate::head::{content_length, field};
use crate::mode::Mode;

const STATUS_LINE: &[u8] = b"HTTP/1.1 200 OK\r\n";
/// The longest head, and the longest line between chunks, that is waited for.
const LONGEST: usize = 8 << 10;

/// The answer that comes on a connection, then the next.
#[derive(Debug)]
pub(super) struct Answer {
    expected: &'static [u8],
    is_chunked: bool,
    part: Part,
    /// How much of the body has come, and was right.
    compared: usize,
}

/// The part that comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Head,
    /// So many bytes of the body.
    Body(usize),
    ChunkSize,
    /// So many bytes of the chunk.
    Chunk(usize),
    ChunkEnd,
    Trailers,
}

impl Answer {
    /// The answer that every server has to give in `mode`.
    pub(super) fn new(mode: Mode) -> Self {
        Self { expected: mode.body(), is_chunked: mode.is_chunked(), part: Part::Head, compared: 0 }
    }

    /// Takes what can be taken of `bytes`: how many those are, and whether the answer is whole with
    /// them. What is left must be handed in again, with what follows it.
    ///
    /// # Errors
    ///
    /// When it is not the right answer.
    pub(super) fn take(&mut self, bytes: &[u8]) -> io::Result<(usize, bool)> {
        let mut taken = 0;
        while let Some((count, next)) = self.step(&bytes[taken..])? {
            taken += count;
            self.part = next;
            if next == Part::Head {
                self.compared = 0;
                return Ok((taken, true));
            }
        }
        Ok((taken, false))
    }

    /// The bytes of this part, and the part after it; `None` when more must come first.
    fn step(&mut self, bytes: &[u8]) -> io::Result<Option<(usize, Part)>> {
        match self.part {
            _ if bytes.is_empty() => Ok(None),
            Part::Head => self.head(bytes),
            Part::Body(left) => {
                let count = self.compare(bytes, left)?;
                Ok(Some((count, if count == left { Part::Head } else { Part::Body(left - count) })))
            }
            Part::ChunkSize => self.chunk_size(bytes),
            Part::Chunk(left) => {
                let count = self.compare(bytes, left)?;
                Ok(Some((count, if count == left { Part::ChunkEnd } else { Part::Chunk(left - count) })))
            }
            Part::ChunkEnd => match line(bytes)? {
                Some((b"", count)) => Ok(Some((count, Part::ChunkSize))),
                Some(_) => Err(wrong("a chunk is longer than its size", bytes)),
                None => Ok(None),
            },
            Part::Trailers => Ok(line(bytes)?.map(|(line, count)| {
                let next = if line.is_empty() { Part::Head } else { Part::Trailers };
                (count, next)
            })),
        }
    }

    fn head(&self, bytes: &[u8]) -> io::Result<Option<(usize, Part)>> {
        let Some(end) = memmem::find(bytes, b"\r\n\r\n") else { return wait(bytes) };
        let fields = bytes[..end].strip_prefix(STATUS_LINE).ok_or_else(|| wrong("not a 200", bytes))?;
        let body = if self.is_chunked {
            let coding = field(fields, "transfer-encoding").filter(|coding| coding.eq_ignore_ascii_case("chunked"));
            coding.map(|_| Part::ChunkSize).ok_or_else(|| wrong("not chunked", bytes))?
        } else {
            let length = content_length(fields).filter(|&length| length == self.expected.len());
            length.map(Part::Body).ok_or_else(|| wrong("not the right length", bytes))?
        };
        Ok(Some((end + 4, body)))
    }

    fn chunk_size(&self, bytes: &[u8]) -> io::Result<Option<(usize, Part)>> {
        let Some((line, count)) = line(bytes)? else { return Ok(None) };
        let digits = line.split(|&byte| byte == b';').next().unwrap_or(line).trim_ascii();
        let size = str::from_utf8(digits).ok().and_then(|digits| usize::from_str_radix(digits, 16).ok());
        match size.ok_or_else(|| wrong("not the size of a chunk", bytes))? {
            0 if self.compared == self.expected.len() => Ok(Some((count, Part::Trailers))),
            0 => Err(wrong("the body is too short", bytes)),
            size => Ok(Some((count, Part::Chunk(size)))),
        }
    }

    /// Compares what is there of `left` bytes of the body.
    fn compare(&mut self, bytes: &[u8], left: usize) -> io::Result<usize> {
        let count = left.min(bytes.len());
        if self.expected[self.compared..].get(..count) != Some(&bytes[..count]) {
            return Err(wrong("not the right body", bytes));
        }
        self.compared += count;
        Ok(count)
    }
}

/// A line without its end, and its length with it.
fn line(bytes: &[u8]) -> io::Result<Option<(&[u8], usize)>> {
    match memchr(b'\n', bytes) {
        Some(end) => Ok(Some((bytes[..end].strip_suffix(b"\r").unwrap_or(&bytes[..end]), end + 1))),
        None => wait(bytes),
    }
}

fn wait<T>(bytes: &[u8]) -> io::Result<Option<T>> {
    if bytes.len() > LONGEST { Err(wrong("a line or a head without end", bytes)) } else { Ok(None) }
}

fn wrong(what: &str, bytes: &[u8]) -> io::Error {
    let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
    io::Error::new(io::ErrorKind::InvalidData, format!("not the right answer, {what}: {shown:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZED: &str = "HTTP/1.1 200 OK\r\nContent-Length: 11\r\ndate: today\r\n\r\nHello World";
    const CHUNKED: &str = "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n\
        5\r\nHello\r\n006;a=b\r\n World\r\n0\r\nsum: 11\r\n\r\n";

    fn answer(text: &str) -> Answer {
        Answer { expected: b"Hello World", is_chunked: text.contains("hunked"), part: Part::Head, compared: 0 }
    }

    /// Hands `text` in so many bytes at a time; how many answers were whole.
    fn count(text: &str, at_once: usize) -> io::Result<usize> {
        let (mut answer, mut waiting, mut whole) = (answer(text), Vec::new(), 0);
        for bytes in text.as_bytes().chunks(at_once) {
            waiting.extend_from_slice(bytes);
            loop {
                let (taken, is_whole) = answer.take(&waiting)?;
                waiting.drain(..taken);
                if !is_whole {
                    break;
                }
                whole += 1;
            }
        }
        assert!(waiting.is_empty(), "{waiting:?}");
        Ok(whole)
    }

    #[test]
    fn right_answers_are_counted_however_they_come() {
        for text in [SIZED, CHUNKED] {
            for at_once in 1..2 * text.len() {
                assert_eq!(count(&text.repeat(2), at_once).unwrap(), 2, "{at_once} bytes of {text:?}");
            }
        }
    }

    #[test]
    fn an_answer_that_is_not_whole_is_waited_for() {
        for text in [SIZED, CHUNKED] {
            for end in 0..text.len() {
                assert!(!answer(text).take(&text.as_bytes()[..end]).unwrap().1, "{end} bytes of {text:?}");
            }
        }
    }

    #[test]
    fn another_status_framing_length_or_body_is_an_error() {
        let changes =
            [("200 OK", "404 Not Found"), (": 11\r\nd", ": 12\r\nd"), ("World", "Wurld"), ("Content-Length", "X")];
        for (from, to) in changes {
            assert!(count(&SIZED.replace(from, to), 1).is_err(), "{to}");
        }
        let changes = [
            ("Chunked", "chunked, chunked"),
            ("5\r\n", "4\r\n"),
            ("006", "005"),
            ("006;a=b", "x"),
            ("0\r\ns", "1\r\ns"),
        ];
        for (from, to) in changes {
            assert!(count(&CHUNKED.replace(from, to), 1).is_err(), "{to}");
        }
        assert!(count(&CHUNKED.replace("006;a=b\r\n World\r\n", ""), 1).is_err(), "too short");
    }

    #[test]
    fn a_head_without_end_is_not_waited_for() {
        assert!(answer(SIZED).take(&[b'H'; LONGEST + 1]).is_err());
    }
}
