//! How much of each SKU is there, exactly; and roughly, for each product of a page: read with the page, in one call, or two
//! where a product has several variants or a SKU's stock is in several rows.

use std::collections::{BTreeMap, HashMap};

use domain::{
    catalogue::Availability,
    kernel::{ProductId, Sku},
    orders::Shard,
};

use crate::{
    AwsError, CorruptItem, Item, ItemExt as _, StockTable,
    batch_get::{MAX_KEYS, Wanted, batch_get},
    item::attributes,
    stock::reshard::row_name,
    text,
};

/// A row of a SKU's stock.
pub(super) type Row = (Sku, Shard);

/// What a row says: its units, and in how many rows the SKU's stock is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stocked {
    pub(super) available: u64,
    rows: u8,
}

/// What is known of a product's stock.
#[derive(Clone, Debug, Default)]
struct Counted {
    units: u64,
    /// The rows that were not read.
    unread: Vec<Row>,
}

impl StockTable {
    /// Exactly how many units of each SKU can be ordered, over all its rows; 0 of one without stock. One call for all of a
    /// product's SKUs, and further ones where stock is in several rows.
    pub async fn available(&self, skus: impl Iterator<Item = &Sku>) -> Result<BTreeMap<Sku, u64>, AwsError> {
        let mut unread: Vec<Row> = skus.map(|sku| (sku.clone(), Shard(0))).collect();
        let mut available: BTreeMap<Sku, u64> = unread.iter().map(|(sku, _)| (sku.clone(), 0)).collect();
        while !unread.is_empty() {
            let later = unread.split_off(unread.len().min(MAX_KEYS));
            let read = self.read_rows(&unread, true).await?;
            unread = later;
            for ((sku, shard), stocked) in read {
                unread.extend(further_rows(&sku, shard, stocked));
                *available.entry(sku).or_default() += stocked.available;
            }
        }
        Ok(available)
    }

    /// The badges of at most 100 products with their SKUs; a product without stock is out. A product of which the first row is
    /// nearly empty may have more in others: up to 100 of those are read by a second call.
    pub(crate) async fn badges(
        &self,
        products: &[(ProductId, Vec<Sku>)],
    ) -> Result<HashMap<ProductId, Availability>, AwsError> {
        let unread = |skus: &[Sku]| skus.iter().map(|sku| (sku.clone(), Shard(0))).collect();
        let counted = products.iter().map(|(_, skus)| Counted { units: 0, unread: unread(skus) });
        let mut counted: Vec<Counted> = counted.collect();
        for rows_each in [1, MAX_KEYS] {
            let next = next_rows(&mut counted, rows_each);
            let rows: Vec<Row> = next.iter().map(|(_, row)| row.clone()).collect();
            let read = self.read_rows(&rows, false).await?;
            for (at, row) in next {
                let Some((count, stocked)) = counted.get_mut(at).zip(read.get(&row)) else { continue };
                count.units += stocked.available;
                count.unread.extend(further_rows(&row.0, row.1, *stocked));
            }
        }
        Ok(products.iter().zip(&counted).map(|((product, _), count)| (product.clone(), badge(count))).collect())
    }

    /// The products that SKUs belong to; a SKU that was never a product's is left out. A SKU is one product's for ever, so what
    /// was learnt once is remembered.
    pub(crate) async fn products_of(&self, skus: &[Sku]) -> Result<HashMap<Sku, ProductId>, AwsError> {
        let unknown = skus.iter().filter(|sku| self.products.get(sku).is_none());
        let unknown: Vec<Row> = unknown.map(|sku| (sku.clone(), Shard(0))).collect();
        for rows in unknown.chunks(MAX_KEYS) {
            for row in self.read(rows, "sku, product_id", &[], false).await? {
                self.products.learn(row.parsed("sku")?, row.parsed("product_id")?);
            }
        }
        Ok(skus.iter().filter_map(|sku| Some((sku.clone(), self.products.get(sku)?))).collect())
    }

    /// The same, each product once, in the order of the SKUs.
    pub async fn products(&self, skus: &[Sku]) -> Result<Vec<ProductId>, AwsError> {
        let known = self.products_of(skus).await?;
        let mut products: Vec<ProductId> = Vec::with_capacity(known.len());
        for product in skus.iter().filter_map(|sku| known.get(sku)) {
            if !products.contains(product) {
                products.push(product.clone());
            }
        }
        Ok(products)
    }

