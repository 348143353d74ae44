//! What was found, as it is told.

use domain::{catalogue::Availability, kernel::Timestamp};
use search::{Found, Suggestion};
use serde::Serialize;
use serde_json::{Map, Value};

/// A page of what was found.
#[derive(Default, Serialize)]
pub(crate) struct Answer {
    total: u64,
    products: Vec<Card>,
    facets: Facets,
    next_cursor: Option<String>,
    changed_at: Option<Timestamp>,
}

#[derive(Serialize)]
struct Card {
    #[serde(flatten)]
    product: Map<String, Value>,
    highlights: Vec<Range>,
}

/// Characters of a text, counted from 0: from `start` up to before `end`.
#[derive(Serialize)]
struct Range {
    start: usize,
    end: usize,
}

#[derive(Default, Serialize)]
struct Facets {
    categories: Vec<CategoryCount>,
    prices: Vec<PriceCount>,
    availability: Vec<AvailabilityCount>,
    attributes: Vec<AttributeCount>,
}

#[derive(Serialize)]
struct CategoryCount {
    category: String,
    count: u64,
}

#[derive(Serialize)]
struct PriceCount {
    from_minor: u64,
    to_minor: u64,
    count: u64,
}

#[derive(Serialize)]
struct AvailabilityCount {
    availability: Availability,
    count: u64,
}

#[derive(Serialize)]
struct AttributeCount {
    name: String,
    values: Vec<ValueCount>,
}

#[derive(Serialize)]
struct ValueCount {
    value: String,
    count: u64,
}

impl Answer {
    pub(crate) fn of(found: Found, next_cursor: Option<String>, changed_at: Timestamp) -> Self {
        let cards = found.hits.into_iter().map(|hit| Card {
            highlights: ranges(hit.highlights),
            product: if let Value::Object(card) = hit.card { card } else { Map::new() },
        });
        let products = cards.collect();
        Self {
            total: found.total,
            products,
            facets: Facets::of(found.facets),
            next_cursor,
            changed_at: Some(changed_at),
        }
    }
}

impl Facets {
    fn of(facets: search::Facets) -> Self {
        let values = |values: Vec<(String, u64)>| values.into_iter().map(|(value, count)| ValueCount { value, count });
        let categories = facets.categories.into_iter().map(|(category, count)| CategoryCount { category, count });
        let badges = facets.availability.into_iter();
        let attributes = facets.attributes.into_iter();
        // The band's end is in it, as it is in the filter by which it is chosen.
        let price = |(from_minor, next, count)| PriceCount { from_minor, to_minor: next - 1, count };
        Self {
            categories: categories.collect(),
            prices: facets.prices.into_iter().map(price).collect(),
            availability: badges.map(|(availability, count)| AvailabilityCount { availability, count }).collect(),
            attributes: attributes.map(|(name, all)| AttributeCount { name, values: values(all).collect() }).collect(),
        }
    }
}

/// What somebody may be typing.
#[derive(Serialize)]
pub(crate) struct Suggestions {
    suggestions: Vec<Suggested>,
}

#[derive(Serialize)]
struct Suggested {
    kind: &'static str,
    text: String,
    highlights: Vec<Range>,
    #[serde(skip_serializing_if = "Option::is_none")]
    product_id: Option<String>,
}

impl Suggestions {
    pub(crate) fn of(suggestions: Vec<Suggestion>) -> Self {
        let suggested = suggestions.into_iter().map(|Suggestion { text, highlights, product }| Suggested {
            kind: if product.is_some() { "product" } else { "category" },
            text,
            highlights: ranges(highlights),
            product_id: product,
        });
        Self { suggestions: suggested.collect() }
    }
}

fn ranges(all: Vec<(usize, usize)>) -> Vec<Range> {
    all.into_iter().map(|(start, end)| Range { start, end }).collect()
}
