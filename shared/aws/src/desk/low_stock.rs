//! The SKUs that are low: one row of the desk for each SKU that is or was, made of the stock's rows. Those that are low now are in
//! the index `low-stock`, by how many units are left.

use aws_sdk_dynamodb::{error::SdkError, operation::update_item::UpdateItemError};
use domain::{
    catalogue::{LowPosition, LowSku, LowStockThreshold, StockLevel},
    kernel::Sku,
};

use super::DeskTable;
use crate::{
    AwsError, CorruptItem, Item, ItemExt as _,
    item::{attributes, number, text},
};

/// What the key of a SKU's row begins with, and the second part of its key.
const PREFIX: &str = "SKU#";
const STOCK: &str = "STOCK";
/// The one partition of the index `low-stock`.
const LOW: &str = "low";

impl DeskTable {
    /// Shows a SKU as low, or no longer, unless a newer version of its stock is shown; whether it did.
    pub async fn show_stock(&self, level: &StockLevel, default: LowStockThreshold) -> Result<bool, AwsError> {
        let (pk, sk) = key(&level.sku);
        let row = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("pk", pk)
            .key("sk", sk)
            .condition_expression("attribute_not_exists(pk) OR ver <= :version")
            .expression_attribute_values(":version", number(level.version));
        let row = match level.low(default) {
            Some(low) => row
                .update_expression(
                    "SET low = :low, sku = :sku, product_id = :product, available = :available, \
                     low_at = :threshold, ver = :version",
                )
                .expression_attribute_values(":low", text(LOW))
                .expression_attribute_values(":sku", text(low.sku.as_str()))
                .expression_attribute_values(":product", text(low.product_id.as_str()))
                .expression_attribute_values(":available", number(low.available))
                .expression_attribute_values(":threshold", number(low.threshold)),
            None => row.update_expression("SET ver = :version REMOVE low, available, low_at"),
        };
        match row.send().await.map_err(SdkError::into_service_error) {
            Ok(_) => Ok(true),
            Err(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(false),
            Err(error) => Err(AwsError::new("desk.stock", &error)),
        }
    }

    /// A page of the SKUs that are low, those with the fewest units first, and where the next one starts. One query of an index that
    /// has no others.
    pub async fn low_skus(
        &self,
        limit: u8,
        after: Option<&LowPosition>,
    ) -> Result<(Vec<LowSku>, Option<LowPosition>), AwsError> {
        let start = after.map(|LowPosition { sku, available }| {
            let (pk, sk) = key(sku);
            attributes([("pk", pk), ("sk", sk), ("low", text(LOW)), ("available", number(available))])
        });
        let query = self.client.query().table_name(&self.table).index_name("low-stock");
        let query = query
            .key_condition_expression("low = :low")
            .expression_attribute_values(":low", text(LOW))
            .limit(i32::from(limit))
            .set_exclusive_start_key(start);
        let answer = query.send().await.map_err(|e| AwsError::new("desk.low_skus", &e))?;
        let skus = answer.items().iter().map(read).collect::<Result<_, CorruptItem>>()?;
        Ok((skus, answer.last_evaluated_key().map(position).transpose()?))
    }
}

fn key(sku: &Sku) -> (aws_sdk_dynamodb::types::AttributeValue, aws_sdk_dynamodb::types::AttributeValue) {
    (text(format!("{PREFIX}{sku}")), text(STOCK))
}

fn read(row: &Item) -> Result<LowSku, CorruptItem> {
    Ok(LowSku {
        sku: row.parsed("sku")?,
        product_id: row.parsed("product_id")?,
        available: row.number("available")?,
        threshold: row.number::<u64>("low_at")?.to_string().parse().map_err(|_| CorruptItem("low_at"))?,
    })
}

fn position(keys: &Item) -> Result<LowPosition, CorruptItem> {
    let sku = keys.text("pk")?.strip_prefix(PREFIX).and_then(|sku| sku.parse().ok()).ok_or(CorruptItem("pk"))?;
    Ok(LowPosition { sku, available: keys.number("available")? })
}
