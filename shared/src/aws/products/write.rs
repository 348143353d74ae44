//! Writing the catalogue: a product and its stock rows change together, or not at all.
//!
//! A product is read before it is changed. What was not said stays as it was, a former name is kept, and the change is made
//! only to the version that was read: whoever else was quicker is read again.

use aws_sdk_dynamodb::{
    error::BuildError,
    types::{TransactWriteItem, Update},
};

use super::{
    Stored,
    names::{with_former, write_former},
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
    catalogue::{
        CatalogueError, Imported, OpeningStock, Precondition, ProductChange, ProductDetails, category_key, name_key,
    },
    kernel::{ProductId, Timestamp},
};

/// The product's own row comes first in a transaction, then its stock's.
const PRODUCT: usize = 0;
const FIRST_STOCK_ROW: usize = 1;
/// And in an import the record of the opening stock.
const RECORD: usize = 2;
/// Tries to write a product while others write it, or spread its stock over more rows.
const TRIES: u32 = 8;

const SET: &str = "SET #name = :name, name_key = :name_key, description = :description, category = :category, \
    price_minor = :price, currency = :currency, active = :active, updated_ms = :now, \
    created_ms = if_not_exists(created_ms, :now), ver = :version";
const FORMER_NAMES: &str = ", former_names = :former_names";
const LISTED: &str = ", listing = :partition, listing_category = :category_key";
const NOT_LISTED: &str = " REMOVE listing, listing_category";

/// One product to be written.
#[derive(Clone, Copy)]
struct Writing<'a> {
    id: &'a ProductId,
    /// The product as it was read, which it must still be; `None` for one that must not exist.
    before: Option<&'a Stored>,
    details: &'a ProductDetails,
    /// What enters the stock with it, once.
    opening: Option<OpeningStock>,
    now: Timestamp,
}

/// How one try ended.
enum Wrote {
    /// All rows were written.
    All,
    /// The opening stock had been booked before, with so many units. Nothing was written.
    Booked(u64),
    /// The product's stock is in so many rows. Nothing was written.
    Rows(u8),
    /// The product is not what was read. Nothing was written.
    Overtaken,
}

impl ProductsTable {
    /// Writes what the merchant says about a product, new or not, and what orders check into its stock rows. The product as it
    /// is now.
    pub async fn put(
        &self,
        stock: &StockTable,
        id: &ProductId,
        change: &ProductChange,
        precondition: &Precondition,
        now: Timestamp,
    ) -> Result<Result<ProductDetails, CatalogueError>, AwsError> {
        const OPERATION: &str = "products.put";
        let mut rows = 1;
        for _ in 0..TRIES {
            let before = self.stored(id).await?;
            if !precondition.holds(before.as_ref().map(|before| before.product.version)) {
                return Ok(Err(CatalogueError::VersionMismatch));
            }
            let details = change.applied_to(before.as_ref().map(|before| &before.product.details));
            let writing = Writing { id, before: before.as_ref(), details: &details, opening: None, now };
            match self.write(OPERATION, stock, writing, rows).await? {
                Wrote::All => return Ok(Ok(details)),
                Wrote::Rows(more) => rows = more,
                Wrote::Overtaken | Wrote::Booked(_) => {}
            }
        }
        Err(AwsError::because(OPERATION, "the product changed faster than it could be written"))
    }

    /// Writes one product of the operator's file and books its opening stock, which happens once however often the file is
    /// imported. A new product is written without a read.
    pub async fn import(
        &self,
        stock: &StockTable,
        id: &ProductId,
        change: &ProductChange,
        opening: OpeningStock,
        now: Timestamp,
    ) -> Result<Imported, AwsError> {
        const OPERATION: &str = "products.import";
        let (mut before, mut booked, mut rows) = (None, None, 1);
        for _ in 0..TRIES {
            let known: Option<&Stored> = before.as_ref();
            let details = change.applied_to(known.map(|known| &known.product.details));
            if let (Some(booked), Some(known)) = (booked, known)
                && known.product.details == details
            {
                return Ok(Imported::Unchanged { booked });
            }
            let opening = booked.is_none().then_some(opening);
            let writing = Writing { id, before: known, details: &details, opening, now };
            match (self.write(OPERATION, stock, writing, rows).await?, booked) {
                (Wrote::All, None) => return Ok(Imported::New),
                (Wrote::All, Some(booked)) => return Ok(Imported::Updated { booked }),
                (Wrote::Rows(more), _) => rows = more,
                (Wrote::Booked(units), _) => booked = Some(units),
                (Wrote::Overtaken, _) => {}
            }
            before = self.stored(id).await?;
        }
        Err(AwsError::because(OPERATION, "the product changed faster than it could be written"))
    }

