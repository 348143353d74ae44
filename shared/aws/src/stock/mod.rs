//! The stock table: how much of each SKU is there, what it costs, and each change that a merchant made to it.

mod badges;
mod counting;
pub(crate) mod levels;
mod movements;
mod offers;
pub(crate) mod reshard;
pub(crate) mod shards;
pub(super) mod totals;
pub(super) mod units;

pub use levels::StockChange;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use app_context::{AppContext, Retry, StartError};
use aws_sdk_dynamodb::{
    Client,
    error::BuildError,
    types::{AttributeValue, Put, ReturnValuesOnConditionCheckFailure::AllOld, Update, builders::UpdateBuilder},
};
use domain::{
    catalogue::{Adjustment, Applied, CatalogueError, OpeningStock, Price, Prices},
    kernel::{AdjustmentId, ProductId, Random, Sku, Timestamp},
    orders::Shard,
};

use crate::{
    AuditRow, AwsError, ItemExt as _, boolean, dynamodb,
    item::attributes,
    number,
    stock::shards::{ShardCount, StockShards},
    text,
    transaction::{Refused, commit_with_record, contended, put, update},
};

/// The row of an adjustment's transaction that records it; those of the stock follow.
const RECORD: usize = 0;
/// The most SKUs whose products a process remembers.
const MAX_KNOWN_SKUS: usize = 10_000;
/// The stock table.
#[derive(Clone, Debug)]
pub struct StockTable {
    pub(crate) client: Client,
    pub(crate) table: String,
    pub(crate) random: Random,
    products: ProductCache,
}

/// What orders check of a SKU.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Offer<'a> {
    /// The SKU.
    pub(crate) sku: &'a Sku,
    /// Its product.
    pub(crate) product: &'a ProductId,
    /// What one unit costs.
    pub(crate) prices: &'a Prices,
    /// Whether it can be ordered.
    pub(crate) active: bool,
}

/// The products of SKUs that a process has seen. A SKU never changes its product.
#[derive(Clone, Debug, Default)]
struct ProductCache(Arc<Mutex<HashMap<Sku, ProductId>>>);

impl ProductCache {
    fn get(&self, sku: &Sku) -> Option<ProductId> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(sku).cloned()
    }

    fn learn(&self, sku: Sku, product: ProductId) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A bound on memory, for a process that lives for days.
        if known.len() >= MAX_KNOWN_SKUS {
            known.clear();
        }
        known.insert(sku, product);
    }
}

impl StockTable {
    /// The table that `STOCK_TABLE` names.
    pub fn new(context: &AppContext) -> Result<Self, StartError> {
        let table = context.environment.required("STOCK_TABLE")?.to_owned();
        let products = ProductCache::default();
        Ok(Self { client: dynamodb(context), table, random: context.random.clone(), products })
    }

    /// Makes `adjustment` once: stock, record, and who made it together.
    pub async fn adjust(
        &self,
        adjustment: &Adjustment,
        audit: &AuditRow,
        now: Timestamp,
    ) -> Result<Result<Applied, CatalogueError>, AwsError> {
        const OPERATION: &str = "stock.adjust";
        if let Some(seen) = adjustment.seen {
            return self.count(adjustment, seen, audit, now).await;
        }
        let failed = |error: BuildError| AwsError::new(OPERATION, &error);
        let mut parts = vec![(Shard(0), adjustment.quantity)];
        let mut seen = None;
        for _ in Retry::STOCK_CHANGE.tries() {
            let mut rows = vec![put(self.record(adjustment, now).map_err(failed)?)];
            for (shard, quantity) in &parts {
                rows.push(update(self.moving(&adjustment.sku, *shard, *quantity).map_err(failed)?));
            }
            rows.push(audit.0.clone());
            let done = commit_with_record(&self.client, &self.random, OPERATION, rows, Some(RECORD)).await?;
            let Err(refused) = done else { return Ok(Ok(Applied::Now)) };
            let is_spread = refused.existing(RECORD + 1).map(ShardCount::of).transpose()?.flatten().is_some();
            if refused.existing(RECORD).is_some() || !(is_spread || parts.len() > 1) {
                return answer(adjustment, &refused);
            }
            // Over several rows: what one has too little of, others may have.
            let stock_shards = StockShards::read(&self.client, &self.table, &adjustment.sku).await?;
            match stock_shards.allocate(adjustment.quantity.unsigned_abs(), &self.random) {
                Some(drawn) => parts = drawn.into_iter().map(|(shard, units)| (shard, -signed(units))).collect(),
                None if seen.as_ref() == Some(&stock_shards) => {
                    let (sku, available) = (adjustment.sku.clone(), stock_shards.available());
                    return Ok(Err(CatalogueError::OutOfStock { sku, available }));
                }
                None => seen = Some(stock_shards),
            }
        }
        Err(contended(OPERATION, "the stock moved faster than it could be adjusted"))
    }

