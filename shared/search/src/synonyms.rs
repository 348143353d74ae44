//! Words that shoppers use for one thing.

use std::collections::HashMap;

use crate::text::Stems;

/// Each line has words of one meaning; one with a blank is several words, all of which must be there.
const GROUPS: &[&[&str]] = &[
    &["soda", "pop", "soft drink", "limonade"],
    &["tv", "television", "fernseher"],
    &["fridge", "refrigerator", "kuhlschrank"],
    &["couch", "sofa"],
    &["trainer", "sneaker", "turnschuh"],
    &["cookie", "biscuit", "keks"],
    &["chip", "crisp"],
    &["cellphone", "smartphone", "handy"],
    &["laptop", "notebook"],
    &["diaper", "nappy", "windel"],
    &["detergent", "waschmittel"],
    &["aubergine", "eggplant"],
    &["zucchini", "courgette"],
    &["prawn", "shrimp", "garnele"],
    &["yogurt", "yoghurt", "joghurt"],
    &["ketchup", "catsup"],
    &["tissue", "kleenex", "taschentuch"],
    &["cheese", "kase"],
    &["bread", "brot"],
    &["milk", "milch"],
    &["coffee", "kaffee"],
    &["tea", "tee"],
    &["shirt", "hemd"],
    &["shoe", "schuh"],
    &["bag", "tasche"],
    &["ounce", "oz"],
    &["pound", "lb"],
    &["gram", "g"],
    &["kilo", "kg", "kilogram"],
    &["litre", "liter", "l"],
];

/// The other words of each stem.
#[derive(Debug)]
pub(crate) struct Synonyms(HashMap<String, Vec<&'static str>>);

impl Synonyms {
    pub(crate) fn new(stems: &Stems) -> Self {
        let mut all: HashMap<String, Vec<&'static str>> = HashMap::new();
        for group in GROUPS {
            for word in *group {
                for stem in stems.of(word) {
                    let others = group.iter().filter(|other| *other != word && !stems.of(other).contains(&stem));
                    all.entry(stem.clone()).or_default().extend(others);
                }
            }
        }
        Self(all)
    }

    /// What else a word with these stems may be called: each one word, or several with blanks between.
    pub(crate) fn of(&self, stems: &[String]) -> impl Iterator<Item = &'static str> {
        stems.iter().filter_map(|stem| self.0.get(stem)).flatten().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::key;

    #[test]
    fn a_word_has_the_others_of_its_group() {
        let stems = Stems::new();
        let synonyms = Synonyms::new(&stems);
        let others = |word: &str| synonyms.of(&stems.of(word)).collect::<Vec<_>>();
        assert_eq!(others("pop"), ["soda", "soft drink", "limonade"]);
        assert!(others("cookies").starts_with(&["biscuit", "keks"]));
        assert!(others("nappies").contains(&"diaper"));
        assert_eq!(others("unheard").len(), 0);
    }

    #[test]
    fn every_word_stands_in_one_group_as_it_is_compared() {
        let all: Vec<&str> = GROUPS.iter().flat_map(|group| group.iter().copied()).collect();
        for (at, word) in all.iter().enumerate() {
            assert_eq!(key(word), **word);
            assert!(!all[..at].contains(word), "{word}");
        }
    }
}
