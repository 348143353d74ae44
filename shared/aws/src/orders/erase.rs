//! Forgetting the person behind a buyer's orders.

use aws_sdk_dynamodb::{error::SdkError, operation::update_item::UpdateItemError};
use domain::{
    kernel::{Timestamp, UserId},
    orders::{Address, BUYER_WINDOW_SECONDS, Order},
};

use super::{
    OrdersTable,
    limit::window_of,
    row,
    shipment_row::{TRACKING_NUMBER, TRACKING_URL},
    transition::counted,
};
use crate::{
    AwsError,
    item::{Item, boolean, number, text},
};

/// How forgetting the person behind a buyer's orders ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erasure {
    /// No order of the buyer has an address any more, and none can be placed with the access tokens that are out.
    Done,
    /// An order has not ended: it keeps its address.
    Underway,
}

impl OrdersTable {
    /// Removes the addresses, and what leads parcels to them, from all orders of `buyer`, if all have ended; may be repeated. No order can slip in: before
    /// the orders are looked at for the last time, placing is closed for longer than an access token lives.
    pub async fn erase_person(&self, buyer: &UserId, now: Timestamp) -> Result<Erasure, AwsError> {
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
        for order in &orders {
            if self.erase_address(order).await? == Erasure::Underway {
                return Ok(Erasure::Underway);
            }
        }
        Ok(Erasure::Done)
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

    async fn erase_address(&self, order: &Order) -> Result<Erasure, AwsError> {
        let erased = Address::erased().map_err(|e| AwsError::new("orders.erase_address", &e))?;
        let trackings = trackings(order);
        if order.address == erased && trackings.is_empty() {
            return Ok(Erasure::Done);
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
            Ok(_) => Ok(Erasure::Done),
            Err(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(Erasure::Underway),
            Err(error) => Err(AwsError::new("orders.erase_address", &error)),
        }
    }
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
