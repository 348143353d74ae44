//! Words: how a text is cut into them, folded and stemmed. Documents and queries go the same way.

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// The most letters of a word; what comes after is not looked at.
const MAX_LETTERS: usize = 40;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// As it is compared: in small letters, without accents. A number has a point where it had a comma.
    pub(crate) folded: String,
    /// Its first character in the text, counted from 0.
    pub(crate) start: usize,
    /// The character after its last.
    pub(crate) end: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Letter,
    Digit,
    /// Within a word it is left out: `kellogg's`.
    Apostrophe,
    /// Between digits it belongs to the number: `16.3`.
    Point,
    Gap,
}

fn kind(letter: char) -> Kind {
    match letter {
        '\'' | '\u{2019}' => Kind::Apostrophe,
        '.' | ',' => Kind::Point,
        _ if letter.is_numeric() => Kind::Digit,
        _ if letter.is_alphabetic() || is_combining_mark(letter) => Kind::Letter,
        _ => Kind::Gap,
    }
}

/// The words of a text, in its order: letters and digits are apart, so `16oz` is two words.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let letters: Vec<(char, Kind)> = text.chars().map(|letter| (letter, kind(letter))).collect();
    let mut words = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let Some(&(_, first @ (Kind::Letter | Kind::Digit))) = letters.get(at) else {
            at += 1;
            continue;
        };
        let end = end_of(&letters, at, first);
        let folded = folded(letters.get(at..end).unwrap_or_default());
        if !folded.is_empty() {
            words.push(Word { folded, start: at, end });
        }
        at = end;
    }
    words
}

/// Where the word ends that begins at `start`.
fn end_of(letters: &[(char, Kind)], start: usize, first: Kind) -> usize {
    let kind_at = |at: usize| letters.get(at).map_or(Kind::Gap, |(_, kind)| *kind);
    let joins = if first == Kind::Letter { Kind::Apostrophe } else { Kind::Point };
    let mut end = start;
    loop {
        if kind_at(end) == first {
            end += 1;
        } else if kind_at(end) == joins && kind_at(end + 1) == first {
            end += 2;
        } else {
            return end;
        }
    }
}

fn folded(letters: &[(char, Kind)]) -> String {
    let shown = letters.iter().filter(|(_, kind)| *kind != Kind::Apostrophe);
    let shown = shown.map(|(letter, _)| if *letter == ',' { '.' } else { *letter });
    let plain = shown.nfkd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase);
    let mut word = String::new();
    for letter in plain.filter(|letter| letter.is_alphanumeric() || *letter == '.') {
        match letter {
            'ß' => word.push_str("ss"),
            'æ' => word.push_str("ae"),
            'œ' => word.push_str("oe"),
            'ø' => word.push('o'),
            'ł' => word.push('l'),
            'đ' => word.push('d'),
            'ı' => word.push('i'),
            'ς' => word.push('σ'),
            other => word.push(other),
        }
    }
    word.chars().take(MAX_LETTERS).collect()
}

/// A text as it is compared whole: its folded words with one blank between.
pub(crate) fn key(text: &str) -> String {
    words(text).into_iter().map(|word| word.folded).collect::<Vec<_>>().join(" ")
}

/// Takes words back to their stems, in both of the shop's languages: nothing says in which of them a text is.
pub(crate) struct Stems([Stemmer; 2]);

impl Stems {
    pub(crate) fn new() -> Self {
        Self([Algorithm::English, Algorithm::German].map(Stemmer::create))
    }

    /// The stems of a folded word: one or two. A number is its own.
    pub(crate) fn of(&self, word: &str) -> Vec<String> {
        if word.starts_with(char::is_numeric) {
            return vec![word.to_owned()];
        }
        let mut stems: Vec<String> = self.0.iter().map(|language| language.stem(word).into_owned()).collect();
        stems.dedup();
        stems
    }
}

impl std::fmt::Debug for Stems {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stems")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded_words(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.folded).collect()
    }

    #[test]
    fn a_text_is_cut_into_words_and_numbers() {
        assert_eq!(folded_words("Crème Brûlée 16.3 OZ"), ["creme", "brulee", "16.3", "oz"]);
        assert_eq!(folded_words("1,5l Weißbier"), ["1.5", "l", "weissbier"]);
        assert_eq!(folded_words("Kellogg's D\u{2019}Or 3. x"), ["kelloggs", "dor", "3", "x"]);
        assert_eq!(folded_words("e\u{301}te\u{301} \u{1f600} --- <b>"), ["ete", "b"]);
        assert_eq!(folded_words("שלום ΟΔΟΣ"), ["שלום", "οδοσ"]);
        assert_eq!(folded_words("\u{301} ... ''"), Vec::<String>::new());
        assert_eq!(words(&"x".repeat(500)).first().map(|word| (word.folded.len(), word.end)), Some((40, 500)));
    }

    #[test]
    fn a_word_says_where_it_stands() {
        let at: Vec<(usize, usize)> = words("Süße Äpfel, 2kg").iter().map(|word| (word.start, word.end)).collect();
        assert_eq!(at, [(0, 4), (5, 10), (12, 13), (13, 15)]);
    }

    #[test]
    fn plurals_come_to_one_stem() {
        let stems = Stems::new();
        for (one, many) in [("biscuit", "biscuits"), ("berry", "berries"), ("apfel", "apfel"), ("flasche", "flaschen")]
        {
            assert!(stems.of(one).iter().any(|stem| stems.of(many).contains(stem)), "{one} {many}");
        }
        assert_eq!(stems.of("16.3"), ["16.3"]);
    }
}
