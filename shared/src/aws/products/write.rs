//! Writing the catalogue: a product and its stock row change together, or not at all.

use aws_sdk_dynamodb::{
    error::BuildError,
    types::{TransactWriteItem, Update},
};

use crate::aws::{
    AwsError, CorruptItem, Item, ItemExt as _, ProductsTable, StockTable, boolean,
    item::attributes,
    number,
    products::LISTING_PARTITION,
    stock::shards::ShardCount,
    text,
    transaction::{Refused, commit, put, update},
};
use crate::{
    catalogue::{Availability, CatalogueError, Expected, Imported, OpeningStock, ProductDetails, name_key},
    kernel::{ProductId, Timestamp},
};

/// When a product is written.
#[derive(Clone, Copy)]
enum Condition {
    Expected(Expected),
    /// If anything about it would change.
    Different,
}

/// The product's own row comes first in a transaction, then its stock's.
const FIRST_STOCK_ROW: usize = 1;
/// And in an import the record of the opening stock.
const RECORD: usize = 2;
/// Tries to write all rows of a product that is being shard_count over more of them.
const TRIES: u32 = 4;

const SET: &str = "SET #name = :name, name_key = :name_key, description = :description, category = :category, \
    price_minor = :price, currency = :currency, active = :active, updated_ms = :now, \
    created_ms = if_not_exists(created_ms, :now), ver = if_not_exists(ver, :zero) + :one";
const SHOWN: &str = ", listing = :listing, listing_category = :category";
const HIDDEN: &str = " REMOVE listing, listing_category";
const DIFFERENT: &str = "attribute_not_exists(id) OR #name <> :name OR description <> :description OR \
    category <> :category OR price_minor <> :price OR currency <> :currency OR active <> :active";

impl ProductsTable {
    /// Writes what the merchant says about a product, new or not, and what orders check into its stock row.
    pub async fn put(
        &self,
        stock: &StockTable,
        id: &ProductId,
        details: &ProductDetails,
        expected: Expected,
        now: Timestamp,
    ) -> Result<Result<(), CatalogueError>, AwsError> {
        Ok(self
            .write("products.put", stock, id, details, Condition::Expected(expected), now)
            .await?
            .map_err(|_| CatalogueError::VersionMismatch))
    }

    /// Writes the product and all of its stock rows, of which it may have more than was thought at first.
    async fn write(
        &self,
        operation: &'static str,
        stock: &StockTable,
        id: &ProductId,
        details: &ProductDetails,
        condition: Condition,
        now: Timestamp,
    ) -> Result<Result<(), Refused>, AwsError> {
        let mut rows = 1;
        for _ in 0..TRIES {
            let items = self.rows(stock, id, details, condition, rows, now);
            let items = items.map_err(|error| AwsError::new(operation, &error))?;
            let done = commit(&self.client, &self.random, operation, items).await?;
            match done.as_ref().err().map(|refused| more_rows(refused, rows)).transpose()?.flatten() {
                Some(more) => rows = more,
                None => return Ok(done),
            }
        }
        Err(AwsError::because(operation, "the product was resharded meanwhile"))
    }

    /// Writes one product of the operator's file and snapshot its opening stock, which happens once however often the file
    /// is imported.
    pub async fn import(
        &self,
        stock: &StockTable,
        id: &ProductId,
        details: &ProductDetails,
        opening: OpeningStock,
        now: Timestamp,
    ) -> Result<Imported, AwsError> {
        const OPERATION: &str = "products.import";
        let mut rows = 1;
        let booked = loop {
            let items = self.opening_rows(stock, id, details, opening, rows, now);
            let items = items.map_err(|error| AwsError::new(OPERATION, &error))?;
            let Err(refused) = commit(&self.client, &self.random, OPERATION, items).await? else {
                return Ok(Imported::New);
            };
            match (refused.existing(RECORD), more_rows(&refused, rows)?) {
                (Some(record), _) => break record.number("quantity")?,
                (None, Some(more)) => rows = more,
                (None, None) => return Err(AwsError::because(OPERATION, "refused without a reason")),
            }
        };
        Ok(match self.write("products.import", stock, id, details, Condition::Different, now).await? {
            Ok(()) => Imported::Updated { booked },
            Err(_) => Imported::Unchanged { booked },
        })
    }

