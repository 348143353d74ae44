//! Forgetting the person behind a buyer's orders.

use aws_sdk_dynamodb::{error::SdkError, operation::update_item::UpdateItemError};
use domain::{
    kernel::{OrderId, Timestamp, UserId},
    orders::{Address, AddressNeed, BUYER_WINDOW_SECONDS, Order, ReturnsTime},
};

use super::{
    OrdersTable,
    limit::window_of,
    refunds::as_read,
    row::{self, BUYER_LEFT, FULFILMENT_VERSION, RECEIPT_DUE, RECEIPT_SENDING, REFUND_VERSION, forgotten_by},
    shipment_row::{TRACKING_NUMBER, TRACKING_URL},
    transition::{Transition, counted, transition},
};
use crate::{
    AwsError,
    item::{Item, boolean, number, text},
};

/// How forgetting the person behind a buyer's orders ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Erasure {
    /// No other order of the buyer has an address any more, and none can be placed with the access tokens that are out. These keep
    /// theirs until it is needed no longer; the sweep sees to that.
    Done(Vec<KeptAddress>),
    /// An order has not ended: it keeps its address.
    Underway,
}

/// An order that keeps its address after its buyer has left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptAddress {
    /// The order.
    pub order: OrderId,
    /// What for.
    pub need: AddressNeed,
}

impl OrdersTable {
    /// Removes the addresses, and what leads parcels to them, from all orders of `buyer`, if all have ended; may be repeated. What is
    /// still to be sent, or may come back, keeps its address for so long. No order can slip in: before
    /// the orders are looked at for the last time, placing is closed for longer than an access token lives.
    pub async fn erase_person(
        &self,
        buyer: &UserId,
        returns: ReturnsTime,
        now: Timestamp,
    ) -> Result<Erasure, AwsError> {
        if !self.all_of(buyer).await?.iter().all(Order::has_ended) {
            return Ok(Erasure::Underway);
        }
        for window in [window_of(now), window_of(now) + 1] {
            self.close_window(buyer, window).await?;
        }
        let orders = self.all_of(buyer).await?;
        if !orders.iter().all(Order::has_ended) {
            return Ok(Erasure::Underway);
        }
        let erased = erased()?;
        let mut kept = Vec::new();
        for order in &orders {
            let need = order.address_need(returns, now);
            let due = need.look_again(returns, now).filter(|_| order.address != erased);
            let is_done = match due {
                None => self.erase_address(order).await?,
                Some(due) => self.keep_address(order, due, now).await?,
            };
            if !is_done {
                return Ok(Erasure::Underway);
            }
            kept.extend(due.map(|_| KeptAddress { order: order.id.clone(), need }));
        }
        Ok(Erasure::Done(kept))
    }

    /// Notes that the buyer has left, and has the sweep look at `due` whether the order's address may go. Whether that stands now.
    async fn keep_address(&self, order: &Order, due: Timestamp, now: Timestamp) -> Result<bool, AwsError> {
        if order.buyer_left.is_some() {
            return Ok(true);
        }
        let change = self
            .due(order, due)
            .update_expression(format!("SET {BUYER_LEFT} = :left, due_shard = :shard, due_at_ms = :due"))
            .condition_expression("#state = :from AND attribute_not_exists(due_at_ms)")
            .expression_attribute_values(":from", text(order.state.as_str()))
            .expression_attribute_values(":left", number(now.millis()));
        Ok(transition(change, "orders.keep_address").await?.order().buyer_left.is_some())
    }

