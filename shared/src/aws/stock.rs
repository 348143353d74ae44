//! The stock table: how much of each product is there, and each change that a merchant made to it.

use aws_sdk_dynamodb::{
    Client,
    error::BuildError,
    types::{Put, ReturnValuesOnConditionCheckFailure::AllOld, Update},
};

use super::{
    ItemExt as _, Unavailable, boolean, dynamodb,
    item::attributes,
    number, text,
    transaction::{Refused, commit_recorded, put, update},
};
use crate::{
    catalogue::{Adjustment, Applied, OpeningStock, ProductDetails, Refusal},
    kernel::{AdjustmentId, ProductId, Timestamp},
    world::{Random, StartError, World},
};

/// The row that holds a product's stock. A hot product may get more of them.
const FIRST_SHARD: &str = "shard#0";
/// The row of an adjustment's transaction that records it.
const RECORD: usize = 1;

/// The stock table.
#[derive(Clone, Debug)]
pub struct StockTable {
    pub(super) client: Client,
    pub(super) table: String,
    random: Random,
}

impl StockTable {
    /// The table that `STOCK_TABLE` names.
    pub fn new(world: &World) -> Result<Self, StartError> {
        let table = world.environment.required("STOCK_TABLE")?.to_owned();
        Ok(Self { client: dynamodb(world), table, random: world.random.clone() })
    }

    /// Exactly how many units of `product` can be ordered, over all its shards; 0 for a product without stock.
    pub async fn available(&self, product: &ProductId) -> Result<u64, Unavailable> {
        let query = self.client.query().table_name(&self.table).consistent_read(true);
        let query = query
            .key_condition_expression("product_id = :product AND begins_with(#row, :shard)")
            .expression_attribute_names("#row", "row")
            .expression_attribute_values(":product", text(product.as_str()))
            .expression_attribute_values(":shard", text("shard#"))
            .projection_expression("available");
        let shards = query.send().await.map_err(|e| Unavailable::new("stock.available", &e))?;
        let available: Result<u64, _> = shards.items().iter().map(|row| row.number::<u64>("available")).sum();
        Ok(available?)
    }

    /// Makes `adjustment` once: stock and record together.
    pub async fn adjust(
        &self,
        adjustment: &Adjustment,
        now: Timestamp,
    ) -> Result<Result<Applied, Refusal>, Unavailable> {
        let failed = |error: BuildError| Unavailable::new("stock.adjust", &error);
        let rows =
            vec![update(self.moving(adjustment).map_err(failed)?), put(self.record(adjustment, now).map_err(failed)?)];
        Ok(match commit_recorded(&self.client, &self.random, "stock.adjust", rows, Some(RECORD)).await? {
            Ok(()) => Ok(Applied::Now),
            Err(refused) => answer(adjustment, &refused)?,
        })
    }

    /// Moves the units, if the product exists and, when some are taken away, enough are there.
    fn moving(&self, adjustment: &Adjustment) -> Result<Update, BuildError> {
        let update = self
            .shard(&adjustment.product)
            .update_expression("ADD available :quantity, received :quantity")
            .expression_attribute_values(":quantity", number(adjustment.quantity));
        if adjustment.quantity > 0 {
            return update.condition_expression("attribute_exists(product_id)").build();
        }
        update
            .condition_expression("attribute_exists(product_id) AND available >= :removed")
            .expression_attribute_values(":removed", number(adjustment.quantity.unsigned_abs()))
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

    /// The price, the currency and whether it is on sale, as orders check them; a product without stock gets a row. An
    /// opening stock is added.
    pub(super) fn pricing(
        &self,
        product: &ProductId,
        details: &ProductDetails,
        opening: Option<OpeningStock>,
    ) -> Result<Update, BuildError> {
        let values = attributes([
            (":price", number(details.price.amount_minor)),
            (":currency", text(details.price.currency.as_str())),
            (":active", boolean(details.active)),
            (":opening", number(opening.map_or(0, OpeningStock::units))),
        ]);
        self.shard(product)
            .update_expression(
                "SET price_minor = :price, currency = :currency, active = :active ADD available :opening, received :opening",
            )
            .set_expression_attribute_values(Some(values))
            .build()
    }

    /// The record that the opening stock of `product` was booked, written once.
    pub(super) fn opening(&self, product: &ProductId, stock: OpeningStock, now: Timestamp) -> Result<Put, BuildError> {
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

    fn shard(&self, product: &ProductId) -> aws_sdk_dynamodb::types::builders::UpdateBuilder {
        Update::builder()
            .table_name(&self.table)
            .key("product_id", text(product.as_str()))
            .key("row", text(FIRST_SHARD))
            .return_values_on_condition_check_failure(AllOld)
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

/// Which condition stood in the way. A record that is there already says more than the stock, which may have moved on.
fn answer(adjustment: &Adjustment, refused: &Refused) -> Result<Result<Applied, Refusal>, Unavailable> {
    if let Some(record) = refused.existing(RECORD) {
        let same = record.text("fingerprint")? == adjustment.fingerprint();
        return Ok(if same { Ok(Applied::Before) } else { Err(Refusal::KeyReused) });
    }
    Ok(Err(match refused.existing(0) {
        None => Refusal::UnknownProduct,
        Some(shard) => {
            Refusal::OutOfStock { product: adjustment.product.clone(), available: shard.number("available")? }
        }
    }))
}
