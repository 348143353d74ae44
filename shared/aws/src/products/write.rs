//! Writing the catalogue: a product and its stock rows change together, or not at all.
//!
//! A product is read before it is changed. What was not said stays as it was, a former name is kept, and the change is made
//! only to the version that was read: whoever else was quicker is read again. Of the stock, only the rows are written of SKUs
//! whose price or state changes.

use app_context::Retry;
use aws_sdk_dynamodb::{
    error::BuildError,
    types::{TransactWriteItem, Update},
};
use domain::{
    catalogue::{
        CatalogueError, Imported, OpeningStocks, Precondition, ProductChange, ProductDetails, ProductState, Variant,
    },
    kernel::{ProductId, Sku, Timestamp},
};

use super::{
    categories, images,
    known::Known,
    listings,
    names::{with_former, write_former},
    row::{self, Stored},
};
use crate::{
    Auditing, AwsError, CorruptItem, Item, ItemExt as _, ProductsTable, StockTable, number,
    stock::Offer,
    text,
    transaction::{Refused, commit, put, update},
};

/// The most items of one transaction.
/// Source: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html>.
const MAX_ITEMS: usize = 100;

/// What is written beside the product's details.
const SET_TIMES: &str = ", updated_ms = :now, created_ms = if_not_exists(created_ms, :now), ver = :version";
const FORMER_NAMES: &str = ", former_names = :former_names";

/// One product to be written.
#[derive(Clone, Copy)]
struct Writing<'a> {
    id: &'a ProductId,
    /// The product as it was read, which it must still be; `None` for one that must not exist.
    before: Option<&'a Stored>,
    details: &'a ProductDetails,
    /// What enters the stock with it, once.
    openings: &'a OpeningStocks,
    /// Who changes it, and where that is recorded; none of an import.
    auditing: Option<Auditing<'a>>,
    now: Timestamp,
}