    /// What the rows say that exist.
    async fn read_rows(&self, rows: &[Row], consistent: bool) -> Result<HashMap<Row, Stocked>, AwsError> {
        const READ: &str = "sku, #row, available, #rows";
        let read = self.read(rows, READ, &[("#row", "row"), ("#rows", "rows")], consistent).await?;
        Ok(read.iter().map(stocked).collect::<Result<_, CorruptItem>>()?)
    }

    pub(super) async fn read(
        &self,
        rows: &[Row],
        attributes_read: &str,
        names: &[(&str, &str)],
        consistent: bool,
    ) -> Result<Vec<Item>, AwsError> {
        let key = |(sku, shard): &Row| attributes([("sku", text(sku.as_str())), ("row", text(row_name(*shard)))]);
        let keys = rows.iter().map(key).collect();
        let wanted = Wanted { table: &self.table, keys, attributes: attributes_read, names, consistent };
        batch_get(&self.client, &self.random, "stock.read", wanted).await
    }
}

/// Which row this is, and what it says.
pub(super) fn stocked(row: &Item) -> Result<(Row, Stocked), CorruptItem> {
    let shard = super::shards::shard_of(row.text("row")?)?;
    let rows = if row.contains_key("rows") { row.number("rows")? } else { 1 };
    Ok(((row.parsed("sku")?, shard), Stocked { available: row.number("available")?, rows }))
}

/// The other rows of a SKU's stock, as its first row tells.
pub(super) fn further_rows(sku: &Sku, Shard(read): Shard, stocked: Stocked) -> impl Iterator<Item = Row> {
    let rows = if read == 0 { 1..stocked.rows } else { 0..0 };
    rows.map(|shard| (sku.clone(), Shard(shard)))
}

/// Takes the rows that are to be read next, with the place of their product: of each product that is not known to have plenty,
/// up to so many, one of each product in turn, as many as one call takes.
fn next_rows(counted: &mut [Counted], rows_each: usize) -> Vec<(usize, Row)> {
    let mut next = Vec::new();
    for _ in 0..rows_each {
        for (at, count) in counted.iter_mut().enumerate() {
            let is_wanted = Availability::of(count.units) != Availability::In && !count.unread.is_empty();
            if is_wanted && next.len() < MAX_KEYS {
                next.push((at, count.unread.remove(0)));
            }
        }
    }
    next
}

/// A product is out only if all of its rows were read and are empty.
fn badge(count: &Counted) -> Availability {
    match Availability::of(count.units) {
        Availability::Out if !count.unread.is_empty() => Availability::Low,
        badge => badge,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(sku: &str, shard: u8) -> Row {
        (sku.parse().expect("a SKU"), Shard(shard))
    }

    #[test]
    fn further_rows_are_read_where_they_may_change_the_badge_and_never_more_than_one_call_takes() {
        let count = |units, unread: &[Row]| Counted { units, unread: unread.to_vec() };
        let few = [row("few", 1), row("few", 2)];
        let mut counted = [count(6, &[row("full", 1)]), count(5, &few), count(0, &[row("none", 1)]), count(0, &[])];
        let next = next_rows(&mut counted, MAX_KEYS);
        assert_eq!(next, [(1, row("few", 1)), (2, row("none", 1)), (1, row("few", 2))]);
        assert!(counted[1].unread.is_empty());
        let rows: Vec<Row> = (0..64).map(|shard| row("many", shard)).collect();
        let mut counted = vec![count(0, &rows); 100];
        assert_eq!(next_rows(&mut counted, MAX_KEYS).len(), MAX_KEYS);
        assert_eq!(next_rows(&mut counted[..3], 1).len(), 3);
    }

    #[test]
    fn the_first_row_tells_of_the_others() {
        let sku = "tea".parse().expect("a SKU");
        let rows: Vec<Row> = further_rows(&sku, Shard(0), Stocked { available: 1, rows: 3 }).collect();
        assert_eq!(rows, [row("tea", 1), row("tea", 2)]);
        assert_eq!(further_rows(&sku, Shard(1), Stocked { available: 1, rows: 3 }).count(), 0);
    }

    #[test]
    fn a_product_is_out_only_when_every_row_was_read() {
        let badges = [(0, 0), (0, 1), (5, 1), (6, 1), (6, 0)]
            .map(|(units, unread)| badge(&Counted { units, unread: vec![row("tea", 1); unread] }).as_str());
        assert_eq!(badges, ["out", "low", "low", "in", "in"]);
    }
}
