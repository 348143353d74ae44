//! What happened to a SKU's stock: it went down to its threshold, or to nothing.

use serde::Serialize;

use super::{Event, EventData, EventType};
use crate::{
    catalogue::{Availability, LowStockThreshold},
    kernel::{ProductId, Sku, Timestamp},
    orders::Shard,
};

/// A row of a SKU's stock, as far as others may care.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StockRow {
    /// The SKU.
    pub sku: Sku,
    /// Its product; none of a row that was written before its product.
    pub product: Option<ProductId>,
    /// Which of its rows this is: shard 0, unless the stock is spread over several.
    pub shard: Shard,
    /// Over how many rows the SKU's stock is spread.
    pub shards: u8,
    /// How many units the row has.
    pub available: u64,
    /// How often the row was written.
    pub writes: u64,
}

/// What an event tells of a SKU's stock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StockFacts {
    sku: Sku,
    #[serde(skip_serializing_if = "Option::is_none")]
    product_id: Option<ProductId>,
    availability: Availability,
    available: u64,
    threshold: u64,
    shard: u8,
    shards: u8,
}

/// What stock has become that was `before` and is `now`, if it went down to `threshold` units or to none. Stock that was low
/// already is told again only once nothing is left.
#[must_use]
pub const fn low(before: u64, now: u64, threshold: u64) -> Option<Availability> {
    if now == 0 && before > 0 {
        Some(Availability::Out)
    } else if now <= threshold && before > threshold {
        Some(Availability::Low)
    } else {
        None
    }
}

/// The event of the change that made `now` out of `before`, if there is one, for a SKU with this `threshold`. Where the stock
/// is spread over several rows, each has its share of the threshold, rounded up, and tells of itself.
#[must_use]
pub fn stock_event(before: &StockRow, now: &StockRow, threshold: LowStockThreshold, at: Timestamp) -> Option<Event> {
    // A row over which orders are no longer dealt was emptied into the others.
    if now.shard.0 >= now.shards.max(1) {
        return None;
    }
    let share = threshold.units().div_ceil(u64::from(now.shards.max(1)));
    let availability = low(before.available, now.available, share)?;
    let facts = StockFacts {
        sku: now.sku.clone(),
        product_id: now.product.clone(),
        availability,
        available: now.available,
        threshold: share,
        shard: now.shard.0,
        shards: now.shards.max(1),
    };
    let part = now.shard.0.to_string();
    let data = EventData::Stock(facts);
    Some(Event::new(EventType::StockLow, now.sku.as_str(), &part, now.writes, at, data))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stock_is_told_of_when_it_goes_down_to_its_threshold_and_when_nothing_is_left() {
        let words = |before, now| low(before, now, 5).map(Availability::as_str);
        assert_eq!(
            (words(6, 5), words(9, 1), words(6, 0), words(1, 0)),
            (Some("low"), Some("low"), Some("out"), Some("out"))
        );
        for (before, now) in [(5, 4), (6, 6), (7, 6), (0, 0), (0, 3), (3, 9), (5, 5)] {
            assert_eq!(words(before, now), None, "{before} to {now}");
        }
    }

    #[test]
    fn a_threshold_of_nothing_tells_only_of_the_end() {
        assert_eq!((low(6, 1, 0), low(1, 0, 0)), (None, Some(Availability::Out)));
    }

    #[test]
    fn each_row_of_a_sku_has_its_share_of_the_threshold() {
        let row = |available, shards| StockRow {
            sku: "tea".parse().expect("a SKU"),
            product: None,
            shard: Shard(3),
            shards,
            available,
            writes: 7,
        };
        let told = |before, now| {
            stock_event(&row(before, 4), &row(now, 4), "5".parse().expect("a threshold"), Timestamp::from_millis(0))
        };
        assert_eq!(told(4, 3), None);
        let event = told(3, 2).expect("an event");
        assert!(event.to_json().contains(r#""available":2,"threshold":2,"shard":3,"shards":4"#), "{}", event.to_json());
        assert_eq!((event.sequence, event.subject.as_str()), (7, "tea"));
    }
}
