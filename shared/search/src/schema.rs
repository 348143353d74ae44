//! The fields of the index, and a document in them.

use std::collections::BTreeSet;

use domain::{catalogue::Availability, kernel::Digest};
use tantivy::{
    TantivyDocument,
    schema::{
        FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, SchemaBuilder, TextFieldIndexing, TextOptions,
    },
    tokenizer::{PreTokenizedString, Token},
};

use crate::{
    document::{Document, attribute_term, category_terms},
    text::{Stems, Word, words},
};

/// Raise this when an index of before may no longer be served by what reads it now: words are cut otherwise, say.
const FORMAT: &str = "1";
/// A query may name the beginning of a product in so many words.
pub(crate) const MAX_LEAD: usize = 6;

/// The fields.
#[derive(Clone, Debug)]
pub(crate) struct Fields {
    pub(crate) schema: Schema,
    pub(crate) id: Field,
    /// The merchant's numbers, and the id, in small letters.
    pub(crate) sku: Field,
    pub(crate) name: Field,
    pub(crate) category: Field,
    pub(crate) attribute: Field,
    pub(crate) description: Field,
    /// Every word of name, category and attributes as it is written: what is typed wrong or in part is looked up here.
    pub(crate) word: Field,
    /// Their stems, to the same end: `biscut` is one mistake from `biscuit` and two from `biscuits`.
    pub(crate) stem: Field,
    /// The name from its first word on: one word, two, and so on; and the whole.
    pub(crate) lead: Field,
    pub(crate) card: Field,
    pub(crate) popularity: Field,
    pub(crate) price: Field,
    pub(crate) availability: Field,
    pub(crate) tie: Field,
    pub(crate) read_ms: Field,
    pub(crate) categories: Field,
    pub(crate) attributes: Field,
}

/// Names of the columns.
pub(crate) mod column {
    pub(crate) const ID: &str = "id";
    pub(crate) const POPULARITY: &str = "popularity";
    pub(crate) const PRICE: &str = "price";
    pub(crate) const AVAILABILITY: &str = "availability";
    pub(crate) const TIE: &str = "tie";
    pub(crate) const READ_MS: &str = "read_ms";
    pub(crate) const CATEGORIES: &str = "categories";
    pub(crate) const ATTRIBUTES: &str = "attributes";
}

impl Fields {
    pub(crate) fn new() -> Self {
        let mut schema = SchemaBuilder::new();
        let words = |record| {
            let indexing = TextFieldIndexing::default().set_tokenizer("raw").set_index_option(record);
            TextOptions::default().set_indexing_options(indexing)
        };
        let counted = || words(IndexRecordOption::WithFreqs);
        let listed = || TextOptions::default().set_fast(None);
        Self {
            id: schema.add_text_field(column::ID, STRING | FAST),
            sku: schema.add_text_field("sku", STRING),
            name: schema.add_text_field("name", words(IndexRecordOption::WithFreqsAndPositions)),
            category: schema.add_text_field("category", counted()),
            attribute: schema.add_text_field("attribute", counted()),
            description: schema.add_text_field("description", counted()),
            word: schema.add_text_field("word", words(IndexRecordOption::Basic)),
            stem: schema.add_text_field("stem", words(IndexRecordOption::Basic)),
            lead: schema.add_text_field("lead", STRING),
            card: schema.add_bytes_field("card", STORED),
            popularity: schema.add_u64_field(column::POPULARITY, FAST),
            price: schema.add_u64_field(column::PRICE, FAST),
            availability: schema.add_u64_field(column::AVAILABILITY, FAST),
            tie: schema.add_u64_field(column::TIE, FAST),
            read_ms: schema.add_i64_field(column::READ_MS, FAST | INDEXED),
            categories: schema.add_text_field(column::CATEGORIES, listed()),
            attributes: schema.add_text_field(column::ATTRIBUTES, listed()),
            schema: schema.build(),
        }
    }

