//! What is found: a product as the index holds it.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    catalogue::{Availability, CardImage, Category, ListedProduct, Product, ProductState},
    kernel::{Digest, Timestamp},
};

/// The most attributes by which one product is counted and filtered.
const MAX_FACETS: usize = 48;
/// Longer values are searched, and are no facets.
const MAX_FACET_BYTES: usize = 100;

/// A product that is on sale, with what was read of its stock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// As a list shows it.
    pub card: ListedProduct,
    /// What it is.
    pub description: String,
    /// The merchant's own numbers of its variants.
    pub skus: Vec<String>,
    /// Names and values by which it is filtered: its attributes, and what its variants are told apart by.
    pub attributes: BTreeSet<(String, String)>,
    /// Units ever ordered: what is popular comes first.
    pub popularity: u64,
    /// When its rows were read.
    pub read_at: Timestamp,
}

/// What is known of a product's stock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Units {
    /// Units that can be ordered.
    pub available: u64,
    /// Units that were ever ordered and not given back.
    pub ordered: u64,
}

impl Document {
    /// The document of a product; none of one that is not on sale.
    #[must_use]
    pub fn of(product: Product, units: Units, read_at: Timestamp) -> Option<Self> {
        let Product { id, details, .. } = product;
        if details.state != ProductState::Active {
            return None;
        }
        let prices = details.price_ranges();
        let names = details.options.iter().map(|name| name.as_str().to_owned());
        let names: Vec<String> = names.collect();
        let values = details.variants.iter().flat_map(|variant| names.iter().zip(&variant.options));
        let options = values.map(|(name, value)| (name.clone(), value.as_str().to_owned()));
        let attributes = details.attributes.into_iter().chain(options).collect();
        let skus: Vec<_> = details.variants.into_iter().map(|variant| variant.sku).collect();
        let sku = if let [only] = skus.as_slice() { Some(only.clone()) } else { None };
        let card = ListedProduct {
            id,
            name: details.name,
            slug: details.slug,
            sku,
            category: details.category,
            prices,
            image: CardImage::of(&details.images),
            availability: Availability::of(units.available),
        };
        let skus = skus.iter().map(|sku| sku.as_str().to_owned()).collect();
        let description = details.description.as_str().to_owned();
        Some(Self { card, description, skus, attributes, popularity: units.ordered, read_at })
    }

    /// The lowest price in the main currency.
    pub(crate) fn price_minor(&self) -> u64 {
        self.card.prices.first().map_or(0, |range| range.from_minor)
    }

    /// The attributes that are counted and filtered by.
    pub(crate) fn facets(&self) -> impl Iterator<Item = (&str, &str)> {
        let facets = self.attributes.iter().filter(|(name, value)| name.len() + value.len() <= MAX_FACET_BYTES);
        facets.take(MAX_FACETS).map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// What decides between products of equal rank: the same for ever, and nobody's choice.
    pub(crate) fn tie(&self) -> u64 {
        let digest = Digest::sha256(self.card.id.as_str().as_bytes());
        digest.bytes().iter().take(8).fold(0, |tie, byte| (tie << 8) | u64::from(*byte))
    }
}

/// The attributes of a product, each with all of its values, in an answer.
pub type FacetValues = BTreeMap<String, Vec<(String, u64)>>;

/// How a category is kept: its key, and how it is written.
pub(crate) fn category_terms(category: &Category) -> impl Iterator<Item = String> {
    category.lineage().into_iter().map(|above| format!("{}{SEPARATOR}{}", above.key().as_str(), above.as_str()))
}

/// How an attribute is kept: name and value as they are compared, and as they are written.
pub(crate) fn attribute_term(name: &str, value: &str) -> String {
    format!("{}{name}{SEPARATOR}{value}", attribute_key(name, value))
}

/// The beginning of an attribute's term, by which it is found however it is typed.
pub(crate) fn attribute_key(name: &str, value: &str) -> String {
    let folded = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    format!("{}{SEPARATOR}{}{SEPARATOR}", folded(name), folded(value))
}

/// Stands in no name: it is a control character.
pub(crate) const SEPARATOR: char = '\u{1f}';
