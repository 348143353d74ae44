//! What was learnt: a row a product and a row a category, each whole by itself.

use std::collections::HashMap;

use domain::{
    catalogue::CategoryKey,
    kernel::{ProductId, Timestamp},
    recommendations::{Neighbour, Reason},
};
use futures::{TryStreamExt as _, stream};

use super::RecommendationsTable;
use crate::{
    AwsError, CorruptItem, Item, ItemExt as _,
    batch_get::{MAX_KEYS, Wanted, batch_get},
    item::{attributes, number, text},
};

const LEARNT: &str = "LEARNT";
/// Rows that are written at the same time.
const AT_ONCE: usize = 16;
/// A row that nobody renews goes after so long; one that says the same is renewed after half of it.
const KEPT_SECONDS: i64 = 60 * 86_400;

/// What was learnt of a product.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LearntRow {
    /// What is bought with it, the best first.
    pub bought_together: Vec<Neighbour>,
    /// What stands in for it, the best first.
    pub alternatives: Vec<Neighbour>,
}

/// Rows to be written: of products and of categories, by what their keys say.
#[derive(Clone, Debug, Default)]
pub struct LearntRows {
    /// Of products.
    pub products: Vec<(ProductId, LearntRow)>,
    /// Of categories, by their keys; of all products, by "".
    pub popular: Vec<(String, Vec<ProductId>)>,
}

impl RecommendationsTable {
    /// What was learnt of at most 100 products.
    pub async fn learnt(&self, products: &[ProductId]) -> Result<HashMap<ProductId, LearntRow>, AwsError> {
        let keys = products.iter().take(MAX_KEYS).map(|product| key(&product_key(product))).collect();
        let rows = self.read_learnt(keys).await?;
        let read = |row: &Item| {
            let product = row.text("pk")?.strip_prefix(PRODUCT).and_then(|id| id.parse().ok());
            let (together, alternatives) = (row.text("together")?, row.text("alternatives")?);
            let learnt = LearntRow { bought_together: read_list(together)?, alternatives: read_list(alternatives)? };
            Ok((product.ok_or(CorruptItem("pk"))?, learnt))
        };
        Ok(rows.iter().map(read).collect::<Result<_, CorruptItem>>()?)
    }

    /// What is popular in each of these categories, in their order, and last in the whole shop.
    pub async fn popular(&self, categories: &[CategoryKey]) -> Result<Vec<Vec<ProductId>>, AwsError> {
        let names: Vec<String> =
            categories.iter().map(CategoryKey::as_str).chain([""]).map(|name| format!("{POPULAR}{name}")).collect();
        let rows = self.read_learnt(names.iter().map(|name| key(name)).collect()).await?;
        let mut lists: HashMap<&str, Vec<ProductId>> = HashMap::new();
        for row in &rows {
            let products = row.text("products")?.split(' ').filter(|id| !id.is_empty());
            let products = products.map(|id| id.parse().map_err(|_| CorruptItem("products")));
            lists.insert(row.text("pk")?, products.collect::<Result<_, _>>()?);
        }
        Ok(names.iter().map(|name| lists.remove(name.as_str()).unwrap_or_default()).collect())
    }

    /// Writes the rows that say something else than what is there, or that have to be renewed; how many.
    pub async fn write_learnt(&self, rows: &LearntRows, now: Timestamp) -> Result<usize, AwsError> {
        let products = rows.products.iter().map(|(product, learnt)| {
            let together = text(write_list(&learnt.bought_together));
            let said = [("together", together), ("alternatives", text(write_list(&learnt.alternatives)))];
            (product_key(product), attributes(said))
        });
        let popular = rows.popular.iter().map(|(category, products)| {
            let products: Vec<&str> = products.iter().map(ProductId::as_str).collect();
            (format!("{POPULAR}{category}"), attributes([("products", text(products.join(" ")))]))
        });
        let all: Vec<(String, Item)> = products.chain(popular).collect();
        let mut written = 0;
        for some in all.chunks(MAX_KEYS) {
            written += self.write_changed(some, now).await?;
        }
        Ok(written)
    }