    /// Erases the address of an order whose buyer is to be forgotten, and a guest's e-mail address, where it stands as it was read: nothing was sent of it or given back since.
    pub async fn forget_buyer(&self, order: &Order) -> Result<Transition, AwsError> {
        let mark = forgotten_by(order);
        let removed = trackings(order).into_iter().chain(["due_shard", "due_at_ms", mark].map(str::to_owned));
        let removed: Vec<String> = removed.collect();
        let change = self
            .update(order)
            .update_expression(format!("SET address = :erased REMOVE {}", removed.join(", ")))
            .expression_attribute_values(":erased", row::write_address(&erased()?))
            .expression_attribute_values(":from", text(order.state.as_str()));
        let (units, change) = as_read(FULFILMENT_VERSION, order.fulfilment_version, change);
        let (refunds, change) = as_read(REFUND_VERSION, order.refund_version, change);
        let receipt = if order.receipt_is_open() { "receipt IN" } else { "NOT receipt IN" };
        let change = change
            .expression_attribute_values(":open", text(RECEIPT_DUE))
            .expression_attribute_values(":sending", text(RECEIPT_SENDING))
            .condition_expression(format!(
                "#state = :from AND attribute_exists({mark}) AND {units} AND {refunds} \
                 AND {receipt} (:open, :sending)"
            ));
        transition(change, "orders.forget_buyer").await
    }

    /// Every order of `buyer`, as of now.
    pub async fn all_of(&self, buyer: &UserId) -> Result<Vec<Order>, AwsError> {
        let rows: Result<Vec<Item>, _> = self.orders_of(buyer).into_paginator().items().send().collect().await;
        let rows = rows.map_err(|e| AwsError::new("orders.all_of", &e))?;
        Ok(rows.iter().map(row::read).collect::<Result<_, _>>()?)
    }

    /// Closes a window for a buyer: no more orders can be placed in it.
    async fn close_window(&self, buyer: &UserId, window: i64) -> Result<(), AwsError> {
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("buyer_id", text(buyer.as_str()))
            .key("id", text(format!("limit#{window}")))
            .update_expression("SET closed = :yes, #ttl = :ttl")
            .expression_attribute_names("#ttl", "ttl")
            .expression_attribute_values(":yes", boolean(true))
            .expression_attribute_values(":ttl", number((window + 2) * BUYER_WINDOW_SECONDS));
        update.send().await.map_err(|e| AwsError::new("orders.close_window", &e))?;
        Ok(())
    }

    /// Erases the address of an order that nobody owes anything. Whether it is gone.
    async fn erase_address(&self, order: &Order) -> Result<bool, AwsError> {
        let erased = erased()?;
        let trackings = trackings(order);
        if order.address == erased && trackings.is_empty() {
            return Ok(true);
        }
        if order.buyer_left.is_some() {
            return Ok(matches!(self.forget_buyer(order).await?, Transition::Applied(_)));
        }
        let change = if trackings.is_empty() {
            "SET address = :erased".to_owned()
        } else {
            format!("SET address = :erased REMOVE {}", trackings.join(", "))
        };
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .key("buyer_id", text(order.buyer.as_str()))
            .key("id", text(order.id.as_str()))
            .update_expression(counted(&change))
            .expression_attribute_values(":one", number(1))
            .condition_expression("#state = :state AND attribute_not_exists(due_at_ms)")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":erased", row::write_address(&erased))
            .expression_attribute_values(":state", text(order.state.as_str()));
        match update.send().await.map_err(SdkError::into_service_error) {
            Ok(_) => Ok(true),
            Err(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(false),
            Err(error) => Err(AwsError::new("orders.erase_address", &error)),
        }
    }
}

fn erased() -> Result<Address, AwsError> {
    Address::erased().map_err(|error| AwsError::new("orders.erase_address", &error))
}

/// Where an order's row leads to its parcels: a carrier's page may show the address.
fn trackings(order: &Order) -> Vec<String> {
    let places = order.shipments.iter().enumerate().flat_map(|(at, shipment)| {
        let number = shipment.tracking_number.as_ref().map(|_| format!("shipments[{at}].{TRACKING_NUMBER}"));
        let url = shipment.tracking_url.as_ref().map(|_| format!("shipments[{at}].{TRACKING_URL}"));
        [number, url]
    });
    places.flatten().collect()
}
