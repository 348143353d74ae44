//! The stock of every SKU over all of its rows, for the operator's program.

use std::collections::BTreeMap;

use domain::{
    catalogue::OpeningStock,
    kernel::{ProductId, Sku},
};

use super::{StockTable, row_of};
use crate::{
    AwsError, CorruptItem, Item, ItemExt as _,
    batch_get::{MAX_KEYS, Wanted, batch_get},
    item::attributes,
    snapshot::scan,
    text,
};

/// How much of a SKU there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StockTotal {
    /// Its product.
    pub product: ProductId,
    /// How many units can be ordered.
    pub available: i64,
    /// How many units ever came, less those that were taken out.
    pub received: i64,
    /// Whether it can be ordered.
    pub active: bool,
}

impl StockTable {
    /// The stock of each SKU. It reads the whole table, as nothing but the operator's program does; a row that cannot be read is
    /// shown to `unreadable` with the reason, and left out.
    pub async fn totals(&self, mut unreadable: impl FnMut(&str)) -> Result<BTreeMap<Sku, StockTotal>, AwsError> {
        let mut totals = BTreeMap::new();
        let enter = |row: &Item| {
            if let Err(error) = add(&mut totals, row) {
                let [sku, name] = ["sku", "row"].map(|key| row.text(key).unwrap_or("?"));
                unreadable(&format!("row {sku} {name}: {error}"));
            }
        };
        scan(&self.client, &self.table, "stock.totals", |_| {}, enter).await?;
        Ok(totals)
    }

    /// The opening stocks that were booked of some SKUs.
    pub(crate) async fn booked(&self, skus: &[Sku]) -> Result<BTreeMap<Sku, u64>, AwsError> {
        let mut booked = BTreeMap::new();
        let key = |sku: &Sku| {
            let record = row_of(&OpeningStock::adjustment_id(sku));
            attributes([("sku", text(sku.as_str())), ("row", text(record))])
        };
        for skus in skus.chunks(MAX_KEYS) {
            let wanted = Wanted {
                table: &self.table,
                keys: skus.iter().map(key).collect(),
                attributes: "sku, quantity",
                names: &[],
                consistent: true,
            };
            for row in batch_get(&self.client, &self.random, "stock.booked", wanted).await? {
                booked.insert(row.parsed("sku")?, row.number("quantity")?);
            }
        }
        Ok(booked)
    }
}

/// Adds a row of stock; the record of an adjustment is passed over.
fn add(totals: &mut BTreeMap<Sku, StockTotal>, row: &Item) -> Result<(), CorruptItem> {
    if !row.text("row")?.starts_with("shard#") {
        return Ok(());
    }
    let (available, received): (i64, i64) = (row.number("available")?, row.number("received")?);
    let (product, active) = (row.parsed("product_id")?, row.boolean("active")?);
    let none = StockTotal { product, available: 0, received: 0, active };
    let total = totals.entry(row.parsed("sku")?).or_insert(none);
    total.available += available;
    total.received += received;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{boolean, number};

    fn row(sku: &str, name: &str, available: i64) -> Item {
        attributes([
            ("sku", text(sku)),
            ("row", text(name)),
            ("product_id", text("tea")),
            ("available", number(available)),
            ("received", number(available + 1)),
            ("active", boolean(true)),
        ])
    }

    #[test]
    fn the_rows_of_a_sku_are_added_up_and_records_are_none() {
        let mut totals = BTreeMap::new();
        for (name, units) in [("shard#0", 3), ("shard#1", 4), ("adjustment#adj_x", 9)] {
            add(&mut totals, &row("T1", name, units)).expect("a row");
        }
        let total = StockTotal { product: "tea".parse().expect("an id"), available: 7, received: 9, active: true };
        assert_eq!(totals, BTreeMap::from([("T1".parse().expect("a SKU"), total)]));
        let mut damaged = row("T2", "shard#0", 1);
        damaged.remove("available");
        assert_eq!(add(&mut totals, &damaged), Err(CorruptItem("available")));
    }
}
