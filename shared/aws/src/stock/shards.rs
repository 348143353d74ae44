//! The rows over which a SKU's stock is sharded, and from which of them an order draws.
//!
//! A SKU has one row, `shard#0`, until an operator reshards it. From then on each of its rows says over how many
//! shards orders are to be dealt (`shards`) and how many rows there are (`rows`): rows never go away, because orders
//! give back what they drew where they drew it. Each write of stock is counted in its row (`writes`).

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use aws_sdk_dynamodb::Client;
use domain::{
    kernel::{Random, Sku},
    orders::{Line, Quantity, Shard},
};

use crate::{AwsError, CorruptItem, Item, ItemExt as _, text};

/// The most rows of one SKU: with its product's own they fit into one transaction.
pub const MAX_SHARDS: u8 = 64;

/// One row of a SKU's stock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StockShard {
    pub(crate) shard: Shard,
    pub(crate) available: u64,
    /// How often it was written: two looks that agree on it saw nothing happen between them.
    pub(crate) writes: u64,
}

/// Over how many shards orders of a SKU are dealt, and how many rows it has, as one of them says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ShardCount {
    pub(crate) shards: u8,
    pub(crate) rows: u8,
}

/// All rows of a SKU.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StockShards {
    pub(crate) shard_count: ShardCount,
    pub(crate) rows: Vec<StockShard>,
}

impl ShardCount {
    /// What a stock row says; `None` if its SKU is not sharded.
    pub(crate) fn of(row: &Item) -> Result<Option<Self>, CorruptItem> {
        if !row.contains_key("shards") {
            return Ok(None);
        }
        Ok(Some(Self { shards: row.number::<u8>("shards")?.max(1), rows: row.number::<u8>("rows")?.max(1) }))
    }
}

impl StockShards {
    /// Every row of `sku` as it is now, each by a consistent read of its own.
    pub(crate) async fn read(client: &Client, table: &str, sku: &Sku) -> Result<Self, AwsError> {
        let query = client.query().table_name(table).consistent_read(true);
        let query = query
            .key_condition_expression("sku = :sku AND begins_with(#row, :shard)")
            .expression_attribute_names("#row", "row")
            .expression_attribute_names("#rows", "rows")
            .expression_attribute_values(":sku", text(sku.as_str()))
            .expression_attribute_values(":shard", text("shard#"))
            .projection_expression("#row, available, writes, shards, #rows");
        let answer = query.send().await.map_err(|e| AwsError::new("stock.look", &e))?;
        let first = answer.items().first();
        let shard_count = first.map(ShardCount::of).transpose()?.flatten().unwrap_or(ShardCount { shards: 1, rows: 1 });
        let rows: Result<Vec<StockShard>, CorruptItem> = answer.items().iter().map(read).collect();
        Ok(Self { shard_count, rows: rows? })
    }

    /// How many units there are.
    pub(crate) fn available(&self) -> u64 {
        self.rows.iter().map(|stock_shard| stock_shard.available).sum()
    }

    /// So many units, from one row where one has enough, from the fullest ones otherwise; `None` where there are not so
    /// many. Which of several rows, chance decides, so that buyers do not all come to the same one.
    pub(crate) fn allocate(&self, units: u64, random: &Random) -> Option<Vec<(Shard, u64)>> {
        let enough: Vec<&StockShard> = self.rows.iter().filter(|stock_shard| stock_shard.available >= units).collect();
        if let Some(bound) = u32::try_from(enough.len()).ok().filter(|bound| *bound > 0) {
            let chosen = random.below(bound) as usize;
            return enough.get(chosen).map(|stock_shard| vec![(stock_shard.shard, units)]);
        }
        let mut fullest: Vec<&StockShard> = self.rows.iter().filter(|stock_shard| stock_shard.available > 0).collect();
        fullest.sort_by_key(|stock_shard| std::cmp::Reverse(stock_shard.available));
        let mut missing = units;
        let mut drawn = Vec::new();
        for stock_shard in fullest {
            let taken = stock_shard.available.min(missing);
            drawn.push((stock_shard.shard, taken));
            missing -= taken;
            if missing == 0 {
                return Some(drawn);
            }
        }
        None
    }
}

fn read(row: &Item) -> Result<StockShard, CorruptItem> {
    let shard = shard_of(row.text("row")?)?;
    let writes = if row.contains_key("writes") { row.number("writes")? } else { 0 };
    Ok(StockShard { shard, available: row.number("available")?, writes })
}

/// The shard that a row's name says, such as `shard#7`.
pub(crate) fn shard_of(name: &str) -> Result<Shard, CorruptItem> {
    name.strip_prefix("shard#").and_then(|shard| shard.parse().ok()).map(Shard).ok_or(CorruptItem("row"))
}

/// What a process has learnt about SKUs that are sharded. It may be out of date: each allocate is conditional on it.
#[derive(Clone, Debug, Default)]
pub(crate) struct ShardCountCache(Arc<Mutex<BTreeMap<Sku, u8>>>);

impl ShardCountCache {
    /// Over how many shards orders of `sku` are dealt; 0 if it is not known to be sharded.
    pub(crate) fn shards(&self, sku: &Sku) -> u8 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(sku).copied().unwrap_or(0)
    }

    pub(crate) fn learn(&self, sku: &Sku, shard_count: ShardCount) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(sku.clone(), shard_count.shards);
    }

    /// The line, drawn from one of its SKU's shards: whichever it is, for a SKU that is sharded.
    pub(crate) fn assign_shard(&self, line: &Line, random: &Random) -> Line {
        let shards = self.shards(&line.sku);
        let shard = if shards > 1 { random.below(shards.into()) } else { 0 };
        Line { shard: Shard(u8::try_from(shard).unwrap_or(0)), ..line.clone() }
    }
}

/// `line`, drawn as it was `drawn`: one line a row.
pub(crate) fn lines_per_shard(line: &Line, drawn: &[(Shard, u64)]) -> Vec<Line> {
    let part = |(shard, units): &(Shard, u64)| {
        Quantity::new(*units).map(|quantity| Line { shard: *shard, quantity, ..line.clone() })
    };
    drawn.iter().filter_map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stock_shards(available: &[u64]) -> StockShards {
        let rows = available.iter().zip(0..).map(|(available, shard)| StockShard {
            shard: Shard(shard),
            available: *available,
            writes: 0,
        });
        StockShards { shard_count: ShardCount { shards: 4, rows: 4 }, rows: rows.collect() }
    }

    fn random() -> Random {
        Random::new(|bytes| bytes.fill(1))
    }

    #[test]
    fn an_order_draws_from_one_row_where_one_has_enough() {
        let drawn = stock_shards(&[1, 3, 0, 2]).allocate(3, &random());
        assert_eq!(drawn, Some(vec![(Shard(1), 3)]));
        let drawn = stock_shards(&[2, 2, 2, 2]).allocate(2, &random()).expect("units");
        assert_eq!((drawn.len(), drawn[0].1), (1, 2));
    }

    #[test]
    fn an_order_draws_from_the_fullest_rows_where_none_has_enough_and_all_units_can_be_sold() {
        assert_eq!(stock_shards(&[1, 3, 0, 2]).allocate(4, &random()), Some(vec![(Shard(1), 3), (Shard(3), 1)]));
        assert_eq!(stock_shards(&[1, 3, 0, 2]).allocate(6, &random()).map(|drawn| drawn.len()), Some(3));
        assert_eq!(stock_shards(&[1, 3, 0, 2]).allocate(7, &random()), None);
        assert_eq!(stock_shards(&[]).allocate(1, &random()), None);
    }
}