    /// Tries once to write the product and its stock, which is in `rows` rows.
    async fn write(
        &self,
        operation: &'static str,
        stock: &StockTable,
        writing: Writing<'_>,
        rows: u8,
    ) -> Result<Wrote, AwsError> {
        let items = self.rows(stock, writing, rows).map_err(|error| AwsError::new(operation, &error))?;
        let Err(refused) = commit(&self.client, &self.random, operation, items).await? else { return Ok(Wrote::All) };
        if let Some(record) = refused.existing(RECORD).filter(|_| writing.opening.is_some()) {
            return Ok(Wrote::Booked(record.number("quantity")?));
        }
        if let Some(more) = more_rows(&refused, rows)? {
            return Ok(Wrote::Rows(more));
        }
        if refused.failed(PRODUCT) {
            return Ok(Wrote::Overtaken);
        }
        Err(AwsError::because(operation, refused.describe()))
    }

    fn rows(&self, stock: &StockTable, writing: Writing<'_>, rows: u8) -> Result<Vec<TransactWriteItem>, BuildError> {
        let Writing { id, details, opening, now, .. } = writing;
        let mut items = vec![update(self.details(writing)?), update(stock.pricing(id, details, opening, rows)?)];
        if let Some(opening) = opening {
            items.push(put(stock.opening(id, opening, now)?));
        }
        for other in stock.pricing_of_others(id, details, rows) {
            items.push(update(other?));
        }
        Ok(items)
    }

    /// The product's own row. It is in the indexes exactly while it is active.
    fn details(&self, writing: Writing<'_>) -> Result<Update, BuildError> {
        let mut values = values(writing);
        let before = writing.before.map(|before| (before, before.product.details.name.as_str()));
        let renamed = before.filter(|(_, name)| *name != writing.details.name.as_str());
        if let Some((before, name)) = renamed {
            let former = with_former(before.former_names.clone(), name, writing.now);
            values.insert(":former_names".to_owned(), write_former(&former));
        }
        let condition = match writing.before {
            None => "attribute_not_exists(id)",
            Some(before) => {
                values.insert(":seen".to_owned(), number(before.product.version));
                "ver = :seen"
            }
        };
        let former_names = renamed.map_or("", |_| FORMER_NAMES);
        let listed = if writing.details.active { LISTED } else { NOT_LISTED };
        Update::builder()
            .table_name(&self.table)
            .key("id", text(writing.id.as_str()))
            .update_expression([SET, former_names, listed].concat())
            .condition_expression(condition)
            .expression_attribute_names("#name", "name")
            .set_expression_attribute_values(Some(values))
            .build()
    }
}

/// How many stock rows the product has, where that is another number than was known.
fn more_rows(refused: &Refused, known: u8) -> Result<Option<u8>, CorruptItem> {
    if !refused.failed(FIRST_STOCK_ROW) {
        return Ok(None);
    }
    let shard_count = refused.existing(FIRST_STOCK_ROW).map(ShardCount::of).transpose()?.flatten();
    Ok(shard_count.map(|shard_count| shard_count.rows).filter(|rows| *rows != known))
}

fn values(writing: Writing<'_>) -> Item {
    let Writing { details, before, now, .. } = writing;
    let mut values = attributes([
        (":name", text(details.name.as_str())),
        (":name_key", text(name_key(&details.name))),
        (":description", text(details.description.as_str())),
        (":category", text(details.category.as_str())),
        (":price", number(details.price.amount_minor)),
        (":currency", text(details.price.currency.as_str())),
        (":active", boolean(details.active)),
        (":now", number(now.millis())),
        (":version", number(before.map_or(0, |before| before.product.version) + 1)),
    ]);
    if details.active {
        values.insert(":partition".to_owned(), text(LISTING_PARTITION));
        values.insert(":category_key".to_owned(), text(category_key(&details.category)));
    }
    values
}
