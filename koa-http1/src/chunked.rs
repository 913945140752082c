//! The chunked transfer coding (RFC 9112 §7.1): the decoder, a byte at a time where there is grammar
//! and a slice at a time where there is data.

use core::ops::Range;

use crate::Error;

const BAD_SIZE: Error = Error::malformed("the size of a chunk is malformed");
const BAD_EXTENSION: Error = Error::malformed("the extension of a chunk is malformed");
const BAD_END: Error = Error::malformed("a chunk does not end where it should");
const BAD_TRAILER: Error = Error::malformed("the trailers are malformed");
const TOO_MUCH: Error = Error::malformed("the extensions and trailers of the body are too large");

/// Where in the grammar the decoder is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Before the first digit.
    Size,
    Digits(u64),
    /// After a size or an extension: white space that only an extension may follow.
    BeforeSemicolon(u64),
    BeforeName(u64),
    Name(u64),
    BeforeEquals(u64),
    BeforeValue(u64),
    Value(u64),
    Quoted(u64),
    Escaped(u64),
    AfterQuoted(u64),
    SizeLf(u64),
    Data(u64),
    DataCr,
    DataLf,
    TrailerStart,
    TrailerName,
    TrailerValue,
    TrailerLf,
    EndLf,
    End,
}

/// What [`Decoder::decode`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// All of the input is used up.
    More,
    /// The data of a chunk, or a part of it, as a range of the input.
    Data(Range<usize>),
    /// The end of the body.
    End,
}

/// Takes a chunked body apart.
#[derive(Clone, Debug)]
pub(crate) struct Decoder {
    state: State,
    /// What is left for extensions, trailers and superfluous zeros.
    allowance: usize,
}

impl Decoder {
    pub(crate) fn new(allowance: usize) -> Self {
        Self { state: State::Size, allowance }
    }

    /// The next piece of `input`, and how much of it is used up with it.
    pub(crate) fn decode(&mut self, input: &[u8]) -> Result<(usize, Piece), Error> {
        let mut used = 0;
        loop {
            match self.state {
                State::End => return Ok((used, Piece::End)),
                State::Data(remaining) if used < input.len() => {
                    let available = input.len() - used;
                    let length = usize::try_from(remaining).map_or(available, |remaining| remaining.min(available));
                    let left = remaining - length as u64;
                    self.state = if left == 0 { State::DataCr } else { State::Data(left) };
                    return Ok((used + length, Piece::Data(used..used + length)));
                }
                _ => {}
            }
            let Some(&byte) = input.get(used) else { return Ok((used, Piece::More)) };
            self.state = self.step(byte)?;
            used += 1;
        }
    }

    /// The state after a byte that is not data.
    fn step(&mut self, byte: u8) -> Result<State, Error> {
        Ok(match (self.state, byte) {
            (State::Size, _) => State::Digits(digit(byte).ok_or(BAD_SIZE)?),
            (State::Digits(size), b'\r') => State::SizeLf(size),
            (State::Digits(size), b';') => self.spend(State::BeforeName(size))?,
            (State::Digits(size), b' ' | b'\t') => self.spend(State::BeforeSemicolon(size))?,
            (State::Digits(size), _) => self.add_digit(size, byte)?,
            (State::SizeLf(0), b'\n') => State::TrailerStart,
            (State::SizeLf(size), b'\n') => State::Data(size),
            (State::SizeLf(_), _) => return Err(BAD_SIZE),
            (State::DataCr, b'\r') => State::DataLf,
            (State::DataLf, b'\n') => State::Size,
            (State::DataCr | State::DataLf, _) => return Err(BAD_END),
            (State::TrailerStart | State::TrailerName | State::TrailerValue | State::TrailerLf | State::EndLf, _) => {
                self.step_trailer(byte)?
            }
            _ => self.step_extension(byte)?,
        })
    }

    fn add_digit(&mut self, size: u64, byte: u8) -> Result<State, Error> {
        let digit = digit(byte).ok_or(BAD_SIZE)?;
        let size = size.checked_mul(16).ok_or(BAD_SIZE)? + digit;
        match size {
            0 => self.spend(State::Digits(0)),
            _ => Ok(State::Digits(size)),
        }
    }

