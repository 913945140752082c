//! What the targets share: bytes from text, pieces of them, and a client's view of a connection.

pub mod peer;
pub mod reading;
pub mod server;

/// The bytes that an input stands for: `\r`, `\n`, `\t`, `\0`, `\\` and `\xHH` are bytes that a line of
/// text cannot hold, anything else is itself.
pub fn bytes(input: &[u8]) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::with_capacity(input.len()), input);
    while let [first, after @ ..] = rest {
        let (byte, after) = escaped(rest).unwrap_or((*first, after));
        bytes.push(byte);
        rest = after;
    }
    bytes
}

fn escaped(text: &[u8]) -> Option<(u8, &[u8])> {
    let [b'\\', kind, rest @ ..] = text else { return None };
    match (kind, rest) {
        (b'r', _) => Some((b'\r', rest)),
        (b'n', _) => Some((b'\n', rest)),
        (b't', _) => Some((b'\t', rest)),
        (b'0', _) => Some((0, rest)),
        (b'\\', _) => Some((b'\\', rest)),
        (b'x', [high, low, rest @ ..]) => {
            let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
            Some((digit(*high)? << 4 | digit(*low)?, rest))
        }
        _ => None,
    }
}

/// Cuts bytes into pieces whose lengths `seed` decides.
pub fn cut(bytes: &[u8], seed: u8) -> impl Iterator<Item = &[u8]> {
    let (mut rest, mut state) = (bytes, u32::from(seed));
    std::iter::from_fn(move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let most = [1, 2, 5, 17, 80, 1000][(seed % 6) as usize];
        let length = (1 + (state >> 16) as usize % most).min(rest.len());
        let (piece, after) = rest.split_at(length);
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}
