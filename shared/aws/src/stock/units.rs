//! What is there of several SKUs, and what was ordered of them.

use std::collections::BTreeMap;

use domain::{kernel::Sku, orders::Shard};

use super::{StockTable, reshard::row_name};
use crate::{
    AwsError, CorruptItem, ItemExt as _,
    batch_get::{MAX_KEYS, Wanted, batch_get},
    item::attributes,
    text,
};

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
        const NAMES: [(&str, &str); 2] = [("#row", "row"), ("#rows", "rows")];
        let mut unread: Vec<(Sku, u8)> = skus.iter().map(|sku| (sku.clone(), 0)).collect();
        let mut sums: BTreeMap<Sku, (u64, i64)> = BTreeMap::new();
        while !unread.is_empty() {
            let later = unread.split_off(unread.len().min(MAX_KEYS));
            let key = |(sku, row): &(Sku, u8)| {
                attributes([("sku", text(sku.as_str())), ("row", text(row_name(Shard(*row))))])
            };
            let keys = unread.iter().map(key).collect();
            let read = "sku, #row, available, received, #rows";
            let wanted = Wanted { table: &self.table, keys, attributes: read, names: &NAMES, consistent: true };
            unread = later;
            for row in batch_get(&self.client, &self.random, "stock.units", wanted).await? {
                let sku: Sku = row.parsed("sku")?;
                let (available, received): (u64, i64) = (row.number("available")?, row.number("received")?);
                let rows: u8 = if row.contains_key("rows") { row.number("rows")? } else { 1 };
                if row.text("row")? == row_name(Shard(0)) {
                    unread.extend((1..rows).map(|further| (sku.clone(), further)));
                }
                let sum = sums.entry(sku).or_default();
                sum.0 += available;
                sum.1 += received - i64::try_from(available).map_err(|_| CorruptItem("available"))?;
            }
        }
        let units = |(available, ordered): (u64, i64)| StockUnits { available, ordered: ordered.max(0).unsigned_abs() };
        Ok(sums.into_iter().map(|(sku, sum)| (sku, units(sum))).collect())
    }
}
