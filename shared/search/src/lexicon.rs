//! The words that an index knows: which begin like a typed one, and which are a typing mistake away.

use std::{collections::BTreeMap, sync::OnceLock};

use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use tantivy::{Searcher, schema::Field};
use tantivy_fst::Automaton;

use crate::text::Word;

/// The most words that one beginning stands for: those of most products.
const MAX_COMPLETIONS: usize = 40;
/// The most words that one mistake stands for.
const MAX_CORRECTIONS: usize = 12;
/// The most words that are looked at for one beginning.
const MAX_SCANNED: usize = 5_000;

/// A word of the index that may be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Meant {
    pub(crate) word: String,
    /// Letters that were added, left out, changed, or exchanged with their neighbours.
    pub(crate) mistakes: u8,
}

/// The words of an index.
#[derive(Clone, Copy)]
pub(crate) struct Lexicon<'a> {
    pub(crate) searcher: &'a Searcher,
    pub(crate) field: Field,
}

impl Lexicon<'_> {
    /// Whether some product has the word.
    pub(crate) fn knows(&self, word: &str) -> tantivy::Result<bool> {
        let term = tantivy::Term::from_field_text(self.field, word);
        Ok(self.searcher.doc_freq(&term)? > 0)
    }

    /// The words that begin like this one, those of most products first.
    pub(crate) fn completions(&self, beginning: &str) -> tantivy::Result<Vec<String>> {
        let mut found: BTreeMap<String, u32> = BTreeMap::new();
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(self.field)?;
            let mut words = index.terms().range().ge(beginning).into_stream()?;
            let mut scanned = 0;
            while words.advance() && scanned < MAX_SCANNED {
                let word = String::from_utf8_lossy(words.key());
                if !word.starts_with(beginning) {
                    break;
                }
                *found.entry(word.into_owned()).or_default() += words.value().doc_freq;
                scanned += 1;
            }
        }
        let mut found: Vec<(String, u32)> = found.into_iter().collect();
        found.sort_by(|(a, in_a), (b, in_b)| in_b.cmp(in_a).then_with(|| a.cmp(b)));
        found.truncate(MAX_COMPLETIONS);
        Ok(found.into_iter().map(|(word, _)| word).collect())
    }

    /// The words that are at most so many mistakes away from this one, the nearest first; or, of a word that is being typed, those
    /// that begin with such a one.
    pub(crate) fn corrections(&self, word: &str, mistakes: u8, unfinished: bool) -> tantivy::Result<Vec<Meant>> {
        let mut found: BTreeMap<String, (u8, u32)> = BTreeMap::new();
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(self.field)?;
            let near = Near::new(word, mistakes, unfinished);
            let mut words = index.terms().search(&near).into_stream()?;
            while words.advance() {
                let known = String::from_utf8_lossy(words.key()).into_owned();
                let distance = near.distance(&known);
                found.entry(known).or_insert((distance, 0)).1 += words.value().doc_freq;
            }
        }
        let is_number = word.starts_with(char::is_numeric);
        let mut found: Vec<(String, (u8, u32))> =
            found.into_iter().filter(|(known, _)| known.starts_with(char::is_numeric) == is_number).collect();
        found.sort_by(|(a, (far_a, in_a)), (b, (far_b, in_b))| {
            far_a.cmp(far_b).then_with(|| in_b.cmp(in_a)).then_with(|| a.cmp(b))
        });
        found.truncate(MAX_CORRECTIONS);
        Ok(found.into_iter().map(|(word, (mistakes, _))| Meant { word, mistakes }).collect())
    }

    /// The words, in which two that stand side by side are one where only together some product has them.
    pub(crate) fn joined(&self, words: Vec<Word>) -> tantivy::Result<Vec<Word>> {
        let mut joined: Vec<Word> = Vec::new();
        for word in words {
            if let Some(before) = joined.last_mut() {
                let together = format!("{}{}", before.folded, word.folded);
                let is_known = self.knows(&before.folded)? && self.knows(&word.folded)?;
                if !is_known && self.knows(&together)? {
                    *before = Word { folded: together, start: before.start, end: word.end };
                    continue;
                }
            }
            joined.push(word);
        }
        Ok(joined)
    }

    /// Two words of the index that were typed as one.
    pub(crate) fn split(&self, word: &str) -> tantivy::Result<Option<(String, String)>> {
        const LEAST: usize = 3;
        let letters: Vec<(usize, char)> = word.char_indices().collect();
        for (at, _) in letters.iter().skip(LEAST).take(letters.len().saturating_sub(2 * LEAST) + 1) {
            let (first, second) = word.split_at(*at);
            if second.chars().count() >= LEAST && self.knows(first)? && self.knows(second)? {
                return Ok(Some((first.to_owned(), second.to_owned())));
            }
        }
        Ok(None)
    }
}

impl std::fmt::Debug for Lexicon<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Lexicon")
    }
}

/// The words near another one, as the dictionary walks them.
struct Near(DFA);

impl Near {
    fn new(word: &str, mistakes: u8, unfinished: bool) -> Self {
        /// Making one takes milliseconds, so it is made once.
        static BUILDERS: OnceLock<[LevenshteinAutomatonBuilder; 2]> = OnceLock::new();
        let builders = BUILDERS.get_or_init(|| [1, 2].map(|most| LevenshteinAutomatonBuilder::new(most, true)));
        let [one, two] = builders;
        let builder = if mistakes <= 1 { one } else { two };
        Self(if unfinished { builder.build_prefix_dfa(word) } else { builder.build_dfa(word) })
    }

    fn distance(&self, known: &str) -> u8 {
        self.0.eval(known).to_u8()
    }
}

impl Automaton for &Near {
    type State = u32;

    fn start(&self) -> u32 {
        self.0.initial_state()
    }

    fn is_match(&self, state: &u32) -> bool {
        matches!(self.0.distance(*state), Distance::Exact(_))
    }

    fn can_match(&self, state: &u32) -> bool {
        *state != SINK_STATE
    }

    fn accept(&self, state: &u32, byte: u8) -> u32 {
        self.0.transition(*state, byte)
    }
}