    async fn write_changed(&self, rows: &[(String, Item)], now: Timestamp) -> Result<usize, AwsError> {
        let stored = self.read_learnt(rows.iter().map(|(pk, _)| key(pk)).collect()).await?;
        let stored: HashMap<&str, &Item> = stored.iter().filter_map(|row| Some((row.text("pk").ok()?, row))).collect();
        let renewed_before = now.seconds() + KEPT_SECONDS / 2;
        let stands = |(pk, said): &&(String, Item)| {
            let row = stored.get(pk.as_str());
            row.is_some_and(|row| {
                let says_the_same = said.iter().all(|(name, value)| row.get(name) == Some(value));
                says_the_same && row.number::<i64>("ttl").is_ok_and(|ttl| ttl > renewed_before)
            })
        };
        let changed: Vec<_> = rows.iter().filter(|row| !stands(row)).collect();
        let write = |(pk, said): &(String, Item)| {
            let mut row = key(pk);
            row.extend(said.clone());
            row.insert("ttl".to_owned(), number(now.seconds() + KEPT_SECONDS));
            let put = self.client.put_item().table_name(&self.table).set_item(Some(row));
            async move { put.send().await.map(drop).map_err(|e| AwsError::new("recommendations.write", &e)) }
        };
        stream::iter(changed.iter().map(Ok)).try_for_each_concurrent(AT_ONCE, |row| write(row)).await?;
        Ok(changed.len())
    }

    async fn read_learnt(&self, keys: Vec<Item>) -> Result<Vec<Item>, AwsError> {
        let attributes = "pk, together, alternatives, products, #ttl";
        let names = &[("#ttl", "ttl")];
        let wanted = Wanted { table: &self.table, keys, attributes, names, consistent: false };
        batch_get(&self.client, &self.random, "recommendations.learnt", wanted).await
    }
}

const PRODUCT: &str = "PRODUCT#";
const POPULAR: &str = "POPULAR#";

fn product_key(product: &ProductId) -> String {
    format!("{PRODUCT}{product}")
}

fn key(pk: &str) -> Item {
    attributes([("pk", text(pk)), ("sk", text(LEARNT))])
}

/// `cup:1.25e-1:t milk:8.50e-3:s`: a product, its score in three digits, and whether both were bought together or are similar.
fn write_list(neighbours: &[Neighbour]) -> String {
    let one = |neighbour: &Neighbour| {
        let reason = if neighbour.reason == Reason::BoughtTogether { 't' } else { 's' };
        format!("{}:{:.2e}:{reason}", neighbour.product, neighbour.score)
    };
    neighbours.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn read_list(text: &str) -> Result<Vec<Neighbour>, CorruptItem> {
    let one = |text: &str| {
        let mut fields = text.split(':');
        let (product, score, reason) = (fields.next()?, fields.next()?, fields.next()?);
        let reason = match reason {
            "t" => Reason::BoughtTogether,
            "s" => Reason::Similar,
            _ => return None,
        };
        Some(Neighbour { product: product.parse().ok()?, score: score.parse().ok()?, reason })
    };
    let all = text.split(' ').filter(|text| !text.is_empty());
    all.map(|text| one(text).ok_or(CorruptItem("together"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_reads_what_it_wrote() {
        let neighbour =
            |product: &str, score, reason| Neighbour { product: product.parse().expect("an id"), score, reason };
        let list = [neighbour("cup", 1.0, Reason::BoughtTogether), neighbour("a.b-c", 0.25, Reason::Similar)];
        assert_eq!(write_list(&list), "cup:1.00e0:t a.b-c:2.50e-1:s");
        assert_eq!((read_list(&write_list(&list)), read_list("")), (Ok(list.to_vec()), Ok(Vec::new())));
        for text in ["cup", "cup:1", "cup:1:x", "cup:one:t", "/:1:t"] {
            assert!(read_list(text).is_err(), "{text}");
        }
    }
}
