//! The products table: what is offered, listed by fifteen indexes for buyers and one for merchants, and how many products each
//! category has.

mod cards;
mod categories;
pub(crate) mod images;
mod known;
mod listings;
mod many;
mod names;
pub(crate) mod offered;
mod preview;
mod recount;
mod row;
mod write;

use aws_sdk_dynamodb::{Client, types::AttributeValue};

use app_context::{AppContext, StartError};
pub use cards::OnSale;
pub(crate) use categories::is_count as is_category_count;
use domain::{
    catalogue::{
        Availability, CategoryKey, ListedProduct, Listing, MerchantPage, MerchantProduct, Page, Position, Product,
        Sort, SortKey, StateListing,
    },
    kernel::{ProductId, Random, Sku, Timestamp},
};
pub use images::ImageAdded;
use listings::{BY_STATE, Index, LISTING_PARTITION};
pub use many::product_of;
pub use recount::Recount;
use row::Stored;

use crate::{AwsError, CorruptItem, Item, ItemExt as _, StockTable, dynamodb, number, snapshot::scan, text};

/// The products table.
#[derive(Clone, Debug)]
pub struct ProductsTable {
    pub(crate) client: Client,
    pub(crate) table: String,
    pub(crate) random: Random,
}

/// A page of an index.
struct Rows {
    rows: Vec<Item>,
    /// The keys of its last row, if there may be more.
    last: Option<Item>,
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
        let partition = text(listing.category.as_ref().map_or(LISTING_PARTITION, CategoryKey::as_str));
        let (after, forward) = (listing.after.as_ref(), listing.sort != Sort::Newest);
        let rows = self.page(&index, partition, after, forward, listing.limit).await?;
        let products = self.listed(stock, &rows.rows).await?;
        let next = rows.last.map(|last| position(&index, listing.sort, &last)).transpose()?;
        Ok(Page { products, next })
    }

    /// One page of products in a state, those that changed last first, with their badges. The index lags behind a change for a
    /// moment.
    pub async fn list_of_state(&self, stock: &StockTable, listing: &StateListing) -> Result<MerchantPage, AwsError> {
        let partition = text(listing.state.as_str());
        let rows = self.page(&BY_STATE, partition, listing.after.as_ref(), false, listing.limit).await?;
        let listed = self.listed(stock, &rows.rows).await?;
        let product = |(listed, row): (ListedProduct, &Item)| {
            let updated_at = Timestamp::from_millis(row.number("updated_ms")?);
            Ok(MerchantProduct { listed, state: listing.state, updated_at })
        };
        let products = listed.into_iter().zip(&rows.rows).map(product).collect::<Result<_, CorruptItem>>()?;
        let next = rows.last.map(|last| position(&BY_STATE, Sort::Newest, &last)).transpose()?;
        Ok(MerchantPage { products, next })
    }

    async fn page(
        &self,
        index: &Index,
        partition: AttributeValue,
        after: Option<&Position>,
        forward: bool,
        limit: u8,
    ) -> Result<Rows, AwsError> {
        let start = after.map(|after| start_key(index, &partition, after));
        let query = self.client.query().table_name(&self.table).index_name(index.name);
        let query = query
            .key_condition_expression("#partition = :partition")
            .expression_attribute_names("#partition", index.partition)
            .expression_attribute_values(":partition", partition)
            .scan_index_forward(forward)
            .limit(i32::from(limit))
            .set_exclusive_start_key(start);
        let answer = query.send().await.map_err(|e| AwsError::new("products.list", &e))?;
        Ok(Rows { rows: answer.items.unwrap_or_default(), last: answer.last_evaluated_key })
    }

    async fn listed(&self, stock: &StockTable, rows: &[Item]) -> Result<Vec<ListedProduct>, AwsError> {
        let skus = |row: &Item| Ok((row.parsed("id")?, row::read_skus(row)?));
        let skus: Vec<(ProductId, Vec<Sku>)> = rows.iter().map(skus).collect::<Result<_, CorruptItem>>()?;
        let badges = stock.badges(&skus).await?;
        let products = rows.iter().zip(skus).map(|(row, (id, skus))| {
            let availability = badges.get(&id).copied().unwrap_or(Availability::Out);
            row::read_listed(row, id, &skus, availability)
        });
        Ok(products.collect::<Result<_, _>>()?)
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
        let enter = |item: &Item| {
            if !is_category_count(item) {
                found(read(item));
            }
        };
        scan(&self.client, &self.table, "products.each", |_| {}, enter).await
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
