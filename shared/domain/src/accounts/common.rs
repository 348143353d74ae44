//! The most common passwords, as numbers: 182,483 of them in 612,985 bytes.
//!
//! `local/common_passwords.py` makes the file, and says from which list. It holds five bytes of each password's digest, sorted:
//! the first two choose a bucket, the others stand in it. A word that is on the list is always found; one that is not, is
//! taken for one once in 6,025,282 tries. A new password is hundreds of tries, and with a byte less one random password in
//! thousands would be told that it is easy to guess.

use std::{ops::RangeInclusive, sync::LazyLock};

use sha2::{Digest as _, Sha256};

/// The lengths of the words on the list. Shorter ones are in everything.
pub(super) const LENGTHS: RangeInclusive<usize> = 4..=24;
/// One for each value of a digest's first two bytes.
const BUCKETS: usize = 1 << 16;
/// The bytes of a digest that stand in a bucket.
const NUMBER: usize = 3;

static FILE: &[u8] = include_bytes!("common-passwords.bin");

/// Where each bucket begins among the numbers, and where the last one ends.
static STARTS: LazyLock<Vec<usize>> = LazyLock::new(|| {
    let counts = FILE.iter().take(BUCKETS).map(|count| usize::from(*count));
    let ends = counts.scan(0, |end, count| {
        *end += count;
        Some(*end)
    });
    std::iter::once(0).chain(ends).collect()
});

/// Whether `word`, in lower case and without separators, is a common password.
pub(super) fn is_common(word: &[char]) -> bool {
    let word: String = word.iter().collect();
    let digest: [u8; 32] = Sha256::digest(word.as_bytes()).into();
    let [b0, b1, number @ ..] = digest;
    let bucket = usize::from(u16::from_be_bytes([b0, b1]));
    let numbers = FILE.get(BUCKETS..).unwrap_or_default();
    let bucket = STARTS.get(bucket).zip(STARTS.get(bucket + 1));
    let numbers = bucket.and_then(|(start, end)| numbers.get(start * NUMBER..end * NUMBER));
    numbers.is_some_and(|numbers| numbers.chunks_exact(NUMBER).any(|known| number.starts_with(known)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(word: &str) -> bool {
        is_common(&word.chars().collect::<Vec<char>>())
    }

    #[test]
    fn the_list_has_more_than_a_hundred_thousand_passwords_and_the_file_is_whole() {
        let numbers = STARTS.last().copied().unwrap_or_default();
        assert!(numbers >= 100_000, "{numbers}");
        assert_eq!(FILE.len(), BUCKETS + NUMBER * numbers);
    }

    #[test]
    fn common_passwords_are_found_the_rare_of_them_too() {
        for word in ["password", "qwerty", "dragon", "manchesterunited", "trustno1", "liverpool", "iloveyou"] {
            assert!(is(word), "{word}");
        }
        assert!(is("070162"), "the hundred-thousandth of the list");
    }

    #[test]
    fn of_what_is_not_on_the_list_next_to_nothing_is_taken_for_common() {
        let unlisted = (0..200_000_u32).filter(|n| is(&format!("zq{n:08}vx"))).count();
        assert_eq!(unlisted, 0, "of 200,000");
    }
}