    /// What an index must have been made with to be read by this code: a digest of the format and the fields.
    pub(crate) fn fingerprint(&self) -> String {
        let fields = serde_json::to_vec(&self.schema).unwrap_or_default();
        Digest::of(&[FORMAT.as_bytes(), tantivy::version_string().as_bytes(), &fields]).short()
    }

    /// A document as the index takes it.
    pub(crate) fn document(&self, document: &Document, stems: &Stems) -> TantivyDocument {
        let mut doc = TantivyDocument::new();
        let card = &document.card;
        doc.add_text(self.id, card.id.as_str());
        doc.add_text(self.sku, card.id.as_str().to_lowercase());
        for sku in &document.skus {
            doc.add_text(self.sku, sku.to_lowercase());
        }
        let name = words(card.name.as_str());
        let category: Vec<Word> = card.category.names().flat_map(words).collect();
        let values = document.attributes.iter().flat_map(|(_, value)| words(value));
        let attribute: Vec<Word> = values.collect();
        doc.add_pre_tokenized_text(self.name, stemmed(&name, stems));
        doc.add_pre_tokenized_text(self.category, stemmed(&category, stems));
        doc.add_pre_tokenized_text(self.attribute, stemmed(&attribute, stems));
        doc.add_pre_tokenized_text(self.description, stemmed(&words(&document.description), stems));
        let all: BTreeSet<&str> =
            [&name, &category, &attribute].into_iter().flatten().map(|it| it.folded.as_str()).collect();
        for stem in all.iter().flat_map(|word| stems.of(word)).collect::<BTreeSet<String>>() {
            doc.add_text(self.stem, stem);
        }
        for word in all {
            doc.add_text(self.word, word);
        }
        for lead in leads(&name, stems) {
            doc.add_text(self.lead, lead);
        }
        self.add_columns(&mut doc, document);
        doc
    }

    fn add_columns(&self, doc: &mut TantivyDocument, document: &Document) {
        let card = &document.card;
        doc.add_bytes(self.card, &serde_json::to_vec(card).unwrap_or_default());
        doc.add_u64(self.popularity, document.popularity);
        doc.add_u64(self.price, document.price_minor());
        doc.add_u64(self.availability, rank(card.availability));
        doc.add_u64(self.tie, document.tie());
        doc.add_i64(self.read_ms, document.read_at.millis());
        for term in category_terms(&card.category) {
            doc.add_text(self.categories, term);
        }
        for (name, value) in document.facets() {
            doc.add_text(self.attributes, attribute_term(name, value));
        }
    }
}

/// `out`, `low` and `in` as numbers.
pub(crate) const fn rank(availability: Availability) -> u64 {
    match availability {
        Availability::Out => 0,
        Availability::Low => 1,
        Availability::In => 2,
    }
}

/// A name's beginnings, and the whole of it.
fn leads(name: &[Word], stems: &Stems) -> Vec<String> {
    let first = |word: &Word| stems.of(&word.folded).into_iter().next().unwrap_or_default();
    let name: Vec<String> = name.iter().map(first).collect();
    let beginnings = 1..=name.len().min(MAX_LEAD);
    let mut leads: Vec<String> = beginnings.map(|words| lead(name.get(..words).unwrap_or_default())).collect();
    leads.push(whole(&name));
    leads
}

/// The term of a name's beginning.
pub(crate) fn lead(stems: &[String]) -> String {
    stems.join(" ")
}

/// The term of a whole name.
pub(crate) fn whole(stems: &[String]) -> String {
    format!("={}", stems.join(" "))
}

/// Words by their stems: where a word has two, both stand at its place.
fn stemmed(words: &[Word], stems: &Stems) -> PreTokenizedString {
    let mut tokens = Vec::new();
    for (position, word) in words.iter().enumerate() {
        for text in stems.of(&word.folded) {
            tokens.push(Token { offset_from: 0, offset_to: 0, position, text, position_length: 1 });
        }
    }
    PreTokenizedString { text: String::new(), tokens }
}
