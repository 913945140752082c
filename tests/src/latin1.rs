//! Bytes as the characters of the same numbers, and back.

use alloc::string::String;
use alloc::vec::Vec;

/// Each character as one byte; what does not fit becomes "?".
pub fn latin1_bytes(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect()
}

/// Each byte as one character.
pub fn latin1_text(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| char::from(byte)).collect()
}
