//! The rows over which a product's stock is spread, and from which of them an order draws.
//!
//! A product has one row, `shard#0`, until an operator spreads it. From then on each of its rows says over how many
//! shards orders are to be dealt (`shards`) and how many rows there are (`rows`): rows never go away, because orders
//! give back what they drew where they drew it. Each write of stock is counted in its row (`writes`).

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use aws_sdk_dynamodb::Client;

use super::{CorruptItem, Item, ItemExt as _, Unavailable, text};
use crate::{
    kernel::ProductId,
    orders::{Line, Quantity, Shard},
    world::Random,
};

/// The most rows of one product: with the product's own they fit into one transaction.
pub const MAX_SHARDS: u8 = 64;

/// One row of a product's stock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shelf {
    pub(super) shard: Shard,
    pub(super) available: u64,
    /// How often it was written: two looks that agree on it saw nothing happen between them.
    pub(super) writes: u64,
}

/// Over how many shards orders of a product are dealt, and how many rows it has, as one of them says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spread {
    pub(super) shards: u8,
    pub(super) rows: u8,
}

/// All rows of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shelves {
    pub(super) spread: Spread,
    pub(super) rows: Vec<Shelf>,
}

impl Spread {
    /// What a stock row says; `None` if its product is not spread.
    pub(super) fn of(row: &Item) -> Result<Option<Self>, CorruptItem> {
        if !row.contains_key("shards") {
            return Ok(None);
        }
        Ok(Some(Self { shards: row.number::<u8>("shards")?.max(1), rows: row.number::<u8>("rows")?.max(1) }))
    }
}

impl Shelves {
    /// Every row of `product` as it is now, each by a consistent read of its own.
    pub(super) async fn look(client: &Client, table: &str, product: &ProductId) -> Result<Self, Unavailable> {
        let query = client.query().table_name(table).consistent_read(true);
        let query = query
            .key_condition_expression("product_id = :product AND begins_with(#row, :shard)")
            .expression_attribute_names("#row", "row")
            .expression_attribute_names("#rows", "rows")
            .expression_attribute_values(":product", text(product.as_str()))
            .expression_attribute_values(":shard", text("shard#"))
            .projection_expression("#row, available, writes, shards, #rows");
        let answer = query.send().await.map_err(|e| Unavailable::new("stock.look", &e))?;
        let first = answer.items().first();
        let spread = first.map(Spread::of).transpose()?.flatten().unwrap_or(Spread { shards: 1, rows: 1 });
        let rows: Result<Vec<Shelf>, CorruptItem> = answer.items().iter().map(read).collect();
        Ok(Self { spread, rows: rows? })
    }

    /// How many units there are.
    pub(super) fn available(&self) -> u64 {
        self.rows.iter().map(|shelf| shelf.available).sum()
    }

    /// So many units, from one row where one has enough, from the fullest ones otherwise; `None` where there are not so
    /// many. Which of several rows, chance decides, so that buyers do not all come to the same one.
    pub(super) fn draw(&self, units: u64, random: &Random) -> Option<Vec<(Shard, u64)>> {
        let enough: Vec<&Shelf> = self.rows.iter().filter(|shelf| shelf.available >= units).collect();
        if let Some(bound) = u32::try_from(enough.len()).ok().filter(|bound| *bound > 0) {
            let chosen = random.below(bound) as usize;
            return enough.get(chosen).map(|shelf| vec![(shelf.shard, units)]);
        }
        let mut fullest: Vec<&Shelf> = self.rows.iter().filter(|shelf| shelf.available > 0).collect();
        fullest.sort_by_key(|shelf| std::cmp::Reverse(shelf.available));
        let mut missing = units;
        let mut drawn = Vec::new();
        for shelf in fullest {
            let taken = shelf.available.min(missing);
            drawn.push((shelf.shard, taken));
            missing -= taken;
            if missing == 0 {
                return Some(drawn);
            }
        }
        None
    }
}

fn read(row: &Item) -> Result<Shelf, CorruptItem> {
    let name = row.text("row")?;
    let shard = name.strip_prefix("shard#").and_then(|shard| shard.parse().ok()).ok_or(CorruptItem("row"))?;
    let writes = if row.contains_key("writes") { row.number("writes")? } else { 0 };
    Ok(Shelf { shard: Shard(shard), available: row.number("available")?, writes })
}

/// What a process has learnt about products that are spread. It may be out of date: each draw is conditional on it.
#[derive(Clone, Debug, Default)]
pub(super) struct KnownSpreads(Arc<Mutex<BTreeMap<ProductId, u8>>>);

impl KnownSpreads {
    /// Over how many shards orders of `product` are dealt; 0 if it is not known to be spread.
    pub(super) fn shards(&self, product: &ProductId) -> u8 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(product).copied().unwrap_or(0)
    }

    pub(super) fn learn(&self, product: &ProductId, spread: Spread) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(product.clone(), spread.shards);
    }

    /// The line, drawn from one of its product's shards: whichever it is, for a product that is spread.
    pub(super) fn deal(&self, line: &Line, random: &Random) -> Line {
        let shards = self.shards(&line.product);
        let shard = if shards > 1 { random.below(shards.into()) } else { 0 };
        Line { shard: Shard(u8::try_from(shard).unwrap_or(0)), ..line.clone() }
    }
}

/// `line`, drawn as it was `drawn`: one line a row.
pub(super) fn lines_of(line: &Line, drawn: &[(Shard, u64)]) -> Vec<Line> {
    let part = |(shard, units): &(Shard, u64)| {
        Quantity::new(*units).map(|quantity| Line { shard: *shard, quantity, ..line.clone() })
    };
    drawn.iter().filter_map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shelves(available: &[u64]) -> Shelves {
        let rows = available.iter().zip(0..).map(|(available, shard)| Shelf {
            shard: Shard(shard),
            available: *available,
            writes: 0,
        });
        Shelves { spread: Spread { shards: 4, rows: 4 }, rows: rows.collect() }
    }

    fn random() -> Random {
        Random::new(|bytes| bytes.fill(1))
    }

    #[test]
    fn an_order_draws_from_one_row_where_one_has_enough() {
        let drawn = shelves(&[1, 3, 0, 2]).draw(3, &random());
        assert_eq!(drawn, Some(vec![(Shard(1), 3)]));
        let drawn = shelves(&[2, 2, 2, 2]).draw(2, &random()).expect("units");
        assert_eq!((drawn.len(), drawn[0].1), (1, 2));
    }

    #[test]
    fn an_order_draws_from_the_fullest_rows_where_none_has_enough_and_all_units_can_be_sold() {
        assert_eq!(shelves(&[1, 3, 0, 2]).draw(4, &random()), Some(vec![(Shard(1), 3), (Shard(3), 1)]));
        assert_eq!(shelves(&[1, 3, 0, 2]).draw(6, &random()).map(|drawn| drawn.len()), Some(3));
        assert_eq!(shelves(&[1, 3, 0, 2]).draw(7, &random()), None);
        assert_eq!(shelves(&[]).draw(1, &random()), None);
    }
}
