//! Decimal text to the nearest `f64`, in whole numbers: for boards.
//!
//! What `core` does faster takes 15 KiB of tables and of floating point by hand. Weights are all that is read
//! here, and they are short; the digits that can matter are bounded, so that long ones take linear time.

use alloc::vec::Vec;

/// As many significant digits as can decide how a number is rounded.
const DIGITS: i64 = 768;
/// The largest power of five in 32 bits.
const FIVES: u32 = 13;

/// The nearest number to a decimal literal: sign, digits with a point, exponent; or `Infinity` after a sign.
pub(super) fn nearest(text: &str) -> f64 {
    let bytes = text.as_bytes();
    let (sign, bytes) = match bytes {
        [b'-', rest @ ..] => (1_u64 << 63, rest),
        [b'+', rest @ ..] => (0, rest),
        _ => (0, bytes),
    };
    let magnitude = if bytes.first() == Some(&b'I') { INFINITE } else { Decimal::read(bytes).round() };
    f64::from_bits(sign | magnitude)
}

const INFINITE: u64 = 0x7ff << 52;

/// `digits` × 10^`exponent`, and a little more if `is_more`.
struct Decimal {
    /// 32 bits each, the least significant first.
    digits: Vec<u32>,
    count: i64,
    exponent: i64,
    is_more: bool,
}

impl Decimal {
    fn read(bytes: &[u8]) -> Self {
        let mut read = Self { digits: Vec::new(), count: 0, exponent: 0, is_more: false };
        let mut is_fraction = false;
        for (at, &byte) in bytes.iter().enumerate() {
            match byte {
                b'.' => is_fraction = true,
                b'0'..=b'9' => {
                    read.exponent -= i64::from(is_fraction);
                    read.push(byte - b'0');
                }
                _ => {
                    read.exponent += exponent(bytes.get(at + 1..).unwrap_or_default());
                    break;
                }
            }
        }
        read
    }

    fn push(&mut self, digit: u8) {
        if self.count == DIGITS {
            self.is_more |= digit != 0;
            self.exponent += 1;
        } else if digit != 0 || self.count != 0 {
            self.count += 1;
            multiply(&mut self.digits, 10, digit.into());
        }
    }

    /// The bits of the nearest number.
    fn round(mut self) -> u64 {
        match self.count + self.exponent {
            _ if self.count == 0 => return 0,
            310.. => return INFINITE,
            ..-323 => return 0,
            _ => {}
        }
        let mut binary = self.exponent;
        if let Ok(power) = u32::try_from(self.exponent) {
            by_fives(power, |five| multiply(&mut self.digits, five, 0));
        } else {
            let power = self.exponent.unsigned_abs() as u32;
            // As many more words as leave 64 bits and more of the quotient: five is less than two to the 7/3.
            let words = power as usize * 7 / 96 + 3;
            self.digits.splice(0..0, core::iter::repeat_n(0, words));
            binary -= 32 * words as i64;
            let (digits, is_more) = (&mut self.digits, &mut self.is_more);
            by_fives(power, |five| *is_more |= divide(digits, five));
        }
        self.bits(binary)
    }

    /// The bits of `digits` × 2^`binary`, rounded to the nearest, to the even one between two.
    fn bits(self, binary: i64) -> u64 {
        // The first 64 bits; whether there is a one among the others.
        let (mut top, mut is_more) = (0_u64, self.is_more);
        let leading = self.digits.last().map_or(0, |word| word.leading_zeros());
        for (index, &word) in self.digits.iter().rev().enumerate() {
            match index {
                0 => top = u64::from(word) << (32 + leading),
                1 => top |= u64::from(word) << leading,
                2 => {
                    top |= (u64::from(word) << leading) >> 32;
                    is_more |= word << leading != 0;
                }
                _ => is_more |= word != 0,
            }
        }
        // The place of the first bit, and how many bits from there a number has.
        let first = 32 * self.digits.len() as i64 - i64::from(leading) - 1 + binary;
        let Ok(kept) = u32::try_from(53 + (first + 1022).min(0)) else { return 0 };
        let (whole, rest) = match kept {
            0 => (0, top),
            _ => (top >> (64 - kept), top << kept),
        };
        const HALF: u64 = 1 << 63;
        let is_up = rest > HALF || (rest == HALF && (is_more || whole & 1 == 1));
        // The first bit counts as one of the exponent, and a carry of the fraction as another, as they should.
        let bits = whole + u64::from(is_up) + (((first + 1022).max(0) as u64) << 52);
        bits.min(INFINITE)
    }
}

