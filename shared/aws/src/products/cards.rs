//! Products by their identifiers, as lists show them; and all that are on sale.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    catalogue::{Availability, Category, ListedProduct, ProductName, ProductState},
    kernel::{ProductId, Text},
};

use super::{
    ProductsTable,
    listings::{Index, LISTING_PARTITION},
    row,
};
use crate::{
    AwsError, CorruptItem, Item, ItemExt as _, StockTable,
    batch_get::{MAX_KEYS, Wanted, batch_get},
    item::attributes,
    text,
};

/// What [`row::read_listed`] reads, and whether it may be shown.
const SHOWN: &str = "id, #name, slug, category, prices, skus, image, #state";
const NAMES: [(&str, &str); 2] = [("#name", "name"), ("#state", "state")];

/// A product on sale, without its stock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnSale {
    /// Which one.
    pub id: ProductId,
    /// What it is called.
    pub name: ProductName,
    /// Where it is listed.
    pub category: Category,
    /// The lowest price in its main currency, in minor units.
    pub price_minor: Option<u64>,
}

impl ProductsTable {
    /// Of at most 100 products those that are on sale, in their order, but what is sold out last.
    pub async fn cards(&self, stock: &StockTable, products: &[ProductId]) -> Result<Vec<ListedProduct>, AwsError> {
        let keys = products.iter().take(MAX_KEYS).map(|id| attributes([("id", text(id.as_str()))])).collect();
        let wanted = Wanted { table: &self.table, keys, attributes: SHOWN, names: &NAMES, consistent: false };
        let mut rows = batch_get(&self.client, &self.random, "products.cards", wanted).await?;
        rows.retain(|row| row.text("state").is_ok_and(|state| state == ProductState::Active.as_str()));
        let place: HashMap<&str, usize> = products.iter().map(ProductId::as_str).zip(0..).collect();
        let mut cards = self.listed(stock, &rows).await?;
        cards.sort_by_key(|card| (card.availability == Availability::Out, place.get(card.id.as_str()).copied()));
        Ok(cards)
    }

    /// A page of all products on sale, the newest first, and where the next one starts.
    pub async fn on_sale(&self, after: Option<Item>) -> Result<(Vec<OnSale>, Option<Item>), AwsError> {
        let index = Index::ALL_BY_NEWEST;
        let query = self.client.query().table_name(&self.table).index_name(index.name);
        let query = query
            .key_condition_expression("#partition = :partition")
            .expression_attribute_names("#partition", index.partition)
            .expression_attribute_values(":partition", text(LISTING_PARTITION))
            .scan_index_forward(false)
            .set_exclusive_start_key(after);
        let answer = query.send().await.map_err(|e| AwsError::new("products.on_sale", &e))?;
        let products: Result<_, CorruptItem> = answer.items().iter().map(read).collect();
        Ok((products?, answer.last_evaluated_key().cloned()))
    }
}

fn read(row: &Item) -> Result<OnSale, CorruptItem> {
    let first_price = row.list("prices")?.first().and_then(|range: &AttributeValue| range.as_m().ok());
    Ok(OnSale {
        id: row.parsed("id")?,
        name: Text::from_stored(row.text("name")?).ok_or(CorruptItem("name"))?,
        category: row::read_category(row)?,
        price_minor: first_price.map(|range| range.number("from_minor")).transpose()?,
    })
}
