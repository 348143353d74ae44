//! What is asked of an index, and what it answers.

use domain::{
    catalogue::{Availability, CategoryKey},
    kernel::{Digest, ProductId},
};
use serde_json::Value;

use crate::{document::FacetValues, text::words};

/// The most characters of a text that is searched for.
pub const MAX_TEXT: usize = 200;
/// The most words that are looked at; further ones are passed over.
pub(crate) const MAX_WORDS: usize = 12;
/// The most attributes that one question filters by.
pub const MAX_ATTRIBUTES: usize = 8;

/// The order of what is found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// What fits best and is bought most comes first.
    #[default]
    Relevance,
    /// The cheapest first.
    Price,
    /// The dearest first.
    PriceDescending,
}

impl Order {
    const ALL: [Self; 3] = [Self::Relevance, Self::Price, Self::PriceDescending];

    /// `relevance`, `price` or `price_desc`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Relevance => "relevance",
            Self::Price => "price",
            Self::PriceDescending => "price_desc",
        }
    }

    /// Reads a name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.as_str() == text)
    }
}

/// A page of what is searched for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// What was typed; everything, if it is empty.
    pub text: String,
    /// Only products of this category and of those below it.
    pub category: Option<CategoryKey>,
    /// Only products whose lowest price in their main currency is at least this.
    pub price_from: Option<u64>,
    /// And at most this.
    pub price_to: Option<u64>,
    /// Only what can be ordered.
    pub in_stock: bool,
    /// Only products with these attributes: names and values, however they are written.
    pub attributes: Vec<(String, String)>,
    /// In this order.
    pub order: Order,
    /// At most so many.
    pub limit: usize,
    /// Those that come after this place.
    pub after: Option<Place>,
}

impl Question {
    /// The words that are looked at: texts with the same ones are the same question.
    #[must_use]
    pub fn words(&self) -> String {
        let words: Vec<String> = words(&self.text).into_iter().take(MAX_WORDS).map(|word| word.folded).collect();
        words.join(" ")
    }

    /// What a cursor of this question is bound to: everything but the page.
    #[must_use]
    pub fn digest(&self) -> String {
        let Self { text, category, price_from, price_to, in_stock, attributes, order, .. } = self;
        let category = category.as_ref().map_or("", CategoryKey::as_str);
        let filters = format!("{price_from:?} {price_to:?} {in_stock} {attributes:?} {}", order.as_str());
        Digest::of(&[text.as_bytes(), category.as_bytes(), filters.as_bytes()]).short()
    }
}

/// A place in a list of what was found. It stands for the same place only in the same index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// What the list is ordered by, the largest first.
    pub key: u64,
    /// What decides between equals, the smallest first: eight bytes of the product's digest.
    pub tie: u64,
}

/// A product that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// As a list shows it.
    pub card: Value,
    /// What was looked for in its name: from which character up to before which, counted from 0.
    pub highlights: Vec<(usize, usize)>,
    /// Where it stands.
    pub place: Place,
}

impl Hit {
    /// A text of the card, such as `id` or `name`.
    #[must_use]
    pub fn text(&self, member: &str) -> &str {
        self.card.get(member).and_then(Value::as_str).unwrap_or_default()
    }

    /// Which product it is.
    #[must_use]
    pub fn product(&self) -> Option<ProductId> {
        self.text("id").parse().ok()
    }
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// How many products in all.
    pub total: u64,
    /// Those of the page.
    pub hits: Vec<Hit>,
    /// Whether there are more after them.
    pub has_more: bool,
    /// How many there would be with each filter.
    pub facets: Facets,
}

/// How many products there are with each value of a filter, the other filters applied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// Categories, at any depth, by how many.
    pub categories: Vec<(String, u64)>,
    /// Bands of prices, the cheapest first: from, to before, how many.
    pub prices: Vec<(u64, u64, u64)>,
    /// Badges.
    pub availability: Vec<(Availability, u64)>,
    /// Attributes.
    pub attributes: FacetValues,
}
