//! The products table: what is offered, listed by six indexes.

mod names;
mod preview;
mod row;
mod write;

use aws_sdk_dynamodb::{Client, types::AttributeValue};

use row::Stored;

use crate::aws::{AwsError, CorruptItem, Item, ItemExt as _, StockTable, dynamodb, number, snapshot::scan, text};
use crate::{
    catalogue::{Availability, Listing, Page, Position, Product, Sort, SortKey},
    context::{AppContext, Random, StartError},
    kernel::{ProductId, Sku},
};

/// The one partition of the `all-by-..` indexes: every active product is in it.
pub(crate) const LISTING_PARTITION: &str = "all";

/// The products table.
#[derive(Clone, Debug)]
pub struct ProductsTable {
    pub(crate) client: Client,
    pub(crate) table: String,
    pub(crate) random: Random,
}

/// An index: its name, and the names of its two keys.
struct Index {
    name: &'static str,
    partition: &'static str,
    order: &'static str,
}

impl Index {
    fn of(listing: &Listing) -> Self {
        let (name, order) = match (&listing.category, listing.sort) {
            (None, Sort::Newest) => ("all-by-newest", "created_ms"),
            (None, Sort::Name) => ("all-by-name", "name_key"),
            (None, Sort::Price) => ("all-by-price", "price_minor"),
            (Some(_), Sort::Newest) => ("category-by-newest", "created_ms"),
            (Some(_), Sort::Name) => ("category-by-name", "name_key"),
            (Some(_), Sort::Price) => ("category-by-price", "price_minor"),
        };
        Self { name, partition: if listing.category.is_some() { "listing_category" } else { "listing" }, order }
    }
}

impl ProductsTable {
    /// The table that `PRODUCTS_TABLE` names.
    pub fn new(context: &AppContext) -> Result<Self, StartError> {
        let table = context.environment.required("PRODUCTS_TABLE")?.to_owned();
        Ok(Self { client: dynamodb(context), table, random: context.random.clone() })
    }

    /// One page of active products: one query on one index, and their badges from the stock table.
    pub async fn list(&self, stock: &StockTable, listing: &Listing) -> Result<Page, AwsError> {
        let index = Index::of(listing);
        let partition = text(listing.category.as_deref().unwrap_or(LISTING_PARTITION));
        let start = listing.after.as_ref().map(|after| start_key(&index, &partition, after));
        let query = self.client.query().table_name(&self.table).index_name(index.name);
        let query = query
            .key_condition_expression("#partition = :partition")
            .expression_attribute_names("#partition", index.partition)
            .expression_attribute_values(":partition", partition)
            .scan_index_forward(listing.sort != Sort::Newest)
            .limit(i32::from(listing.limit))
            .set_exclusive_start_key(start);
        let answer = query.send().await.map_err(|e| AwsError::new("products.list", &e))?;
        let skus = |row: &Item| Ok((row.parsed("id")?, row::read_skus(row)?));
        let skus: Vec<(ProductId, Vec<Sku>)> = answer.items().iter().map(skus).collect::<Result<_, CorruptItem>>()?;
        let badges = stock.badges(&skus).await?;
        let products = answer.items().iter().zip(skus).map(|(row, (id, skus))| {
            let availability = badges.get(&id).copied().unwrap_or(Availability::Out);
            row::read_listed(row, id, &skus, availability)
        });
        let products = products.collect::<Result<_, _>>()?;
        let next = answer.last_evaluated_key().map(|last| position(&index, listing.sort, last)).transpose()?;
        Ok(Page { products, next })
    }

    /// The product called `id`, active or not.
    pub async fn get(&self, id: &ProductId) -> Result<Option<Product>, AwsError> {
        Ok(self.stored(id).await?.map(|stored| stored.product))
    }

    /// Shows each product to `found`, active or not, in no order; one that cannot be read is named with the reason. It reads the
    /// whole table, as nothing but the operator's program does.
    pub async fn each(&self, mut found: impl FnMut(Result<Product, String>)) -> Result<(), AwsError> {
        let read = |item: &Item| {
            let id = item.text("id").unwrap_or("?");
            row::read(item).map(|stored| stored.product).map_err(|error| format!("product {id}: {error}"))
        };
        scan(&self.client, &self.table, "products.each", |_| {}, |item| found(read(item))).await
    }

    /// The product called `id` as it is now (a consistent read), with its former names.
    async fn stored(&self, id: &ProductId) -> Result<Option<Stored>, AwsError> {
        let get = self.client.get_item().table_name(&self.table).key("id", text(id.as_str())).consistent_read(true);
        let answer = get.send().await.map_err(|e| AwsError::new("products.get", &e))?;
        Ok(answer.item().map(row::read).transpose()?)
    }
}

/// Where a query of `index` goes on: the keys of the index and of the table.
fn start_key(index: &Index, partition: &AttributeValue, after: &Position) -> Item {
    let order = match &after.key {
        SortKey::Number(value) => number(value),
        SortKey::Text(value) => text(value),
    };
    Item::from([
        ("id".to_owned(), text(after.product.as_str())),
        (index.partition.to_owned(), partition.clone()),
        (index.order.to_owned(), order),
    ])
}

fn position(index: &Index, sort: Sort, last: &Item) -> Result<Position, CorruptItem> {
    let key = match sort {
        Sort::Newest | Sort::Price => SortKey::Number(last.number(index.order)?),
        Sort::Name => SortKey::Text(last.text(index.order)?.to_owned()),
    };
    Ok(Position { product: last.parsed("id")?, key })
}
