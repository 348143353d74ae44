//! What was looked for, in a name: as places, so that whoever shows it escapes the name first.

use crate::text::{Stems, words};

/// Where the words stand in `name` that have one of these stems: from a character up to before another, counted from 0.
pub(crate) fn highlights(name: &str, wanted: &[String], stems: &Stems) -> Vec<(usize, usize)> {
    let is_wanted = |word: &str| stems.of(word).iter().any(|stem| wanted.binary_search(stem).is_ok());
    words(name).into_iter().filter(|word| is_wanted(&word.folded)).map(|word| (word.start, word.end)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_were_looked_for_are_marked_whatever_stands_around_them() {
        let wanted = ["biscuit".to_owned(), "süß".to_owned()];
        let places = highlights("<b>Süße</b> BISCUITS & more", &wanted, &Stems::new());
        assert_eq!(places, [(12, 20)]);
    }
}
