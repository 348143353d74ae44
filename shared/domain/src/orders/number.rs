//! An order's number, as people write it and read it out: `ABCDE-FGHJK`.
//!
//! Ten characters of Crockford's base 32, which has no I, L, O and U: fifty bits of the order's identifier. Two orders of a
//! million share a number once in two thousand shops, so a number finds orders, and the identifier is what names one.
//! Source: <https://www.crockford.com/base32.html>.

use std::{fmt, str::FromStr};

use crate::kernel::{InvalidId, OrderId};

/// Crockford's characters, by the five bits that each stands for.
const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// The characters of an identifier (RFC 4648), by the same five bits.
const RFC_4648: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
/// How many characters a number has, the hyphen aside.
const LENGTH: usize = 10;
/// Where the hyphen stands.
const HALF: usize = LENGTH / 2;

/// An order's number.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OrderNumber(String);

impl OrderNumber {
    /// The number: `ABCDE-FGHJK`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn of_characters(characters: &str) -> Self {
        let (first, second) = characters.split_at(HALF);
        Self(format!("{first}-{second}"))
    }
}

impl From<&OrderId> for OrderNumber {
    fn from(id: &OrderId) -> Self {
        let digest = id.as_str().rsplit('_').next().unwrap_or_default();
        let bits = digest.bytes().filter_map(|byte| RFC_4648.iter().position(|known| *known == byte));
        let characters: String =
            bits.filter_map(|bits| CROCKFORD.get(bits)).take(LENGTH).copied().map(char::from).collect();
        Self::of_characters(&characters)
    }
}

/// Read as people type it: in either case, with or without hyphens and spaces; I and L are 1, O is 0.
impl FromStr for OrderNumber {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let typed = text.chars().filter(|letter| !matches!(letter, '-' | ' '));
        let characters: Option<String> =
            typed.take(LENGTH + 1).map(|letter| Some(char::from(meant(letter)?))).collect();
        match characters {
            Some(characters) if characters.len() == LENGTH => Ok(Self::of_characters(&characters)),
            _ => Err(InvalidId),
        }
    }
}

/// The character that a typed one stands for.
fn meant(letter: char) -> Option<u8> {
    let letter = u8::try_from(letter).ok()?.to_ascii_uppercase();
    let letter = match letter {
        b'I' | b'L' => b'1',
        b'O' => b'0',
        other => other,
    };
    CROCKFORD.contains(&letter).then_some(letter)
}

impl fmt::Display for OrderNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl serde::Serialize for OrderNumber {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Digest;

    fn number(text: &str) -> Result<OrderNumber, InvalidId> {
        text.parse()
    }

    #[test]
    fn a_number_is_made_of_the_first_fifty_bits_of_the_identifier() {
        let id: OrderId = "ord_abcdefghijklmnopqrstuvwxyz".parse().expect("an identifier");
        assert_eq!(OrderNumber::from(&id).as_str(), "01234-56789");
        let id: OrderId = "ord_klmnopqrstuvwxyz234567abcd".parse().expect("an identifier");
        assert_eq!(OrderNumber::from(&id).as_str(), "ABCDE-FGHJK");
    }

    #[test]
    fn a_number_reads_what_it_wrote() {
        for n in 0..=255_u8 {
            let id = OrderId::from_digest(&Digest::of(&[&[n]]));
            let written = OrderNumber::from(&id);
            assert_eq!(number(written.as_str()), Ok(written.clone()));
            assert_eq!(number(&written.to_string().to_lowercase()), Ok(written));
        }
    }

    #[test]
    fn what_people_mistake_for_one_another_is_the_same() {
        let meant = number("01110-56789").expect("a number");
        for typed in ["0ilLO-56789", "oIlI056789", "O111o 56789", " 0-1-1-1-0 5 6 7 8 9 "] {
            assert_eq!(number(typed), Ok(meant.clone()), "{typed}");
        }
    }

    #[test]
    fn anything_else_is_no_number() {
        for typed in
            ["", "-", "ABCDE-FGHJ", "ABCDE-FGHJKM", "ABCDE-FGHJU", "ABCDE_FGHJK", "ABCDÉ-FGHJK", &"0".repeat(99)]
        {
            assert_eq!(number(typed), Err(InvalidId), "{typed}");
        }
    }
}
