//! From typed words to the engine's query: what may be meant by each word, and how much it counts where.

use tantivy::{
    Term,
    query::{
        BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, Occur, PhraseQuery, Query,
        TermQuery,
    },
    schema::{Field, IndexRecordOption},
};

use crate::{
    lexicon::{Lexicon, Meant},
    schema::{Fields, MAX_LEAD, lead, whole},
    synonyms::Synonyms,
    text::{Stems, Word},
};

/// How much a word counts in a name, a category, an attribute and a description.
const WEIGHTS: [f32; 4] = [3.0, 1.6, 1.2, 0.4];
/// Of what a product has in several fields, so much of the lesser ones counts beside the best.
const TIE_BREAKER: f32 = 0.15;
/// A word that was typed only in part, by one mistake, by two, in other words, as two.
const COMPLETED: f32 = 0.6;
const MISTAKES: [f32; 3] = [COMPLETED, 0.5, 0.2];
const SYNONYM: f32 = 0.5;
const SPLIT: f32 = 0.5;
/// Beside that: the product's own number, the whole name, its beginning, the words side by side.
const NUMBER: f32 = 1_000.0;
const WHOLE_NAME: f32 = 60.0;
const BEGINNING: f32 = 8.0;
const SIDE_BY_SIDE: f32 = 1.5;
/// A word of fewer letters is never taken for a mistake; one of fewer than the second has one mistake at most.
const ONE_MISTAKE_FROM: usize = 4;
const TWO_MISTAKES_FROM: usize = 5;

/// How far from what was typed is looked. Each is tried only when the one before finds little.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tier {
    /// As typed; the last word may go on.
    Typed,
    /// Words that no product has may have a mistake, or be two.
    OneMistake,
    /// They may have two.
    TwoMistakes,
    /// Every word may have.
    AnyWord,
    /// One word of three or more may be missing.
    OneMissing,
}

impl Tier {
    pub(crate) const ALL: [Self; 5] =
        [Self::Typed, Self::OneMistake, Self::TwoMistakes, Self::AnyWord, Self::OneMissing];
}

/// What a typed word may stand for: words of the index, and what each counts.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Meaning {
    /// Each by the stems of its words, all of which must be there.
    alternatives: Vec<(Vec<Vec<String>>, f32)>,
}

/// A query, and the stems that it looks for.
pub(crate) struct Plan {
    pub(crate) query: Box<dyn Query>,
    /// What is marked in a name.
    pub(crate) stems: Vec<String>,
}

/// Makes queries of words.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Planner<'a> {
    pub(crate) fields: &'a Fields,
    pub(crate) stems: &'a Stems,
    pub(crate) synonyms: &'a Synonyms,
    pub(crate) lexicon: Lexicon<'a>,
}

