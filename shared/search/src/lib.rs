//! The search engine: documents in, bytes of an index out, questions answered. It knows no store and no clock.
//!
//! A [`Maker`] makes a [`Snapshot`] of documents, or the next one of some changes: a [`Manifest`] and the objects that it names.
//! A [`SearchIndex`] is a snapshot in memory. It looks for what was typed in tiers, from the word as it is to words that are two
//! mistakes away, each only when the one before finds little.

mod collector;
mod document;
mod facets;
mod filters;
mod highlight;
mod lexicon;
mod manifest;
mod price_bands;
mod query;
mod question;
mod reader;
mod schema;
mod snapshot;
mod suggest;
mod synonyms;
mod text;
mod writer;

pub use document::{Document, FacetValues, Units};
pub use manifest::{Manifest, Unreadable};
pub use question::{Facets, Found, Hit, MAX_ATTRIBUTES, MAX_TEXT, Order, Place, Question};
pub use reader::{EngineFailed, SearchIndex};
pub use snapshot::{Objects, Snapshot};
pub use suggest::Suggestion;
pub use writer::{Changes, Maker};
