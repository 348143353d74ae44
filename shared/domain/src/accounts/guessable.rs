//! Which passwords an attacker tries first.
//!
//! A long password is still a poor one when it is a common word made longer: `passwordpassword`, `Monkey1234567890`,
//! `qwertyuiopasdfgh`. What counts is what is left once one common word and the runs along a keyboard are taken away.

use super::common::{LENGTHS, is_common};

/// Orders in which fingers and children count. Each is read in both directions, and round its end.
const ROWS: [&str; 7] = [
    "1234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
];
/// Fewer neighbours than this are no run.
const SHORTEST_RUN: usize = 3;
/// The longest pattern whose mere repetition is refused.
const LONGEST_PATTERN: usize = 4;
/// So many characters of a password must be neither part of a common word nor of a run.
const OWN_CHARACTERS: usize = 4;

/// Whether `password`, in lower case, is a short pattern repeated, or hardly more than runs and one word: a common one,
/// or one of `personal`, such as its owner's address.
pub(super) fn is_guessable(password: &str, personal: &[&str]) -> bool {
    let typed: Vec<char> = password.chars().collect();
    if (1..=LONGEST_PATTERN).any(|period| typed.iter().zip(typed.iter().skip(period)).all(|(a, b)| a == b)) {
        return true;
    }
    let letters: Vec<char> = typed.into_iter().filter(|c| !c.is_whitespace() && !"._-".contains(*c)).collect();
    let personal = personal.iter().map(|word| word.replace(['.', '_', '-'], "").chars().collect());
    let mut words: Vec<Vec<char>> = common_words_in(&letters);
    words.extend(personal.filter(|word: &Vec<char>| word.len() >= *LENGTHS.start()));
    words.push(Vec::new());
    let runs: Vec<usize> = (0..letters.len()).map(|start| run_length(&letters[start..])).collect();
    words.iter().any(|word| own_characters(&letters, &runs, word) < OWN_CHARACTERS)
}

/// Each common password that stands somewhere in `letters`.
fn common_words_in(letters: &[char]) -> Vec<Vec<char>> {
    let mut words = Vec::new();
    for start in 0..letters.len() {
        let lengths = *LENGTHS.start()..=(*LENGTHS.end()).min(letters.len() - start);
        let candidates = lengths.map(|length| &letters[start..start + length]);
        words.extend(candidates.filter(|&word| is_common(word)).map(<[char]>::to_vec));
    }
    words.sort();
    words.dedup();
    words
}

/// The least number of characters that are left when `word`, wherever it stands, and runs are taken out of `letters`. `runs`
/// are the lengths of the longest run from each letter on.
fn own_characters(letters: &[char], runs: &[usize], word: &[char]) -> usize {
    // least[i]: the answer for the first i characters alone.
    let mut least = vec![usize::MAX; letters.len() + 1];
    least[0] = 0;
    for start in 0..letters.len() {
        let so_far = least[start];
        least[start + 1] = least[start + 1].min(so_far + 1);
        for length in SHORTEST_RUN..=runs[start] {
            least[start + length] = least[start + length].min(so_far);
        }
        if !word.is_empty() && letters[start..].starts_with(word) {
            least[start + word.len()] = least[start + word.len()].min(so_far);
        }
    }
    least[letters.len()]
}

/// How many characters from the first on follow each other in one row, or are the same.
fn run_length(letters: &[char]) -> usize {
    let same = length_while(letters, |a, b| a == b);
    let along = ROWS.iter().map(|row| {
        let row: Vec<char> = row.chars().collect();
        let place = |c: char| row.iter().position(|&other| other == c);
        let follows = |a, b, step| place(a).zip(place(b)).is_some_and(|(a, b)| (a + step) % row.len() == b);
        length_while(letters, |a, b| follows(a, b, 1)).max(length_while(letters, |a, b| follows(a, b, row.len() - 1)))
    });
    along.max().unwrap_or_default().max(same)
}

fn length_while(letters: &[char], joined: impl Fn(char, char) -> bool) -> usize {
    1 + letters.windows(2).take_while(|pair| joined(pair[0], pair[1])).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_common_word_made_longer_is_guessable() {
        for password in [
            "password1234567",
            "passwordpassword",
            "123456789012345",
            "qwertyuiopasdfgh",
            "aaaaaaaaaaaaaaa",
            "abcabcabcabcabca",
            "1q2w3e4r5t6y7u8i",
            "1qaz2wsx3edc4rfv",
            "monkey.monkey.monkey",
            "abcdefghijklmnop",
            "zyxwvutsrqponmlk",
            "manchester united",
            "password 12345 !!",
            "🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂",
        ] {
            assert!(is_guessable(password, &[]), "{password}");
        }
    }

    #[test]
    fn a_phrase_of_several_words_is_not() {
        for password in [
            "correct horse battery staple",
            "a good long password",
            "tea, bread and 12 eggs",
            "vkq7wpx2mzt9rhc4",
            "ünïcödé frühstück",
            "🙂🍞🫖🥚🧈🍓🍯🥛🧀🍎🍐🍊🍋🍌🍉",
        ] {
            assert!(!is_guessable(password, &[]), "{password}");
        }
    }

    #[test]
    fn an_address_made_longer_is_guessable_by_whoever_knows_it() {
        assert!(is_guessable("zelda.krznaric1234", &["zelda.krznaric@example.com", "zelda.krznaric"]));
        assert!(!is_guessable("zelda.krznaric1234", &["bob@example.com", "bob"]));
    }

    #[test]
    fn no_random_password_is_taken_for_guessable() {
        let letters: Vec<char> = "abcdefghijklmnopqrstuvwxyz0123456789".chars().collect();
        let mut state = 7_u64;
        let mut letter = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            letters[usize::try_from((state >> 33) % 36).unwrap_or(0)]
        };
        let refused = (0..5_000).filter(|_| is_guessable(&(0..15).map(|_| letter()).collect::<String>(), &[])).count();
        assert_eq!(refused, 0, "of 5,000");
    }

    #[test]
    fn the_longest_password_is_judged_in_bounded_work() {
        let long: String = "password monkey qwerty 12345 dragon ".chars().cycle().take(256).collect();
        assert!(!is_guessable(&long, &[]));
    }
}