/// What an item of the transaction is about.
#[derive(Clone, Copy)]
enum Part<'a> {
    /// The product's own row.
    Product,
    /// The first row of a SKU's stock.
    Stock(&'a Sku),
    /// Another row of a SKU's stock.
    OtherRow,
    /// The record of a SKU's opening stock.
    Opening(&'a Sku),
    /// The record of who changed it.
    Audit,
    /// How many products a category has.
    Category,
}

/// How one try ended.
enum Wrote {
    /// All rows were written.
    All,
    /// Nothing was written. What is known of the SKUs, or the product, has changed: another try may succeed.
    Nothing,
    /// Nothing was written, nor ever will be.
    Refused(CatalogueError),
}

impl ProductsTable {
    /// Writes what the staff say about a product, new or not, and what orders check into its stock rows; what changes is recorded
    /// with it. The product as it is now.
    pub async fn put(
        &self,
        stock: &StockTable,
        change: &ProductChange,
        precondition: &Precondition,
        auditing: Auditing<'_>,
        now: Timestamp,
    ) -> Result<Result<ProductDetails, CatalogueError>, AwsError> {
        const OPERATION: &str = "products.put";
        let mut known = Known::default();
        for _ in Retry::PRODUCT.tries() {
            let before = self.stored(change.id()).await?;
            if !precondition.holds(before.as_ref().map(|before| before.product.version)) {
                return Ok(Err(CatalogueError::VersionMismatch));
            }
            let details = match change.applied_to(before.as_ref().map(|before| &before.product.details)) {
                Ok(details) => details,
                Err(refused) => return Ok(Err(refused)),
            };
            let openings = OpeningStocks::new();
            let auditing = Some(auditing);
            let (id, before) = (change.id(), before.as_ref());
            let writing = Writing { id, before, details: &details, openings: &openings, auditing, now };
            match self.write(OPERATION, stock, writing, &mut known).await? {
                Wrote::All => return Ok(Ok(details)),
                Wrote::Refused(error) => return Ok(Err(error)),
                Wrote::Nothing => {}
            }
        }
        Err(AwsError::because(OPERATION, "the product changed faster than it could be written"))
    }

    /// Writes one product of the operator's file and books the opening stock of its SKUs, which happens once however often the
    /// file is imported. A new product is written without a read.
    pub async fn import(
        &self,
        stock: &StockTable,
        change: &ProductChange,
        openings: &OpeningStocks,
        now: Timestamp,
    ) -> Result<Result<Imported, CatalogueError>, AwsError> {
        const OPERATION: &str = "products.import";
        let (mut before, mut known) = (None, Known::default());
        for _ in Retry::PRODUCT.tries() {
            let stored: Option<&Stored> = before.as_ref();
            let details = match change.applied_to(stored.map(|stored| &stored.product.details)) {
                Ok(details) => details,
                Err(refused) => return Ok(Err(refused)),
            };
            let mut openings = openings.clone();
            openings.retain(|sku, _| !known.booked.contains_key(sku));
            if openings.is_empty() && stored.is_some_and(|stored| stored.product.details == details) {
                return Ok(Ok(Imported::Unchanged { booked: known.booked }));
            }
            let (id, auditing) = (change.id(), None);
            let writing = Writing { id, before: stored, details: &details, openings: &openings, auditing, now };
            match self.write(OPERATION, stock, writing, &mut known).await? {
                Wrote::All if known.booked.is_empty() && (stored.is_none() || !openings.is_empty()) => {
                    return Ok(Ok(Imported::New));
                }
                Wrote::All => return Ok(Ok(Imported::Updated { booked: known.booked })),
                Wrote::Refused(error) => return Ok(Err(error)),
                Wrote::Nothing => before = self.stored(change.id()).await?,
            }
        }
        Err(AwsError::because(OPERATION, "the product changed faster than it could be written"))
    }

    /// Tries once to write the product and its stock, as far as it is `known`.
    async fn write(
        &self,
        operation: &'static str,
        stock: &StockTable,
        writing: Writing<'_>,
        known: &mut Known,
    ) -> Result<Wrote, AwsError> {
        let mut rows = self.rows(stock, writing, known).map_err(|error| AwsError::new(operation, &error))?;
        let before = writing.before.map(|before| &before.product.details);
        let record =
            writing.auditing.map(|auditing| auditing.of_product(writing.id, before, writing.details, writing.now));
        rows.extend(record.transpose()?.flatten().map(|record| (Part::Audit, record.0)));
        if rows.len() > MAX_ITEMS {
            return Ok(Wrote::Refused(CatalogueError::TooManyChanges));
        }
        let (parts, items): (Vec<Part<'_>>, Vec<TransactWriteItem>) = rows.into_iter().unzip();
        let Err(refused) = commit(&self.client, &self.random, operation, items).await? else { return Ok(Wrote::All) };
        let mut is_explained = false;
        for (index, part) in parts.iter().enumerate().filter(|(index, _)| refused.failed(*index)) {
            is_explained |= match part {
                Part::Product => true,
                Part::OtherRow | Part::Audit | Part::Category => false,
                Part::Opening(sku) => known.learn_opening(sku, refused.existing(index))?,
                Part::Stock(sku) if is_others(&refused, index, writing.id)? => {
                    return Ok(Wrote::Refused(CatalogueError::SkuTaken((*sku).clone())));
                }
                Part::Stock(sku) => known.learn_rows(sku, refused.existing(index))?,
            };
        }
        if is_explained { Ok(Wrote::Nothing) } else { Err(AwsError::because(operation, refused.describe())) }
    }

    fn rows<'a>(
        &self,
        stock: &StockTable,
        writing: Writing<'a>,
        known: &Known,
    ) -> Result<Vec<(Part<'a>, TransactWriteItem)>, BuildError> {
        let mut rows = vec![(Part::Product, update(self.details(writing)?))];
        for offer in offers(writing) {
            let count = known.rows.get(offer.sku).copied().unwrap_or(1);
            let opening = writing.openings.get(offer.sku).copied();
            rows.push((Part::Stock(offer.sku), update(stock.pricing(offer, opening, count)?)));
            if let Some(opening) = opening {
                rows.push((Part::Opening(offer.sku), put(stock.opening(offer.sku, opening, writing.now)?)));
            }
            for other in stock.pricing_of_others(offer, count) {
                rows.push((Part::OtherRow, update(other?)));
            }
        }
        let before = writing.before.map(|before| &before.product.details);
        for count in categories::changes(&self.table, writing.id, before, writing.details) {
            rows.push((Part::Category, update(count?)));
        }
        Ok(rows)
    }

    /// The product's own row. It is in the indexes of what is on sale exactly while it is active.
    fn details(&self, writing: Writing<'_>) -> Result<Update, BuildError> {
        let Writing { details, before, now, .. } = writing;
        let written = row::write(details);
        let set: Vec<String> = written.keys().map(|name| format!("#{name} = :{name}")).collect();
        let names = written.keys().map(|name| (format!("#{name}"), name.clone())).collect();
        let mut values: Item = written.into_iter().map(|(name, value)| (format!(":{name}"), value)).collect();
        values.insert(":now".to_owned(), number(now.millis()));
        values.insert(":version".to_owned(), number(before.map_or(0, |before| before.product.version) + 1));
        let listed = listings::keys(details);
        let listed_set: Vec<String> = listed.iter().map(|(name, _)| format!(", {name} = :{name}")).collect();
        let not_there = removal(listings::others(&listed).into_iter().chain(images::absent(details)));
        values.extend(listed.into_iter().map(|(name, value)| (format!(":{name}"), value)));
        let renamed = before.filter(|before| before.product.details.name != details.name);
        if let Some(before) = renamed {
            let former = with_former(before.former_names.clone(), before.product.details.name.as_str(), now);
            values.insert(":former_names".to_owned(), write_former(&former));
        }
        let condition = match before {
            None => "attribute_not_exists(id)",
            Some(before) => {
                values.insert(":seen".to_owned(), number(before.product.version));
                "ver = :seen"
            }
        };
        let former_names = renamed.map_or("", |_| FORMER_NAMES);
        Update::builder()
            .table_name(&self.table)
            .key("id", text(writing.id.as_str()))
            .update_expression(
                ["SET ", &set.join(", "), SET_TIMES, former_names, &listed_set.concat(), &not_there].concat(),
            )
            .condition_expression(condition)
            .set_expression_attribute_names(Some(names))
            .set_expression_attribute_values(Some(values))
            .build()
    }
}

/// Takes attributes away, as the end of an update's expression.
pub(super) fn removal(names: impl Iterator<Item = &'static str>) -> String {
    let names: Vec<&str> = names.collect();
    if names.is_empty() { String::new() } else { format!(" REMOVE {}", names.join(", ")) }
}

/// What orders check of a variant.
fn offer<'a>(product: &'a ProductId, variant: &'a Variant, active: bool) -> Offer<'a> {
    Offer { sku: &variant.sku, product, prices: &variant.prices, active }
}

/// What orders check, of each SKU about which that changes. A SKU that is no longer a variant cannot be ordered.
fn offers(writing: Writing<'_>) -> Vec<Offer<'_>> {
    let Writing { id, details, before, openings, .. } = writing;
    let before = before.map(|before| &before.product.details);
    let is_active = |details: &ProductDetails| details.state == ProductState::Active;
    let is_same = |variant: &Variant| {
        let known = before.filter(|before| is_active(before) == is_active(details));
        known.and_then(|before| before.variant(&variant.sku)).is_some_and(|known| known.prices == variant.prices)
    };
    let changed = details.variants.iter().filter(|variant| openings.contains_key(&variant.sku) || !is_same(variant));
    let is_removed = |variant: &&Variant| details.variant(&variant.sku).is_none();
    let removed = before.into_iter().flat_map(|before| &before.variants).filter(is_removed);
    let changed = changed.map(|variant| offer(id, variant, is_active(details)));
    changed.chain(removed.map(|variant| offer(id, variant, false))).collect()
}

/// Whether a stock row that was refused is another product's.
fn is_others(refused: &Refused, index: usize, product: &ProductId) -> Result<bool, CorruptItem> {
    let owner: Option<ProductId> = refused.existing(index).map(|row| row.parsed("product_id")).transpose()?;
    Ok(owner.is_some_and(|owner| owner != *product))
}