    /// `*( BWS ";" BWS name [ BWS "=" BWS ( token / quoted-string ) ] )` (§7.1.1)
    fn step_extension(&mut self, byte: u8) -> Result<State, Error> {
        let next = match (self.state, byte) {
            (State::BeforeSemicolon(size), b' ' | b'\t') => State::BeforeSemicolon(size),
            (State::BeforeSemicolon(size), b';') => State::BeforeName(size),
            (State::BeforeName(size), b' ' | b'\t') => State::BeforeName(size),
            (State::BeforeName(size) | State::Name(size), _) if is_token_byte(byte) => State::Name(size),
            (State::Name(size) | State::Value(size) | State::AfterQuoted(size), b'\r') => State::SizeLf(size),
            (State::Name(size) | State::Value(size) | State::AfterQuoted(size), b';') => State::BeforeName(size),
            (State::Name(size) | State::BeforeEquals(size), b'=') => State::BeforeValue(size),
            (State::Name(size) | State::BeforeEquals(size), b' ' | b'\t') => State::BeforeEquals(size),
            (State::BeforeEquals(size), b';') => State::BeforeName(size),
            (State::BeforeValue(size), b' ' | b'\t') => State::BeforeValue(size),
            (State::BeforeValue(size), b'"') => State::Quoted(size),
            (State::BeforeValue(size) | State::Value(size), _) if is_token_byte(byte) => State::Value(size),
            (State::Value(size) | State::AfterQuoted(size), b' ' | b'\t') => State::BeforeSemicolon(size),
            (State::Quoted(size), b'"') => State::AfterQuoted(size),
            (State::Quoted(size), b'\\') => State::Escaped(size),
            (State::Quoted(size) | State::Escaped(size), _) if is_value_byte(byte) => State::Quoted(size),
            _ => return Err(BAD_EXTENSION),
        };
        self.spend(next)
    }

    /// Field lines up to an empty one (§7.1.2): checked, and dropped.
    fn step_trailer(&mut self, byte: u8) -> Result<State, Error> {
        let next = match (self.state, byte) {
            (State::TrailerStart, b'\r') => return Ok(State::EndLf),
            (State::EndLf, b'\n') => return Ok(State::End),
            (State::TrailerName, b':') => State::TrailerValue,
            (State::TrailerStart | State::TrailerName, _) if is_token_byte(byte) => State::TrailerName,
            (State::TrailerValue, b'\r') => State::TrailerLf,
            (State::TrailerValue, _) if is_value_byte(byte) => State::TrailerValue,
            (State::TrailerLf, b'\n') => State::TrailerStart,
            _ => return Err(BAD_TRAILER),
        };
        self.spend(next)
    }

    /// Pays for a byte that carries no data.
    fn spend(&mut self, next: State) -> Result<State, Error> {
        self.allowance = self.allowance.checked_sub(1).ok_or(TOO_MUCH)?;
        Ok(next)
    }
}

fn digit(byte: u8) -> Option<u64> {
    char::from(byte).to_digit(16).map(u64::from)
}

fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

fn is_value_byte(byte: u8) -> bool {
    matches!(byte, b'\t' | 0x20..=0x7e | 0x80..=0xff)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    /// The data of `input`, fed in pieces of `step` bytes, and what follows the body.
    fn decode(input: &[u8], step: usize) -> Result<Option<(Vec<u8>, usize)>, Error> {
        let mut decoder = Decoder::new(64);
        let (mut data, mut at) = (Vec::new(), 0);
        for piece in input.chunks(step) {
            let mut rest = piece;
            loop {
                let (used, found) = decoder.decode(rest)?;
                at += used;
                match found {
                    Piece::Data(range) => data.extend_from_slice(&rest[range]),
                    Piece::More => break,
                    Piece::End => return Ok(Some((data, at))),
                }
                rest = &rest[used..];
            }
        }
        Ok(None)
    }

    #[test]
    fn every_cut_gives_the_same_body() {
        for input in [
            &b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\nrest"[..],
            b"b \t; a ; b = c;d=\"e;\\\"\" ;f\r\nhello world\r\n000\r\nX-T: v\r\nX-U:\r\n\r\nrest",
        ] {
            for step in 1..=input.len() {
                let end = input.len() - b"rest".len();
                assert_eq!(decode(input, step), Ok(Some((b"hello world".to_vec(), end))), "{step}");
            }
        }
    }

    #[test]
    fn what_is_not_of_the_grammar_is_refused() {
        for input in [
            "\r\n",
            "g\r\n",
            "-1\r\n",
            "0x1\r\n",
            "1_\r\n",
            " 1\r\n",
            "1 \r\n",
            "1\n",
            "1\r\r\n",
            "1;\r\n",
            "1;=a\r\n",
            "1;a=\r\n",
            "1;a=\"\r\n",
            "1;a b\r\n",
            "1;a\n",
            "11111111111111111\r\n",
            "1\r\naa",
            "1\r\na\n",
            "1\r\na\r\r",
            "0\r\n:a\r\n",
            "0\r\na b\r\n",
            "0\r\na\r\n",
            "0\r\na: \0\r\n",
            "0\r\na: b\n",
            "0\r\n a: b\r\n",
            "0\r\n\n",
        ] {
            assert!(decode(input.as_bytes(), 1).is_err(), "{input:?}");
        }
    }

    #[test]
    fn what_carries_no_data_is_bounded() {
        for input in ["1;a=", "0\r\nx: ", "00"] {
            let mut endless = input.as_bytes().to_vec();
            endless.resize(200, b'0');
            assert_eq!(decode(&endless, 7), Err(TOO_MUCH), "{input:?}");
        }
    }
}
