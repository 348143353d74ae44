//! The stock table: how much of each product is there, and each change that a merchant made to it.

mod badges;
pub(crate) mod reshard;
pub(crate) mod shards;

use aws_sdk_dynamodb::{
    Client,
    error::BuildError,
    types::{Put, ReturnValuesOnConditionCheckFailure::AllOld, Update, builders::UpdateBuilder},
};

use crate::aws::{
    AwsError, ItemExt as _, boolean, dynamodb,
    item::attributes,
    number,
    stock::shards::{ShardCount, StockShards},
    text,
    transaction::{Refused, commit_with_record, contended, put, update},
};
use crate::{
    catalogue::{Adjustment, Applied, CatalogueError, OpeningStock, ProductDetails},
    context::{AppContext, Random, StartError},
    kernel::{AdjustmentId, ProductId, Timestamp},
    orders::Shard,
};

/// The row of an adjustment's transaction that records it; those of the stock follow.
const RECORD: usize = 0;
/// Tries of an adjustment that takes from several rows, while orders take from them, too.
const TRIES: u32 = 8;

/// The stock table.
#[derive(Clone, Debug)]
pub struct StockTable {
    pub(crate) client: Client,
    pub(crate) table: String,
    pub(crate) random: Random,
}

impl StockTable {
    /// The table that `STOCK_TABLE` names.
    pub fn new(context: &AppContext) -> Result<Self, StartError> {
        let table = context.environment.required("STOCK_TABLE")?.to_owned();
        Ok(Self { client: dynamodb(context), table, random: context.random.clone() })
    }

    /// Exactly how many units of `product` can be ordered, over all its shards; 0 for a product without stock.
    pub async fn available(&self, product: &ProductId) -> Result<u64, AwsError> {
        let query = self.client.query().table_name(&self.table).consistent_read(true);
        let query = query
            .key_condition_expression("product_id = :product AND begins_with(#row, :shard)")
            .expression_attribute_names("#row", "row")
            .expression_attribute_values(":product", text(product.as_str()))
            .expression_attribute_values(":shard", text("shard#"))
            .projection_expression("available");
        let shards = query.send().await.map_err(|e| AwsError::new("stock.available", &e))?;
        let available: Result<u64, _> = shards.items().iter().map(|row| row.number::<u64>("available")).sum();
        Ok(available?)
    }

    /// Makes `adjustment` once: stock and record together.
    pub async fn adjust(
        &self,
        adjustment: &Adjustment,
        now: Timestamp,
    ) -> Result<Result<Applied, CatalogueError>, AwsError> {
        const OPERATION: &str = "stock.adjust";
        let failed = |error: BuildError| AwsError::new(OPERATION, &error);
        let mut parts = vec![(Shard(0), adjustment.quantity)];
        let mut seen = None;
        for _ in 0..TRIES {
            let mut rows = vec![put(self.record(adjustment, now).map_err(failed)?)];
            for (shard, quantity) in &parts {
                rows.push(update(self.moving(&adjustment.product, *shard, *quantity).map_err(failed)?));
            }
            let done = commit_with_record(&self.client, &self.random, OPERATION, rows, Some(RECORD)).await?;
            let Err(refused) = done else { return Ok(Ok(Applied::Now)) };
            let is_spread = refused.existing(RECORD + 1).map(ShardCount::of).transpose()?.flatten().is_some();
            if refused.existing(RECORD).is_some() || !(is_spread || parts.len() > 1) {
                return answer(adjustment, &refused);
            }
            // Over several rows: what one has too little of, others may have.
            let stock_shards = StockShards::read(&self.client, &self.table, &adjustment.product).await?;
            match stock_shards.allocate(adjustment.quantity.unsigned_abs(), &self.random) {
                Some(drawn) => parts = drawn.into_iter().map(|(shard, units)| (shard, -signed(units))).collect(),
                None if seen.as_ref() == Some(&stock_shards) => {
                    let (product, available) = (adjustment.product.clone(), stock_shards.available());
                    return Ok(Err(CatalogueError::OutOfStock { product, available }));
                }
                None => seen = Some(stock_shards),
            }
        }
        Err(contended(OPERATION, "the stock moved faster than it could be adjusted"))
    }

