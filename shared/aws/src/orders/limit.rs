//! How many orders of a buyer hold stock without being paid: a row per buyer and window, with the orders' identifiers.
//!
//! An order is counted by the transaction that places it. When it ends or is paid, nothing is written here: only a buyer who
//! is at the limit has the orders looked at, and those that hold nothing any more are not counted from then on.

use aws_sdk_dynamodb::{
    operation::update_item::{UpdateItemError, builders::UpdateItemFluentBuilder},
    types::AttributeValue,
};
use domain::{
    kernel::{OrderId, Timestamp, UserId},
    orders::BUYER_WINDOW_SECONDS,
};

use super::OrdersTable;
use crate::{
    AwsError,
    item::{Item, boolean, number, text},
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

/// Whether a row is closed because its buyer's account was blocked.
pub(super) fn is_blocked(row: &Item) -> bool {
    row.get("blocked").and_then(|blocked| blocked.as_bool().ok()) == Some(&true)
}

impl OrdersTable {
    /// Keeps `buyer` from placing orders with the access tokens that are out, which live for five minutes: this window and the next
    /// are closed, at least a quarter of an hour. The order path asks for nothing more, since placing has to fit into a window.
    pub async fn block_buyer(&self, buyer: &UserId, now: Timestamp) -> Result<(), AwsError> {
        for window in [window_of(now), window_of(now) + 1] {
            let close = self
                .window(buyer, window)
                .update_expression("SET closed = :yes, blocked = :yes, #ttl = :ttl")
                .expression_attribute_names("#ttl", "ttl")
                .expression_attribute_values(":yes", boolean(true))
                .expression_attribute_values(":ttl", number((window + 2) * BUYER_WINDOW_SECONDS));
            close.send().await.map_err(|e| AwsError::new("orders.block_buyer", &e))?;
        }
        Ok(())
    }

    /// Takes back what [`OrdersTable::block_buyer`] did; a window that was closed for another reason stays closed.
    pub async fn unblock_buyer(&self, buyer: &UserId, now: Timestamp) -> Result<(), AwsError> {
        for window in [window_of(now), window_of(now) + 1] {
            let open = self.window(buyer, window).update_expression("REMOVE closed, blocked");
            match open.condition_expression("attribute_exists(blocked)").send().await {
                Ok(_) => {}
                Err(error) => match error.as_service_error() {
                    Some(UpdateItemError::ConditionalCheckFailedException(_)) => {}
                    _ => return Err(AwsError::new("orders.unblock_buyer", &error)),
                },
            }
        }
        Ok(())
    }

    fn window(&self, buyer: &UserId, window: i64) -> UpdateItemFluentBuilder {
        let update = self.client.update_item().table_name(&self.table).key("buyer_id", text(buyer.as_str()));
        update.key("id", text(format!("limit#{window}")))
    }

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
