//! What is there of several SKUs, and what was ordered of them.

use std::collections::BTreeMap;

use domain::{kernel::Sku, orders::Shard};

use super::{
    StockTable,
    badges::{Row, further_rows, stocked},
};
use crate::{AwsError, CorruptItem, ItemExt as _, batch_get::MAX_KEYS};

/// Units of a SKU, over all of its rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StockUnits {
    /// Units that can be ordered.
    pub available: u64,
    /// Units in open orders and units sold: what ever came, less what is there.
    pub ordered: u64,
}

impl StockTable {
    /// The units of each SKU as they are now, by consistent reads, 100 rows a call; none of a SKU without stock. Sums are taken
    /// over a SKU's rows, in any of which an order's units may be given back, so they never fall below nothing.
    pub async fn units(&self, skus: &[Sku]) -> Result<BTreeMap<Sku, StockUnits>, AwsError> {
        const READ: &str = "sku, #row, available, received, #rows";
        const NAMES: [(&str, &str); 2] = [("#row", "row"), ("#rows", "rows")];
        let mut unread: Vec<Row> = skus.iter().map(|sku| (sku.clone(), Shard(0))).collect();
        let mut sums: BTreeMap<Sku, (u64, i64)> = BTreeMap::new();
        while !unread.is_empty() {
            let later = unread.split_off(unread.len().min(MAX_KEYS));
            let read = self.read(&unread, READ, &NAMES, true).await?;
            unread = later;
            for row in &read {
                let ((sku, shard), stocked) = stocked(row)?;
                unread.extend(further_rows(&sku, shard, stocked));
                let (available, received): (u64, i64) = (stocked.available, row.number("received")?);
                let sum = sums.entry(sku).or_default();
                sum.0 += available;
                sum.1 += received - i64::try_from(available).map_err(|_| CorruptItem("available"))?;
            }
        }
        let units = |(available, ordered): (u64, i64)| StockUnits { available, ordered: ordered.max(0).unsigned_abs() };
        Ok(sums.into_iter().map(|(sku, sum)| (sku, units(sum))).collect())
    }
}