    /// Moves the units of one row, if the product exists and, when some are taken away, enough are there.
    fn moving(&self, product: &ProductId, shard: Shard, quantity: i64) -> Result<Update, BuildError> {
        let update = self
            .row(product, shard)
            .update_expression("ADD available :quantity, received :quantity, writes :one")
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":quantity", number(quantity));
        if quantity > 0 {
            return update.condition_expression("attribute_exists(product_id)").build();
        }
        update
            .condition_expression("attribute_exists(product_id) AND available >= :removed")
            .expression_attribute_values(":removed", number(quantity.unsigned_abs()))
            .build()
    }

    /// The record of an adjustment, written once under its identity.
    fn record(&self, adjustment: &Adjustment, now: Timestamp) -> Result<Put, BuildError> {
        let row = attributes([
            ("product_id", text(adjustment.product.as_str())),
            ("row", text(row_of(&adjustment.id))),
            ("quantity", number(adjustment.quantity)),
            ("reason", text(adjustment.reason.as_str())),
            ("fingerprint", text(adjustment.fingerprint())),
            ("by", text(adjustment.by.as_str())),
            ("at_ms", number(now.millis())),
        ]);
        self.once().set_item(Some(row)).build()
    }

    /// The price, the currency and whether it is on sale, as orders check them, in the product's first row, if the product
    /// has as many rows as was said; a product without stock gets one. An opening stock is added.
    pub(crate) fn pricing(
        &self,
        product: &ProductId,
        details: &ProductDetails,
        opening: Option<OpeningStock>,
        rows: u8,
    ) -> Result<Update, BuildError> {
        let update = self.priced(product, Shard(0), details, opening.map_or(0, OpeningStock::units));
        let update = update.expression_attribute_names("#rows", "rows");
        if rows > 1 {
            let update = update.condition_expression("#rows = :rows");
            return update.expression_attribute_values(":rows", number(rows)).build();
        }
        update.condition_expression("attribute_not_exists(#rows) OR #rows = :one").build()
    }

    /// The same in all rows but the first.
    pub(crate) fn pricing_of_others(
        &self,
        product: &ProductId,
        details: &ProductDetails,
        rows: u8,
    ) -> impl Iterator<Item = Result<Update, BuildError>> {
        (1..rows).map(|shard| self.priced(product, Shard(shard), details, 0).build())
    }

    fn priced(&self, product: &ProductId, shard: Shard, details: &ProductDetails, opening: u64) -> UpdateBuilder {
        let values = attributes([
            (":price", number(details.price.amount_minor)),
            (":currency", text(details.price.currency.as_str())),
            (":active", boolean(details.active)),
            (":opening", number(opening)),
            (":one", number(1)),
        ]);
        self.row(product, shard)
            .update_expression(
                "SET price_minor = :price, currency = :currency, active = :active \
                 ADD available :opening, received :opening, writes :one",
            )
            .set_expression_attribute_values(Some(values))
    }

    /// The record that the opening stock of `product` was booked, written once.
    pub(crate) fn opening(&self, product: &ProductId, stock: OpeningStock, now: Timestamp) -> Result<Put, BuildError> {
        let row = attributes([
            ("product_id", text(product.as_str())),
            ("row", text(row_of(&OpeningStock::adjustment_id(product)))),
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
            .condition_expression("attribute_not_exists(product_id)")
            .return_values_on_condition_check_failure(AllOld)
    }
}

fn row_of(adjustment: &AdjustmentId) -> String {
    format!("adjustment#{adjustment}")
}

/// At most a million units are taken away at once.
fn signed(units: u64) -> i64 {
    i64::try_from(units).unwrap_or(i64::MAX)
}

/// Which condition stood in the way. A record that is there already says more than the stock, which may have moved on.
fn answer(adjustment: &Adjustment, refused: &Refused) -> Result<Result<Applied, CatalogueError>, AwsError> {
    if let Some(record) = refused.existing(RECORD) {
        let same = record.text("fingerprint")? == adjustment.fingerprint();
        return Ok(if same { Ok(Applied::Replayed) } else { Err(CatalogueError::KeyReused) });
    }
    Ok(Err(match refused.existing(RECORD + 1) {
        None => CatalogueError::UnknownProduct,
        Some(shard) => {
            CatalogueError::OutOfStock { product: adjustment.product.clone(), available: shard.number("available")? }
        }
    }))
}
