//! An index that is held in memory and asked.

use std::collections::BTreeSet;

use domain::kernel::{ProductId, Timestamp};
use serde_json::Value;
use tantivy::{
    DocAddress, Index, ReloadPolicy, Searcher, TantivyDocument,
    query::{AllQuery, Query},
    schema::Value as _,
};

use crate::{
    collector::{Gathered, Gathering},
    facets,
    highlight::highlights,
    lexicon::Lexicon,
    manifest::Unreadable,
    query::{Planner, Tier},
    question::{Found, Hit, MAX_WORDS, Order, Question},
    schema::{Fields, column},
    snapshot::Snapshot,
    synonyms::Synonyms,
    text::{Stems, Word, words},
};

/// With fewer products than this, words that no product has are taken for mistakes.
const LITTLE: u64 = 3;

/// An index in memory.
pub struct SearchIndex {
    pub(crate) fields: Fields,
    pub(crate) stems: Stems,
    synonyms: Synonyms,
    pub(crate) searcher: Searcher,
}

/// The engine failed at a question: its index is damaged in a way that was not seen before.
#[derive(Debug, thiserror::Error)]
#[error("the engine failed: {0}")]
pub struct EngineFailed(String);

impl From<tantivy::TantivyError> for EngineFailed {
    fn from(error: tantivy::TantivyError) -> Self {
        Self(error.to_string())
    }
}

impl std::fmt::Debug for SearchIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SearchIndex")
    }
}

impl SearchIndex {
    /// Opens an index. What is damaged, cut off or of another format is refused.
    pub fn open(snapshot: &Snapshot) -> Result<Self, Unreadable> {
        let fields = Fields::new();
        let opened = snapshot.open(&fields)?;
        let searcher = searcher(&opened.index).map_err(|error| Unreadable::Engine(error.to_string()))?;
        let stems = Stems::new();
        Ok(Self { fields, synonyms: Synonyms::new(&stems), stems, searcher })
    }

    /// Answers a question: each tier only if the one before finds little.
    pub fn search(&self, question: &Question) -> Result<Found, EngineFailed> {
        let mut words = words(&question.text);
        words.truncate(MAX_WORDS);
        if question.text.trim().is_empty() {
            let gathered = self.gather(&AllQuery, question)?;
            return self.found(question, &gathered, &[]);
        }
        let number = question.text.trim().to_lowercase();
        let planner = self.planner();
        let mut best: Option<(Gathered, Vec<String>)> = None;
        for tier in Tier::ALL {
            let total = best.as_ref().map_or(0, |(found, _)| found.total);
            let is_enough = if tier <= Tier::OneMistake { total >= LITTLE } else { total > 0 };
            if is_enough || (words.is_empty() && tier > Tier::Typed) {
                break;
            }
            if tier == Tier::OneMistake {
                words = planner.lexicon.joined(words)?;
            }
            let plan = planner.plan(&words, &number, tier)?;
            let gathered = self.gather(&plan.query, question)?;
            if best.is_none() || gathered.total > total {
                best = Some((gathered, plan.stems));
            }
        }
        let (gathered, stems) = best.unwrap_or_default();
        self.found(question, &gathered, &stems)
    }

    pub(crate) fn planner(&self) -> Planner<'_> {
        let lexicon = Lexicon { searcher: &self.searcher, field: self.fields.word };
        Planner { fields: &self.fields, stems: &self.stems, synonyms: &self.synonyms, lexicon }
    }

    fn gather(&self, query: &dyn Query, question: &Question) -> tantivy::Result<Gathered> {
        let question = Question { text: String::new(), ..question.clone() };
        self.searcher.search(query, &Gathering { question })
    }

    fn found(&self, question: &Question, gathered: &Gathered, stems: &[String]) -> Result<Found, EngineFailed> {
        let has_more = gathered.best.len() > question.limit;
        let page = gathered.best.iter().take(question.limit);
        let hits = page.map(|(place, address)| {
            let card = self.card(*address)?;
            let name = card.get("name").and_then(Value::as_str).unwrap_or_default();
            Ok(Hit { highlights: highlights(name, stems, &self.stems), card, place: *place })
        });
        let hits = hits.collect::<Result<Vec<Hit>, EngineFailed>>()?;
        Ok(Found { total: gathered.total, hits, has_more, facets: facets::of(gathered) })
    }

    fn card(&self, address: DocAddress) -> Result<Value, EngineFailed> {
        let document: TantivyDocument = self.searcher.doc(address)?;
        let card = document.get_first(self.fields.card).and_then(|card| card.as_bytes()).unwrap_or_default();
        serde_json::from_slice(card).map_err(|error| EngineFailed(error.to_string()))
    }

    /// The first products for what is being typed, and their categories.
    pub(crate) fn typed(&self, text: &str, limit: usize) -> Result<(Found, Vec<Word>), EngineFailed> {
        let question = Question { text: text.to_owned(), limit, order: Order::Relevance, ..Question::default() };
        let mut words = words(text);
        words.truncate(MAX_WORDS);
        Ok((self.search(&question)?, words))
    }
}

fn searcher(index: &Index) -> tantivy::Result<Searcher> {
    // Nothing changes an index that is being read, so nobody watches it.
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    Ok(tantivy::IndexReader::searcher(&reader))
}

/// The products whose rows were read at `since` or later, and all products.
pub(crate) fn products(index: &Index, since: Timestamp) -> tantivy::Result<(BTreeSet<ProductId>, BTreeSet<ProductId>)> {
    let (mut late, mut all) = (BTreeSet::new(), BTreeSet::new());
    for segment in searcher(index)?.segment_readers() {
        let read_ms = segment.fast_fields().i64(column::READ_MS)?;
        let Some(ids) = segment.fast_fields().str(column::ID)? else { continue };
        for doc in segment.doc_ids_alive() {
            let mut id = String::new();
            for ordinal in ids.term_ords(doc) {
                ids.ord_to_str(ordinal, &mut id)?;
            }
            let Ok(id) = id.parse::<ProductId>() else { continue };
            if read_ms.first(doc).unwrap_or(i64::MAX) >= since.millis() {
                late.insert(id.clone());
            }
            all.insert(id);
        }
    }
    Ok((late, all))
}
