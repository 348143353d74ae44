//! The products table: what is offered, listed by six indexes.

mod names;
mod write;

use aws_sdk_dynamodb::{Client, types::AttributeValue};

use crate::aws::{AwsError, CorruptItem, Item, ItemExt as _, dynamodb, number, text};
use crate::{
    catalogue::{Description, ListedProduct, Listing, Page, Position, Product, ProductDetails, Sort, SortKey},
    context::{AppContext, Random, StartError},
    kernel::{Currency, Money, ProductId, Text},
};

/// The one listing on which every active product stands.
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
    listing: &'static str,
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
        Self { name, listing: if listing.category.is_some() { "listing_category" } else { "listing" }, order }
    }
}

impl ProductsTable {
    /// The table that `PRODUCTS_TABLE` names.
    pub fn new(context: &AppContext) -> Result<Self, StartError> {
        let table = context.environment.required("PRODUCTS_TABLE")?.to_owned();
        Ok(Self { client: dynamodb(context), table, random: context.random.clone() })
    }

    /// One page of active products: one query on one index.
    pub async fn list(&self, listing: &Listing) -> Result<Page, AwsError> {
        let index = Index::of(listing);
        let partition = text(listing.category.as_ref().map_or(LISTING_PARTITION, Text::as_str));
        let start = listing.after.as_ref().map(|after| start_key(&index, &partition, after));
        let query = self.client.query().table_name(&self.table).index_name(index.name);
        let query = query
            .key_condition_expression("#listing = :listing")
            .expression_attribute_names("#listing", index.listing)
            .expression_attribute_values(":listing", partition)
            .scan_index_forward(listing.sort != Sort::Newest)
            .limit(i32::from(listing.limit))
            .set_exclusive_start_key(start);
        let answer = query.send().await.map_err(|e| AwsError::new("products.list", &e))?;
        let products = answer.items().iter().map(listed).collect::<Result<_, _>>()?;
        let next = answer.last_evaluated_key().map(|last| position(&index, listing.sort, last)).transpose()?;
        Ok(Page { products, next })
    }

    /// The product called `id`, active or not.
    pub async fn get(&self, id: &ProductId) -> Result<Option<Product>, AwsError> {
        let get = self.client.get_item().table_name(&self.table).key("id", text(id.as_str())).consistent_read(true);
        let answer = get.send().await.map_err(|e| AwsError::new("products.get", &e))?;
        Ok(answer.item().map(product).transpose()?)
    }
}

/// Where a query of `index` goes on: the keys of the index and of the table.
fn start_key(index: &Index, listing: &AttributeValue, after: &Position) -> Item {
    let order = match &after.key {
        SortKey::Number(value) => number(value),
        SortKey::Text(value) => text(value),
    };
    Item::from([
        ("id".to_owned(), text(after.product.as_str())),
        (index.listing.to_owned(), listing.clone()),
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

fn listed(row: &Item) -> Result<ListedProduct, CorruptItem> {
    Ok(ListedProduct {
        id: row.parsed("id")?,
        name: bounded(row, "name")?,
        category: bounded(row, "category")?,
        price: price(row)?,
        availability: row.parsed("availability")?,
    })
}

fn product(row: &Item) -> Result<Product, CorruptItem> {
    let details = ProductDetails {
        name: bounded(row, "name")?,
        description: Description::parse(row.text("description")?).map_err(|_| CorruptItem("description"))?,
        category: bounded(row, "category")?,
        price: price(row)?,
        active: row.boolean("active")?,
    };
    Ok(Product { id: row.parsed("id")?, details, version: row.number("ver")? })
}

fn price(row: &Item) -> Result<Money, CorruptItem> {
    let currency = Currency::parse(row.text("currency")?).ok_or(CorruptItem("currency"))?;
    Ok(Money::new(row.number("price_minor")?, currency))
}

fn bounded<const MAX: usize>(row: &Item, name: &'static str) -> Result<Text<MAX>, CorruptItem> {
    Text::parse(row.text(name)?).map_err(|_| CorruptItem(name))
}
