//! What products were called when an order was placed.
//!
//! An order keeps no names: it is written without a read, and nothing that its buyer sends is believed. A product keeps its
//! former names instead, each with the moment from which it no longer held, so the name at any moment can be read.

use aws_sdk_dynamodb::types::AttributeValue;

use crate::aws::{
    AwsError, CorruptItem, ProductsTable,
    batch_get::{MAX_KEYS, Wanted, batch_get},
    item::{Item, ItemExt as _, attributes, map, number, text},
};
use crate::{
    catalogue::ProductNames,
    kernel::{ProductId, Timestamp},
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
    /// The names that at most 100 products had at the moment `at`. A product that does not exist is left out.
    pub async fn names_at(
        &self,
        products: impl Iterator<Item = &ProductId>,
        at: Timestamp,
    ) -> Result<ProductNames, AwsError> {
        let keys = products.map(|id| attributes([("id", text(id.as_str()))])).take(MAX_KEYS);
        let wanted = Wanted {
            table: &self.table,
            keys: keys.collect(),
            attributes: "id, #name, former_names",
            names: &[("#name", "name")],
        };
        let rows = batch_get(&self.client, &self.random, "products.names", wanted).await?;
        let named = |row: &Item| -> Result<(ProductId, String), CorruptItem> {
            let former = read_former(row)?.into_iter().find(|former| at < former.until);
            let name = former.map_or_else(|| row.text("name").map(str::to_owned), |former| Ok(former.name))?;
            Ok((row.parsed("id")?, name))
        };
        Ok(rows.iter().map(named).collect::<Result<_, _>>()?)
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
