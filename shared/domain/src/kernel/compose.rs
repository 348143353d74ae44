//! Unicode's composed form (NFC, Unicode Standard Annex 15) from the tables of `unicode-normalization`.
//!
//! That crate's own `nfc()` also links the tables of the compatibility forms (NFKC), which a text of the shop does not need. Composing
//! here adds 59 KB to a program that uses it, and 33 KB to its archive; with `nfc()` it is 124 KB and 63 KB.

use unicode_normalization::char::{canonical_combining_class, compose, decompose_canonical};

/// `text` with its letters composed: `e` and a combining acute accent become `é`.
#[must_use]
pub fn composed(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut composed: Vec<char> = Vec::with_capacity(text.len());
    // Where the last starter stands in `composed`, and the class of the last character after it.
    let (mut starter, mut last_class) = (None, 0);
    for (c, class) in decomposed(text) {
        let before: Option<usize> = starter;
        let joined = before.and_then(|at| {
            let blocked = at + 1 < composed.len() && last_class >= class;
            let letter = composed.get_mut(at).filter(|_| !blocked)?;
            *letter = compose(*letter, c)?;
            Some(())
        });
        if joined.is_some() {
            continue;
        }
        if class == 0 {
            starter = Some(composed.len());
        }
        last_class = class;
        composed.push(c);
    }
    composed.into_iter().collect()
}

/// The characters of `text` taken apart, each with its combining class, marks in their canonical order.
fn decomposed(text: &str) -> Vec<(char, u8)> {
    let mut letters = Vec::with_capacity(text.len());
    for c in text.chars() {
        decompose_canonical(c, |part| letters.push((part, canonical_combining_class(part))));
    }
    for letter in letters.chunk_by_mut(|_, next| next.1 != 0) {
        letter.sort_by_key(|(_, class)| *class);
    }
    letters
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization as _;

    use super::*;

    /// Characters that compose, marks of several classes, Hangul, and characters that never compose.
    fn character() -> impl Strategy<Value = char> {
        let telling = "aeoAE\u{e9}\u{1ebf}\u{300}\u{301}\u{302}\u{323}\u{327}\u{345}\u{1112}\u{1161}\u{11ab}\u{d55c}\u{d558}\u{212b}\
            \u{958}\u{915}\u{93c}\u{1d160}\u{fb1d}\u{5b4}\u{9c7}\u{9be}\u{1100}\u{ac00}\u{11a7}\u{3b1}\u{342} ";
        let telling: Vec<char> = telling.chars().collect();
        prop_oneof![3 => prop::sample::select(telling), 1 => any::<char>()]
    }

    proptest! {
        #[test]
        fn texts_are_composed_as_the_library_composes_them(text in prop::collection::vec(character(), 0..12)) {
            let text: String = text.into_iter().collect();
            prop_assert_eq!(composed(&text), text.nfc().collect::<String>(), "{:?}", text);
        }
    }

    #[test]
    fn every_character_is_composed_as_the_library_composes_it() {
        for c in (0..=0x10_ffff).filter_map(char::from_u32) {
            let text = c.to_string();
            assert!(composed(&text).chars().eq(text.nfc()), "{c:?}");
        }
    }
}
