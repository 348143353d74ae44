//! How much of each product of a page is there: read with the page, in one call, or two where stock is in several rows.

use std::collections::HashMap;

use crate::aws::{
    AwsError, Item, ItemExt as _, StockTable,
    batch_get::{MAX_KEYS, Wanted, batch_get},
    item::attributes,
    stock::reshard::row_name,
    text,
};
use crate::{catalogue::Availability, kernel::ProductId, orders::Shard};

/// What is known of a product's stock.
#[derive(Clone, Copy, Debug, Default)]
struct Counted {
    units: u64,
    /// How many rows its stock is in, and how many of them were not read.
    rows: u8,
    unread: u8,
}

impl StockTable {
    /// The badges of at most 100 products; a product without stock is left out. A product whose first row is nearly empty may
    /// have more in its other rows: up to 100 of those are read by a second call.
    pub(crate) async fn badges(&self, products: &[ProductId]) -> Result<HashMap<ProductId, Availability>, AwsError> {
        let first = products.iter().take(MAX_KEYS).map(|product| (product.clone(), Shard(0))).collect();
        let mut counted: HashMap<ProductId, Counted> = HashMap::new();
        for row in self.rows_of(first).await? {
            let rows = if row.contains_key("rows") { row.number("rows")? } else { 1 };
            let count = Counted { units: row.number("available")?, rows, unread: rows.saturating_sub(1) };
            counted.insert(row.parsed("product_id")?, count);
        }
        for row in self.rows_of(others(products, &counted)).await? {
            let count = counted.entry(row.parsed("product_id")?).or_default();
            count.units += row.number::<u64>("available")?;
            count.unread = count.unread.saturating_sub(1);
        }
        Ok(counted.into_iter().map(|(product, count)| (product, badge(count))).collect())
    }

    async fn rows_of(&self, rows: Vec<(ProductId, Shard)>) -> Result<Vec<Item>, AwsError> {
        let keys = rows.into_iter().map(|(product, shard)| {
            attributes([("product_id", text(product.as_str())), ("row", text(row_name(shard)))])
        });
        let wanted = Wanted {
            table: &self.table,
            keys: keys.collect(),
            attributes: "product_id, available, #rows",
            names: &[("#rows", "rows")],
        };
        batch_get(&self.client, &self.random, "stock.badges", wanted).await
    }
}

/// The further rows that may change a badge: those of products of which the first row has few units. One row of each product
/// in turn, as many as one call takes.
fn others(products: &[ProductId], counted: &HashMap<ProductId, Counted>) -> Vec<(ProductId, Shard)> {
    let few = products.iter().filter_map(|product| Some((product, counted.get(product)?)));
    let few: Vec<_> = few.filter(|(_, count)| Availability::of(count.units) != Availability::In).collect();
    let most = few.iter().map(|(_, count)| count.rows).max().unwrap_or(0);
    let rows = (1..most).flat_map(|shard| {
        few.iter()
            .filter(move |(_, count)| shard < count.rows)
            .map(move |(product, _)| ((*product).clone(), Shard(shard)))
    });
    rows.take(MAX_KEYS).collect()
}

/// A product is out only if all of its rows were read and are empty.
fn badge(count: Counted) -> Availability {
    match Availability::of(count.units) {
        Availability::Out if count.unread > 0 => Availability::Low,
        badge => badge,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(name: &str) -> ProductId {
        name.parse().expect("an identifier")
    }

    #[test]
    fn further_rows_are_read_where_they_may_change_the_badge_and_never_more_than_one_call_takes() {
        let products = ["full", "few", "none", "plain", "gone"].map(id);
        let count = |units, rows| Counted { units, rows, unread: rows - 1 };
        let counted = [("full", count(6, 64)), ("few", count(5, 3)), ("none", count(0, 2)), ("plain", count(0, 1))];
        let counted = counted.map(|(name, count)| (id(name), count)).into();
        let rows = others(&products, &counted);
        assert_eq!(rows, [(id("few"), Shard(1)), (id("none"), Shard(1)), (id("few"), Shard(2))]);
        let many: Vec<ProductId> = (0..100).map(|n| id(&format!("p{n}"))).collect();
        let counted = many.iter().map(|product| (product.clone(), count(0, 64))).collect();
        assert_eq!(others(&many, &counted).len(), MAX_KEYS);
    }

    #[test]
    fn a_product_is_out_only_when_every_row_was_read() {
        let badges = [(0, 0), (0, 1), (5, 1), (6, 1), (6, 0)]
            .map(|(units, unread)| badge(Counted { units, rows: 3, unread }).as_str());
        assert_eq!(badges, ["out", "low", "low", "in", "in"]);
    }
}
