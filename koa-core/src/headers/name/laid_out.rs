//! The known names as one text, for boards: a table of texts with a place for each takes 2 KiB more of flash.

use super::KNOWN;

/// The only constant that `name` can be.
pub(super) fn candidate(name: &[u8]) -> Option<&'static str> {
    let length = name.len();
    let (start, end) = (usize::from(*STARTS.get(length)?), usize::from(*STARTS.get(length + 1)?));
    let mut group = NAMES.as_bytes().get(start..end)?;
    let mut place = start;
    while let Some((known, rest)) = group.split_at_checked(length).filter(|_| !group.is_empty()) {
        // The last bytes tell most names of one length apart, and cost less than to compare all.
        if known.last().zip(name.last()).is_some_and(|(a, b)| a.eq_ignore_ascii_case(b))
            && known.eq_ignore_ascii_case(name)
        {
            return NAMES.get(place..place + length);
        }
        place += length;
        group = rest;
    }
    None
}

/// All constants without anything between them, the shorter ones first: a table of texts would take twice the
/// flash.
static NAMES: &str = match core::str::from_utf8(&LAID_OUT.0) {
    Ok(names) => names,
    Err(_) => unreachable!(),
};
/// Where the names of each length begin.
static STARTS: [u16; LONGEST + 2] = LAID_OUT.1;
const LAID_OUT: ([u8; SIZE], [u16; LONGEST + 2]) = lay_out();
const SIZE: usize = {
    let (mut size, mut index) = (0, 0);
    while index < KNOWN.len() {
        size += KNOWN[index].len();
        index += 1;
    }
    size
};
const LONGEST: usize = {
    let (mut longest, mut index) = (0, 0);
    while index < KNOWN.len() {
        if KNOWN[index].len() > longest {
            longest = KNOWN[index].len();
        }
        index += 1;
    }
    longest
};

const fn lay_out() -> ([u8; SIZE], [u16; LONGEST + 2]) {
    let (mut names, mut starts) = ([0; SIZE], [0; LONGEST + 2]);
    let (mut length, mut end) = (0, 0);
    while length <= LONGEST {
        starts[length] = end as u16;
        let mut index = 0;
        while index < KNOWN.len() {
            let name = KNOWN[index].as_bytes();
            let mut at = 0;
            while name.len() == length && at < length {
                names[end] = name[at];
                (at, end) = (at + 1, end + 1);
            }
            index += 1;
        }
        length += 1;
    }
    starts[length] = end as u16;
    (names, starts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_knows_what_the_table_knows() {
        for known in KNOWN {
            assert_eq!(candidate(known.as_bytes()), Some(*known));
            assert_eq!(candidate(known.to_ascii_uppercase().as_bytes()), Some(*known));
        }
        for unknown in ["", "x", "hosts", "accept-charter", "a name that is longer than every one of the known"] {
            assert_eq!(candidate(unknown.as_bytes()), None, "{unknown}");
        }
    }
}