/// What follows the `e`: a sign and digits. More than any text can undo is as good as all.
fn exponent(bytes: &[u8]) -> i64 {
    let (is_negative, digits) = match bytes {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, bytes),
    };
    let number = digits.iter().fold(0, |number: i64, digit| (number * 10 + i64::from(digit - b'0')).min(1 << 56));
    if is_negative { -number } else { number }
}

/// 5^`power` in factors of 32 bits.
fn by_fives(power: u32, mut each: impl FnMut(u32)) {
    for _ in 0..power / FIVES {
        each(5_u32.pow(FIVES));
    }
    each(5_u32.pow(power % FIVES));
}

#[inline(never)]
fn multiply(number: &mut Vec<u32>, factor: u32, mut carry: u32) {
    for word in number.iter_mut() {
        let product = u64::from(*word) * u64::from(factor) + u64::from(carry);
        (*word, carry) = (product as u32, (product >> 32) as u32);
    }
    if carry != 0 {
        number.push(carry);
    }
}

/// Divides, and says whether something is left.
fn divide(number: &mut Vec<u32>, divisor: u32) -> bool {
    let mut rest = 0;
    for word in number.iter_mut().rev() {
        let dividend = u64::from(rest) << 32 | u64::from(*word);
        (*word, rest) = ((dividend / u64::from(divisor)) as u32, (dividend % u64::from(divisor)) as u32);
    }
    while number.last() == Some(&0) {
        number.pop();
    }
    rest != 0
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::String;
    use alloc::vec;

    use proptest::prelude::*;

    use super::nearest;

    #[track_caller]
    fn assert_nearest(text: &str) {
        let expected = text.parse::<f64>().unwrap();
        assert_eq!(nearest(text).to_bits(), expected.to_bits(), "{text}: {} for {expected}", nearest(text));
    }

    fn many(digit: u8, count: usize) -> String {
        String::from_utf8(vec![digit; count]).unwrap()
    }

    #[test]
    fn numbers_at_the_edges_are_those_of_the_standard_library() {
        for text in [
            "0",
            "-0",
            "0.000",
            ".5",
            "5.",
            "00012.5000",
            "Infinity",
            "-Infinity",
            "9007199254740993",
            "9007199254740992.5",
            "9007199254740993.00000000000000000000000000000000000001",
            "1.7976931348623157e308",
            "1.7976931348623158e308",
            "1.7976931348623159e308",
            "1e308",
            "1e309",
            "1e310",
            "2.2250738585072014e-308",
            "2.2250738585072011e-308",
            "4.9e-324",
            "2.4703282292062327e-324",
            "2.4703282292062328e-324",
            "2e-324",
            "1e-324",
            "9e-325",
            "7.410984687618698e-324",
            "1e99999999999999999999999999",
            "1e-99999999999999999999999999",
            "0e99999999999999999999999999",
        ] {
            assert_nearest(text);
        }
    }

    #[test]
    fn the_last_digit_of_a_long_number_may_count() {
        // Between 1 and its successor.
        let half = "1.00000000000000011102230246251565404236316680908203125";
        let zeros = many(b'0', 800);
        for text in [half.into(), format!("{half}{zeros}"), format!("{half}{zeros}1"), format!("{half}1")] {
            assert_nearest(&text);
        }
        for count in [300, 760, 770, 2000] {
            let nines = many(b'9', count);
            assert_nearest(&nines);
            assert_nearest(&format!(".{nines}"));
            assert_nearest(&format!("{nines}e-{}", count + 300));
            assert_nearest(&format!("0.{zeros}{nines}e900"));
        }
    }

    proptest! {
        #[test]
        fn every_literal_is_the_number_of_the_standard_library(
            text in "[+-]?([0-9]{1,25}([.][0-9]{0,25})?|[.][0-9]{1,40})(e[+-]?[0-9]{1,3})?",
        ) {
            assert_nearest(&text);
        }

        #[test]
        fn every_number_and_what_lies_between_two_is_read_back(bits: u64, digits in "[0-9]{1,3}") {
            let number = f64::from_bits(bits);
            prop_assume!(number.is_finite());
            let text = format!("{number:e}");
            assert_nearest(&text);
            let (mantissa, exponent) = text.split_once('e').unwrap();
            let point = if mantissa.contains('.') { "" } else { "." };
            assert_nearest(&format!("{mantissa}{point}{digits}e{exponent}"));
            let next = f64::from_bits(bits + 1);
            prop_assume!(next.is_finite());
            // Exactly in the middle, when there are digits enough.
            let middle = format!("{:.1080}", number.abs().min(1e15) / 2.0);
            assert_nearest(&middle);
        }
    }
}
