//! Counting: the stock becomes what was counted, if nobody took or brought any meanwhile.

use app_context::Retry;
use aws_sdk_dynamodb::{
    error::BuildError,
    types::{ConditionCheck, ReturnValuesOnConditionCheckFailure::AllOld, TransactWriteItem},
};
use domain::{
    catalogue::{Adjustment, Applied, CatalogueError},
    kernel::Timestamp,
    orders::Shard,
};

use super::{RECORD, row_of, signed};
use crate::{
    AuditRow, AwsError, ItemExt as _, StockTable,
    item::{number, text},
    stock::{
        reshard::row_name,
        shards::{StockShard, StockShards},
    },
    transaction::{commit_with_record, contended, put, update},
};

impl StockTable {
    /// Makes a count once: the stock, over all its rows, and the record together, while exactly `seen` units are available.
    pub(super) async fn count(
        &self,
        count: &Adjustment,
        seen: u64,
        audit: &AuditRow,
        now: Timestamp,
    ) -> Result<Result<Applied, CatalogueError>, AwsError> {
        const OPERATION: &str = "stock.count";
        for _ in Retry::STOCK_CHANGE.tries() {
            let stock = StockShards::read(&self.client, &self.table, &count.sku).await?;
            let rows = self.count_rows(count, &stock, now).map_err(|error| AwsError::new(OPERATION, &error))?;
            let done = match rows {
                Some(mut rows) if stock.available() == seen => {
                    rows.push(audit.0.clone());
                    commit_with_record(&self.client, &self.random, OPERATION, rows, Some(RECORD)).await?
                }
                _ => return self.unmade(count, &stock).await,
            };
            let Err(refused) = done else { return Ok(Ok(Applied::Now)) };
            if let Some(record) = refused.existing(RECORD) {
                return Ok(same(count, record.text("fingerprint")?));
            }
        }
        Err(contended(OPERATION, "the stock moved faster than it could be counted"))
    }

    /// The transaction of a count; none where the stock has no rows or too little.
    fn count_rows(
        &self,
        count: &Adjustment,
        stock: &StockShards,
        now: Timestamp,
    ) -> Result<Option<Vec<TransactWriteItem>>, BuildError> {
        let parts = if count.quantity < 0 {
            stock.allocate(count.quantity.unsigned_abs(), &self.random)
        } else {
            Some(vec![(Shard(0), count.quantity.unsigned_abs())])
        };
        let Some(parts) = parts.filter(|_| !stock.rows.is_empty()) else { return Ok(None) };
        let sign = if count.quantity < 0 { -1 } else { 1 };
        let mut rows = vec![put(self.record(count, now)?)];
        for row in &stock.rows {
            let part = parts.iter().find(|(shard, _)| *shard == row.shard);
            rows.push(match part {
                Some((shard, units)) => {
                    let moving = self
                        .row(&count.sku, *shard)
                        .update_expression("ADD available :quantity, received :quantity, writes :one")
                        .condition_expression(UNMOVED)
                        .expression_attribute_values(":quantity", number(sign * signed(*units)))
                        .expression_attribute_values(":one", number(1))
                        .expression_attribute_values(":writes", number(row.writes))
                        .expression_attribute_values(":available", number(row.available));
                    update(moving.build()?)
                }
                None => TransactWriteItem::builder().condition_check(self.unmoved(count, row)?).build(),
            });
        }
        Ok(Some(rows))
    }

    fn unmoved(&self, count: &Adjustment, row: &StockShard) -> Result<ConditionCheck, BuildError> {
        ConditionCheck::builder()
            .table_name(&self.table)
            .key("sku", text(count.sku.as_str()))
            .key("row", text(row_name(row.shard)))
            .condition_expression(UNMOVED)
            .expression_attribute_values(":writes", number(row.writes))
            .expression_attribute_values(":available", number(row.available))
            .return_values_on_condition_check_failure(AllOld)
            .build()
    }

    /// Why a count was not made: it had been made before, there is no such SKU, or the stock has moved.
    async fn unmade(
        &self,
        count: &Adjustment,
        stock: &StockShards,
    ) -> Result<Result<Applied, CatalogueError>, AwsError> {
        let get = self.client.get_item().table_name(&self.table).consistent_read(true);
        let get = get.key("sku", text(count.sku.as_str())).key("row", text(row_of(&count.id)));
        let record = get.send().await.map_err(|e| AwsError::new("stock.count", &e))?.item;
        if let Some(record) = record {
            return Ok(same(count, record.text("fingerprint")?));
        }
        if stock.rows.is_empty() {
            return Ok(Err(CatalogueError::UnknownSku));
        }
        Ok(Err(CatalogueError::StockMoved { sku: count.sku.clone(), available: stock.available() }))
    }
}

/// The condition that a row is as it was read.
const UNMOVED: &str = "available = :available AND (attribute_not_exists(writes) OR writes = :writes)";

/// The answer to an adjustment or a count whose key was used before.
pub(super) fn same(count: &Adjustment, fingerprint: &str) -> Result<Applied, CatalogueError> {
    if fingerprint == count.fingerprint() { Ok(Applied::Replayed) } else { Err(CatalogueError::KeyReused) }
}