impl Planner<'_> {
    /// The query for these words. `numbers` is the whole text, as a product's own number would be typed.
    pub(crate) fn plan(&self, words: &[Word], numbers: &str, tier: Tier) -> tantivy::Result<Plan> {
        let last = words.len().saturating_sub(1);
        let meanings = words.iter().enumerate().map(|(at, word)| self.meaning(&word.folded, at == last, tier));
        let meanings = meanings.collect::<tantivy::Result<Vec<Meaning>>>()?;
        let mut all: Vec<String> = meanings.iter().flat_map(Meaning::stems).cloned().collect();
        all.sort_unstable();
        all.dedup();
        let mut either: Vec<(Occur, Box<dyn Query>)> =
            vec![(Occur::Should, constant(term(self.fields.sku, numbers), NUMBER))];
        if !words.is_empty() {
            either.push((Occur::Should, self.all_words(words, &meanings, tier)));
        }
        Ok(Plan { query: Box::new(BooleanQuery::new(either)), stems: all })
    }

    /// Every word, in any of its meanings; more for names that are or begin like what was typed.
    fn all_words(&self, words: &[Word], meanings: &[Meaning], tier: Tier) -> Box<dyn Query> {
        let queries = meanings.iter().map(|meaning| self.one_word(meaning));
        let required: Box<dyn Query> = if tier == Tier::OneMissing && meanings.len() > 2 {
            let any = queries.map(|query| (Occur::Should, query)).collect();
            Box::new(BooleanQuery::with_minimum_required_clauses(any, meanings.len() - 1))
        } else {
            Box::new(BooleanQuery::new(queries.map(|query| (Occur::Must, query)).collect()))
        };
        let mut clauses = vec![(Occur::Must, required)];
        let first = |word: &Word| self.stems.of(&word.folded).into_iter().next().unwrap_or_default();
        let typed: Vec<String> = words.iter().map(first).collect();
        clauses.push((Occur::Should, constant(term(self.fields.lead, &whole(&typed)), WHOLE_NAME)));
        if typed.len() <= MAX_LEAD {
            clauses.push((Occur::Should, constant(term(self.fields.lead, &lead(&typed)), BEGINNING)));
        }
        if typed.len() > 1 {
            let side_by_side = typed.iter().map(|stem| Term::from_field_text(self.fields.name, stem)).collect();
            let phrase = Box::new(PhraseQuery::new(side_by_side));
            clauses.push((Occur::Should, Box::new(BoostQuery::new(phrase, SIDE_BY_SIDE))));
        }
        Box::new(BooleanQuery::new(clauses))
    }

    /// The best of a word's meanings in the best of the fields.
    fn one_word(&self, meaning: &Meaning) -> Box<dyn Query> {
        let mut best: Vec<Box<dyn Query>> = Vec::new();
        for (words, weight) in &meaning.alternatives {
            match words.as_slice() {
                [stems] => best.extend(self.in_fields(stems, *weight)),
                several => {
                    let each = several.iter().map(|stems| {
                        let fields = self.in_fields(stems, *weight);
                        let best: Box<dyn Query> = Box::new(DisjunctionMaxQuery::new(fields));
                        (Occur::Must, best)
                    });
                    best.push(Box::new(BooleanQuery::new(each.collect())));
                }
            }
        }
        if best.is_empty() {
            return Box::new(EmptyQuery);
        }
        Box::new(DisjunctionMaxQuery::with_tie_breaker(best, TIE_BREAKER))
    }

    fn in_fields(&self, stems: &[String], weight: f32) -> Vec<Box<dyn Query>> {
        let Fields { name, category, attribute, description, .. } = *self.fields;
        let fields = [name, category, attribute, description].into_iter().zip(WEIGHTS);
        let each = fields.flat_map(|(field, counts)| stems.iter().map(move |stem| (term(field, stem), counts)));
        each.map(|(term, counts)| -> Box<dyn Query> { Box::new(BoostQuery::new(term, counts * weight)) }).collect()
    }

    /// What a word may stand for in this tier.
    fn meaning(&self, word: &str, is_last: bool, tier: Tier) -> tantivy::Result<Meaning> {
        let mut meaning = Meaning::default();
        let stems = self.stems.of(word);
        meaning.add(stems.clone(), 1.0);
        for other in self.synonyms.of(&stems) {
            let words = other.split(' ').map(|word| self.stems.of(word)).collect();
            meaning.alternatives.push((words, SYNONYM));
        }
        let mut is_known = self.is_known(word)?;
        if is_last {
            let completions = self.lexicon.completions(word)?;
            is_known |= !completions.is_empty();
            for longer in completions.iter().filter(|longer| *longer != word) {
                meaning.add(self.stems.of(longer), COMPLETED);
            }
        }
        if tier > Tier::Typed && (!is_known || tier >= Tier::AnyWord) {
            self.correct(&mut meaning, word, is_last, tier)?;
        }
        Ok(meaning)
    }

    /// Whether some product has the word or one of its stem.
    fn is_known(&self, word: &str) -> tantivy::Result<bool> {
        let Fields { name, category, attribute, description, .. } = *self.fields;
        for stem in self.stems.of(word) {
            for field in [name, category, attribute, description] {
                if self.lexicon.searcher.doc_freq(&Term::from_field_text(field, &stem))? > 0 {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Adds the words that may be meant by one that is typed wrong: near it as a whole, near its stem, or two words.
    fn correct(&self, meaning: &mut Meaning, word: &str, is_last: bool, tier: Tier) -> tantivy::Result<()> {
        let letters = word.chars().count();
        let most = match tier {
            Tier::Typed => 0,
            _ if letters < ONE_MISTAKE_FROM => 0,
            Tier::OneMistake => 1,
            _ if letters < TWO_MISTAKES_FROM => 1,
            _ => 2,
        };
        if let Some((first, second)) = self.lexicon.split(word)? {
            meaning.alternatives.push((vec![self.stems.of(&first), self.stems.of(&second)], SPLIT));
        }
        if most == 0 {
            return Ok(());
        }
        let first = word.chars().next();
        // Two mistakes seldom begin a word.
        let may_be_meant = |meant: &Meant| meant.mistakes < 2 || meant.word.chars().next() == first;
        for meant in self.lexicon.corrections(word, most, is_last)?.into_iter().filter(may_be_meant) {
            meaning.add(self.stems.of(&meant.word), counts_with(meant.mistakes));
        }
        let stems = Lexicon { field: self.fields.stem, ..self.lexicon };
        for stem in self.stems.of(word).iter().filter(|stem| stem.chars().count() >= ONE_MISTAKE_FROM) {
            for meant in stems.corrections(stem, most, false)?.into_iter().filter(may_be_meant) {
                meaning.add(vec![meant.word], counts_with(meant.mistakes));
            }
        }
        Ok(())
    }
}

impl Meaning {
    /// Adds a word by its stems, unless it is there and counts as much.
    fn add(&mut self, stems: Vec<String>, weight: f32) {
        let words = vec![stems];
        match self.alternatives.iter_mut().find(|(known, _)| *known == words) {
            Some((_, known)) => *known = known.max(weight),
            None => self.alternatives.push((words, weight)),
        }
    }

    fn stems(&self) -> impl Iterator<Item = &String> {
        self.alternatives.iter().flat_map(|(words, _)| words.iter().flatten())
    }
}

/// How much a word counts that was typed with so many mistakes. One that is right has been completed.
fn counts_with(mistakes: u8) -> f32 {
    MISTAKES.get(usize::from(mistakes)).copied().unwrap_or_default()
}

fn term(field: Field, text: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs))
}

fn constant(query: Box<dyn Query>, score: f32) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, score))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_meant_twice_counts_once_and_as_much_as_it_can() {
        let mut meaning = Meaning::default();
        meaning.add(vec!["tea".to_owned()], 0.5);
        meaning.add(vec!["tea".to_owned()], 1.0);
        assert_eq!(meaning.alternatives, [(vec![vec!["tea".to_owned()]], 1.0)]);
    }
}
