//! What SKUs were called when an order was placed.
//!
//! An order that was placed by a quote has its names from there. Any other keeps none: it is written without a read, and nothing that
//! its buyer sends is believed. For those a product keeps its
//! former names instead, each with the moment from which it no longer held, so the name at any moment can be read.

use std::collections::{BTreeSet, HashMap};

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    catalogue::{SkuName, SkuNames, Variant},
    kernel::{ProductId, Sku, Timestamp},
    orders::Order,
};

use super::row::read_variants;
use crate::{
    AwsError, CorruptItem, ProductsTable, StockTable,
    batch_get::{MAX_KEYS, Wanted, batch_get},
    item::{Item, ItemExt as _, attributes, map, number, text},
};

/// So many former names are kept, the newest ones: 50 names of 200 characters are at most 40 KB of a row. Whoever asks for
/// an earlier moment gets the oldest name that is kept.
const MAX_FORMER_NAMES: usize = 50;

/// A name that a product had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FormerName {
    name: String,
    /// From this moment on the product had the next name.
    until: Timestamp,
}

impl ProductsTable {
    /// What SKUs of `order` were called when it was placed. Nothing is read for those that it keeps a name of.
    pub async fn names_of(
        &self,
        stock: &StockTable,
        order: &Order,
        skus: impl Iterator<Item = &Sku>,
    ) -> Result<SkuNames, AwsError> {
        let (mut kept, mut unknown) = (SkuNames::new(), Vec::new());
        for sku in skus {
            match order.quoted.name_of(sku) {
                Some(name) => drop(kept.insert(sku.clone(), name)),
                None => unknown.push(sku),
            }
        }
        if !unknown.is_empty() {
            kept.extend(self.names_at(stock, unknown.into_iter(), order.created).await?);
        }
        Ok(kept)
    }

    /// What SKUs were called at the moment `at`: the name that their product had then, and their variant's option values. A SKU
    /// that does not exist is left out.
    pub async fn names_at(
        &self,
        stock: &StockTable,
        skus: impl Iterator<Item = &Sku>,
        at: Timestamp,
    ) -> Result<SkuNames, AwsError> {
        let skus: Vec<Sku> = skus.cloned().collect();
        let products = stock.products_of(&skus).await?;
        let wanted: BTreeSet<&ProductId> = products.values().collect();
        let keys = wanted.into_iter().map(|id| attributes([("id", text(id.as_str()))])).take(MAX_KEYS);
        let wanted = Wanted {
            table: &self.table,
            keys: keys.collect(),
            attributes: "id, #name, former_names, variants",
            names: &[("#name", "name")],
            consistent: false,
        };
        let rows = batch_get(&self.client, &self.random, "products.names", wanted).await?;
        let named = |row: &Item| Ok((row.parsed("id")?, Named::read(row, at)?));
        let named: HashMap<ProductId, Named> = rows.iter().map(named).collect::<Result<_, CorruptItem>>()?;
        let name = |(sku, product): (Sku, ProductId)| {
            let name = named.get(&product)?.of(&sku);
            Some((sku, SkuName { product, name }))
        };
        Ok(products.into_iter().filter_map(name).collect())
    }
}

/// What a product was called, and its variants as they are now.
struct Named {
    name: String,
    variants: Vec<Variant>,
}

impl Named {
    fn read(row: &Item, at: Timestamp) -> Result<Self, CorruptItem> {
        let former = read_former(row)?.into_iter().find(|former| at < former.until);
        let name = former.map_or_else(|| row.text("name").map(str::to_owned), |former| Ok(former.name))?;
        Ok(Self { name, variants: read_variants(row)? })
    }

    /// `Shirt, M / Red`; the product's name alone where it has no options, or not that variant any more.
    fn of(&self, sku: &Sku) -> String {
        let variant = self.variants.iter().find(|variant| variant.sku == *sku);
        let title = variant.and_then(Variant::title);
        title.map_or_else(|| self.name.clone(), |title| format!("{}, {title}", self.name))
    }
}

/// The former names of a product, the oldest first.
pub(super) fn read_former(row: &Item) -> Result<Vec<FormerName>, CorruptItem> {
    const NAME: &str = "former_names";
    if !row.contains_key(NAME) {
        return Ok(Vec::new());
    }
    let read = |former: &AttributeValue| {
        let former = former.as_m().map_err(|_| CorruptItem(NAME))?;
        let until = Timestamp::from_millis(former.number("until_ms")?);
        Ok(FormerName { name: former.text("name")?.to_owned(), until })
    };
    row.list(NAME)?.iter().map(read).collect()
}

/// The former names of a product that was called `name` until now. A clock that was set back does not reorder them.
pub(super) fn with_former(mut former: Vec<FormerName>, name: &str, now: Timestamp) -> Vec<FormerName> {
    let until = former.last().map_or(now, |last| last.until.max(now));
    former.push(FormerName { name: name.to_owned(), until });
    former.drain(..former.len().saturating_sub(MAX_FORMER_NAMES));
    former
}

pub(super) fn write_former(former: &[FormerName]) -> AttributeValue {
    let former = former
        .iter()
        .map(|former| map([("name", text(former.name.as_str())), ("until_ms", number(former.until.millis()))]));
    AttributeValue::L(former.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_names_are_kept_in_order() {
        let at = Timestamp::from_millis;
        let mut former = Vec::new();
        for n in 0..60 {
            former = with_former(former, &format!("name {n}"), at(1_000 + n));
        }
        assert_eq!((former.len(), former[0].name.as_str()), (MAX_FORMER_NAMES, "name 10"));
        let row = attributes([("former_names", write_former(&former))]);
        assert_eq!(read_former(&row), Ok(former.clone()));
        let later = with_former(former, "set back", at(5));
        assert_eq!(later.last().map(|former| former.until), Some(at(1_059)));
    }
}
