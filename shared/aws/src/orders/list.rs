//! A buyer's orders, and the orders that are due.

use std::collections::HashMap;

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use domain::{
    kernel::{Currency, Money, OrderId, Timestamp, UserId},
    orders::{After, Order, OrderSummary},
};

use super::{OrdersTable, row};
use crate::{
    AwsError, CorruptItem,
    item::{Item, ItemExt as _, attributes, number, text},
};

/// The most orders that one look at a shard of the due index returns.
const DUE_PAGE: i32 = 100;

/// Where an order is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueOrder {
    /// Whose it is.
    pub buyer: UserId,
    /// The order.
    pub id: OrderId,
}

impl OrdersTable {
    /// A page of `buyer`'s orders, newest first, and where the next one starts. One query.
    pub async fn list(
        &self,
        buyer: &UserId,
        limit: u8,
        after: Option<After>,
    ) -> Result<(Vec<OrderSummary>, Option<After>), AwsError> {
        let start = after.map(|after| {
            HashMap::from([
                ("buyer_id".to_owned(), text(buyer.as_str())),
                ("id".to_owned(), text(after.id.as_str())),
                ("created_ms".to_owned(), number(after.created.millis())),
            ])
        });
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .index_name("by-created")
            .consistent_read(true)
            .scan_index_forward(false)
            .key_condition_expression("buyer_id = :buyer")
            .expression_attribute_values(":buyer", text(buyer.as_str()))
            .limit(i32::from(limit))
            .set_exclusive_start_key(start);
        let answer = query.send().await.map_err(|e| AwsError::new("orders.list", &e))?;
        let next = answer.last_evaluated_key().map(read_after).transpose()?;
        let orders: Result<_, CorruptItem> = answer.items().iter().map(read_summary).collect();
        Ok((orders?, next))
    }

    /// The orders of `buyer`, as of now, in the order of their identifiers.
    pub(super) fn orders_of(&self, buyer: &UserId) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression("buyer_id = :buyer AND begins_with(id, :order)")
            .expression_attribute_values(":buyer", text(buyer.as_str()))
            .expression_attribute_values(":order", text("ord_"))
    }

    /// A page of `buyer`'s orders with all that is known of each, in the order of their identifiers, and after which the next one
    /// starts. One query.
    pub async fn whole(
        &self,
        buyer: &UserId,
        limit: u8,
        after: Option<OrderId>,
    ) -> Result<(Vec<Order>, Option<OrderId>), AwsError> {
        let start = after.map(|after| attributes([("buyer_id", text(buyer.as_str())), ("id", text(after.as_str()))]));
        let query = self.orders_of(buyer).limit(i32::from(limit)).set_exclusive_start_key(start);
        let answer = query.send().await.map_err(|e| AwsError::new("orders.whole", &e))?;
        let next = answer.last_evaluated_key().map(|key| key.parsed("id")).transpose()?;
        let orders: Result<_, CorruptItem> = answer.items().iter().map(row::read).collect();
        Ok((orders?, next))
    }

    /// Orders of one shard of the due index whose deadline is before `now`. The index lags: its rows are hints.
    pub async fn due_before(&self, shard: &str, now: Timestamp) -> Result<Vec<DueOrder>, AwsError> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .index_name("due")
            .key_condition_expression("due_shard = :shard AND due_at_ms <= :now")
            .expression_attribute_values(":shard", text(shard))
            .expression_attribute_values(":now", number(now.millis()))
            .limit(DUE_PAGE);
        let answer = query.send().await.map_err(|e| AwsError::new("orders.due_before", &e))?;
        let due = |row: &Item| -> Result<DueOrder, CorruptItem> {
            Ok(DueOrder { buyer: row.parsed("buyer_id")?, id: row.parsed("id")? })
        };
        // One damaged row must not keep all others from their deadlines.
        let readable = |row: &Item| {
            due(row)
                .inspect_err(|error| tracing::error!(%error, alarm = "row_unreadable", "a due row cannot be read"))
                .ok()
        };
        Ok(answer.items().iter().filter_map(readable).collect())
    }
}

fn read_after(row: &Item) -> Result<After, CorruptItem> {
    Ok(After { id: row.parsed("id")?, created: Timestamp::from_millis(row.number("created_ms")?) })
}

fn read_summary(row: &Item) -> Result<OrderSummary, CorruptItem> {
    let currency = Currency::parse(row.text("currency")?).ok_or(CorruptItem("currency"))?;
    Ok(OrderSummary {
        id: row.parsed("id")?,
        state: row.parsed("state")?,
        total: Money::new(row.number("total_minor")?, currency),
        created: Timestamp::from_millis(row.number("created_ms")?),
        expires: Timestamp::from_millis(row.number("expires_ms")?),
    })
}
