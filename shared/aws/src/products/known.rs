//! What refused tries of a write have told about the SKUs.

use std::collections::BTreeMap;

use domain::kernel::Sku;

use crate::{CorruptItem, Item, ItemExt as _, stock::shards::ShardCount};

/// What refused tries have told about the SKUs.
#[derive(Default)]
pub(super) struct Known {
    /// In how many rows the stock of a SKU is, where that is not one.
    pub(super) rows: BTreeMap<Sku, u8>,
    /// The opening stocks that were booked before.
    pub(super) booked: BTreeMap<Sku, u64>,
}

impl Known {
    /// Learns in how many rows the stock of a SKU is; whether that is news.
    pub(super) fn learn_rows(&mut self, sku: &Sku, stock: Option<&Item>) -> Result<bool, CorruptItem> {
        let count = stock.map(ShardCount::of).transpose()?.flatten().map(|count| count.rows);
        Ok(count.is_some_and(|rows| self.rows.insert(sku.clone(), rows) != Some(rows)))
    }

    /// Learns with how many units the opening stock of a SKU was booked; whether it was.
    pub(super) fn learn_opening(&mut self, sku: &Sku, record: Option<&Item>) -> Result<bool, CorruptItem> {
        let units = record.map(|record| record.number("quantity")).transpose()?;
        Ok(units.map(|units| self.booked.insert(sku.clone(), units)).is_some())
    }
}