    fn opening_rows(
        &self,
        stock: &StockTable,
        id: &ProductId,
        details: &ProductDetails,
        opening: OpeningStock,
        rows: u8,
        now: Timestamp,
    ) -> Result<Vec<TransactWriteItem>, BuildError> {
        let anything = Condition::Expected(Expected::Anything);
        let mut items = vec![
            update(self.details(id, details, anything, Some(opening), now)?),
            update(stock.pricing(id, details, Some(opening), rows)?),
            put(stock.opening(id, opening, now)?),
        ];
        for other in stock.pricing_of_others(id, details, rows) {
            items.push(update(other?));
        }
        Ok(items)
    }

    fn rows(
        &self,
        stock: &StockTable,
        id: &ProductId,
        details: &ProductDetails,
        condition: Condition,
        rows: u8,
        now: Timestamp,
    ) -> Result<Vec<TransactWriteItem>, BuildError> {
        let product = self.details(id, details, condition, None, now)?;
        let mut items = vec![update(product), update(stock.pricing(id, details, None, rows)?)];
        for other in stock.pricing_of_others(id, details, rows) {
            items.push(update(other?));
        }
        Ok(items)
    }

    /// The product's own row. It stands on its stock_shards, and so in the indexes, exactly while it is active. Its badge
    /// stays as it is, unless an opening stock says more.
    fn details(
        &self,
        id: &ProductId,
        details: &ProductDetails,
        condition: Condition,
        opening: Option<OpeningStock>,
        now: Timestamp,
    ) -> Result<Update, BuildError> {
        let opening = opening.map_or(Availability::Out, |stock| Availability::of(stock.units()));
        let badge = match opening {
            Availability::Out => ", availability = if_not_exists(availability, :badge)",
            Availability::In | Availability::Low => ", availability = :badge",
        };
        let stock_shards = if details.active { SHOWN } else { HIDDEN };
        let (condition, seen) = match condition {
            Condition::Expected(Expected::Anything) => (None, None),
            Condition::Expected(Expected::Existing) => (Some("attribute_exists(id)"), None),
            Condition::Expected(Expected::Version(seen)) => (Some("ver = :seen"), Some(seen)),
            Condition::Different => (Some(DIFFERENT), None),
        };
        let mut values = values(details, opening, now);
        values.extend(seen.map(|seen| (":seen".to_owned(), number(seen))));
        Update::builder()
            .table_name(&self.table)
            .key("id", text(id.as_str()))
            .update_expression([SET, badge, stock_shards].concat())
            .set_condition_expression(condition.map(str::to_owned))
            .expression_attribute_names("#name", "name")
            .set_expression_attribute_values(Some(values))
            .build()
    }
}

/// How many stock rows the product has, where only that stood in the way of writing them all.
fn more_rows(refused: &Refused, known: u8) -> Result<Option<u8>, CorruptItem> {
    if refused.failed(0) || !refused.failed(FIRST_STOCK_ROW) {
        return Ok(None);
    }
    let shard_count = refused.existing(FIRST_STOCK_ROW).map(ShardCount::of).transpose()?.flatten();
    Ok(shard_count.map(|shard_count| shard_count.rows).filter(|rows| *rows != known))
}

fn values(details: &ProductDetails, badge: Availability, now: Timestamp) -> Item {
    let mut values = attributes([
        (":name", text(details.name.as_str())),
        (":name_key", text(name_key(&details.name))),
        (":description", text(details.description.as_str())),
        (":category", text(details.category.as_str())),
        (":price", number(details.price.amount_minor)),
        (":currency", text(details.price.currency.as_str())),
        (":active", boolean(details.active)),
        (":badge", text(badge.as_str())),
        (":now", number(now.millis())),
        (":zero", number(0)),
        (":one", number(1)),
    ]);
    if details.active {
        values.insert(":listing".to_owned(), text(LISTING_PARTITION));
    }
    values
}
