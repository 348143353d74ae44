//! The ledger of a SKU: every change that a merchant or an import made to its stock, newest first.

use domain::{
    catalogue::{Movement, MovementPosition},
    kernel::{AdjustmentId, Sku, Timestamp},
};

use super::StockTable;
use crate::{
    AwsError, CorruptItem, Item, ItemExt as _,
    item::{attributes, number, text},
};

impl StockTable {
    /// A page of a SKU's movements, and where the next one starts. One query of an index, which lags behind for a moment.
    pub async fn movements(
        &self,
        sku: &Sku,
        limit: u8,
        after: Option<&MovementPosition>,
    ) -> Result<(Vec<Movement>, Option<MovementPosition>), AwsError> {
        let start = after.map(|after| {
            let row = super::row_of(&after.id);
            attributes([("sku", text(sku.as_str())), ("row", text(row)), ("at_ms", number(after.at.millis()))])
        });
        let query = self.client.query().table_name(&self.table).index_name("movements");
        let query = query
            .key_condition_expression("sku = :sku")
            .expression_attribute_values(":sku", text(sku.as_str()))
            .scan_index_forward(false)
            .limit(i32::from(limit))
            .set_exclusive_start_key(start);
        let answer = query.send().await.map_err(|e| AwsError::new("stock.movements", &e))?;
        let movements: Result<Vec<Movement>, CorruptItem> = answer.items().iter().map(read).collect();
        let next = answer.last_evaluated_key().map(position).transpose()?;
        Ok((movements?, next))
    }
}

fn read(row: &Item) -> Result<Movement, CorruptItem> {
    let quantity: i64 = row.number("quantity")?;
    let seen = row.contains_key("seen").then(|| row.number::<i64>("seen")).transpose()?;
    let MovementPosition { id, at } = position(row)?;
    Ok(Movement {
        id,
        quantity,
        counted: seen.map(|seen| (seen + quantity).unsigned_abs()),
        reason: row.text("reason")?.to_owned(),
        by: row.text("by")?.to_owned(),
        at,
    })
}

fn position(row: &Item) -> Result<MovementPosition, CorruptItem> {
    let id = row.text("row")?.strip_prefix("adjustment#").ok_or(CorruptItem("row"))?;
    let id: AdjustmentId = id.parse().map_err(|_| CorruptItem("row"))?;
    Ok(MovementPosition { id, at: Timestamp::from_millis(row.number("at_ms")?) })
}
