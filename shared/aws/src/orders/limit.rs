//! How many orders of a buyer hold stock without being paid: a row per buyer and window, with the orders' identifiers.
//!
//! An order is counted by the transaction that places it. When it ends or is paid, nothing is written here: only a buyer who
//! is at the limit has the orders looked at, and those that hold nothing any more are not counted from then on.

use aws_sdk_dynamodb::{operation::update_item::UpdateItemError, types::AttributeValue};
use domain::{
    kernel::{OrderId, Timestamp, UserId},
    orders::BUYER_WINDOW_SECONDS,
};

use super::OrdersTable;
use crate::{
    AwsError,
    item::{Item, text},
};

/// The window that `now` is in.
pub(super) fn window_of(now: Timestamp) -> i64 {
    now.seconds().div_euclid(BUYER_WINDOW_SECONDS)
}

/// The seconds until the next window.
pub(super) fn window_left(now: Timestamp) -> u64 {
    Timestamp::from_millis((window_of(now) + 1) * BUYER_WINDOW_SECONDS * 1_000).seconds_from(now)
}

/// The orders that a row counts; none of one that is closed.
pub(super) fn counted(row: &Item) -> Vec<OrderId> {
    let orders = row.get("orders").and_then(|orders| orders.as_ss().ok());
    orders.into_iter().flatten().filter_map(|id| id.parse().ok()).collect()
}

impl OrdersTable {
    /// Stops counting those of `orders` that hold no stock any more, or were paid. Whether there were any.
    pub(super) async fn uncount_ended(
        &self,
        buyer: &UserId,
        orders: &[OrderId],
        now: Timestamp,
    ) -> Result<bool, AwsError> {
        let orders = futures::future::try_join_all(orders.iter().map(|id| self.get(buyer, id))).await?;
        let ended = orders.into_iter().flatten().filter(|order| !order.holds_stock_unpaid());
        let ended: Vec<String> = ended.map(|order| order.id.to_string()).collect();
        if ended.is_empty() {
            return Ok(false);
        }
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("buyer_id", text(buyer.as_str()))
            .key("id", text(format!("limit#{}", window_of(now))))
            .update_expression("DELETE orders :ended")
            .condition_expression("attribute_exists(id)")
            .expression_attribute_values(":ended", AttributeValue::Ss(ended));
        match update.send().await {
            Ok(_) => Ok(true),
            Err(error) => match error.as_service_error() {
                // The row's time is over: nothing is counted any more.
                Some(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(true),
                _ => Err(AwsError::new("orders.uncount", &error)),
            },
        }
    }
}
