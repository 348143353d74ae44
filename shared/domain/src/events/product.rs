//! What happened to a product.

use serde::Serialize;

use super::{Event, EventData, EventType};
use crate::{
    catalogue::ProductState,
    kernel::{ProductId, Sku, Timestamp},
};

/// What an event tells of a product: that it changed. What it is now, its reader asks the shop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProductFacts {
    product_id: ProductId,
    state: &'static str,
    skus: Vec<Sku>,
}

/// The event of the write that made this version of a product's row.
#[must_use]
pub fn product_event(product: &ProductId, state: ProductState, skus: Vec<Sku>, version: u64, at: Timestamp) -> Event {
    let facts = ProductFacts { product_id: product.clone(), state: state.as_str(), skus };
    Event::new(EventType::ProductChanged, product.as_str(), "", version, at, EventData::Product(facts))
}