    /// Moves the units of one row, if the SKU exists and, when some are taken away, enough are there.
    fn moving(&self, sku: &Sku, shard: Shard, quantity: i64) -> Result<Update, BuildError> {
        let update = self
            .row(sku, shard)
            .update_expression("ADD available :quantity, received :quantity, writes :one")
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":quantity", number(quantity));
        if quantity > 0 {
            return update.condition_expression("attribute_exists(sku)").build();
        }
        update
            .condition_expression("attribute_exists(sku) AND available >= :removed")
            .expression_attribute_values(":removed", number(quantity.unsigned_abs()))
            .build()
    }

    /// The record of an adjustment, written once under its identity.
    fn record(&self, adjustment: &Adjustment, now: Timestamp) -> Result<Put, BuildError> {
        let mut row = attributes([
            ("sku", text(adjustment.sku.as_str())),
            ("row", text(row_of(&adjustment.id))),
            ("quantity", number(adjustment.quantity)),
            ("reason", text(adjustment.reason.as_str())),
            ("fingerprint", text(adjustment.fingerprint())),
            ("by", text(adjustment.by.as_str())),
            ("at_ms", number(now.millis())),
        ]);
        if let Some(seen) = adjustment.seen {
            row.insert("seen".to_owned(), number(seen));
        }
        self.once().set_item(Some(row)).build()
    }

    /// What orders check of a SKU, its prices and whether it is on sale, in the first row of its stock, if it has as many rows as
    /// was said and is no other product's; a SKU without stock gets a row. An opening stock is added.
    pub(crate) fn pricing(
        &self,
        offer: Offer<'_>,
        opening: Option<OpeningStock>,
        rows: u8,
    ) -> Result<Update, BuildError> {
        const IS_ITS_PRODUCTS: &str = "(attribute_not_exists(product_id) OR product_id = :product)";
        let update = self.priced(Shard(0), offer, opening.map_or(0, OpeningStock::units));
        let update = update.expression_attribute_names("#rows", "rows");
        if rows > 1 {
            let update = update.condition_expression([IS_ITS_PRODUCTS, " AND #rows = :rows"].concat());
            return update.expression_attribute_values(":rows", number(rows)).build();
        }
        let one_row = " AND (attribute_not_exists(#rows) OR #rows = :one)";
        update.condition_expression([IS_ITS_PRODUCTS, one_row].concat()).build()
    }

    /// The same in all rows but the first.
    pub(crate) fn pricing_of_others(
        &self,
        offer: Offer<'_>,
        rows: u8,
    ) -> impl Iterator<Item = Result<Update, BuildError>> {
        (1..rows).map(move |shard| self.priced(Shard(shard), offer, 0).build())
    }

    fn priced(&self, shard: Shard, offer: Offer<'_>, opening: u64) -> UpdateBuilder {
        let price = |price: &Price| (price.price.currency.to_string(), number(price.price.amount_minor));
        let values = attributes([
            (":product", text(offer.product.as_str())),
            (":prices", AttributeValue::M(offer.prices.iter().map(price).collect())),
            (":active", boolean(offer.active)),
            (":opening", number(opening)),
            (":one", number(1)),
        ]);
        self.row(offer.sku, shard)
            .update_expression(
                "SET product_id = :product, prices = :prices, active = :active \
                 ADD available :opening, received :opening, writes :one",
            )
            .set_expression_attribute_values(Some(values))
    }

    /// The record that the opening stock of `sku` was booked, written once.
    pub(crate) fn opening(&self, sku: &Sku, stock: OpeningStock, now: Timestamp) -> Result<Put, BuildError> {
        let row = attributes([
            ("sku", text(sku.as_str())),
            ("row", text(row_of(&OpeningStock::adjustment_id(sku)))),
            ("quantity", number(stock)),
            ("reason", text("opening stock")),
            ("by", text("import")),
            ("at_ms", number(now.millis())),
        ]);
        self.once().set_item(Some(row)).build()
    }

    fn once(&self) -> aws_sdk_dynamodb::types::builders::PutBuilder {
        Put::builder()
            .table_name(&self.table)
            .condition_expression("attribute_not_exists(sku)")
            .return_values_on_condition_check_failure(AllOld)
    }
}

pub(super) fn row_of(adjustment: &AdjustmentId) -> String {
    format!("adjustment#{adjustment}")
}

/// At most a million units are taken away at once.
fn signed(units: u64) -> i64 {
    i64::try_from(units).unwrap_or(i64::MAX)
}

/// Which condition stood in the way. A record that is there already says more than the stock, which may have moved on.
fn answer(adjustment: &Adjustment, refused: &Refused) -> Result<Result<Applied, CatalogueError>, AwsError> {
    if let Some(record) = refused.existing(RECORD) {
        return Ok(counting::same(adjustment, record.text("fingerprint")?));
    }
    Ok(Err(match refused.existing(RECORD + 1) {
        None => CatalogueError::UnknownSku,
        Some(shard) => {
            CatalogueError::OutOfStock { sku: adjustment.sku.clone(), available: shard.number("available")? }
        }
    }))
}
