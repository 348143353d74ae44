//! An order's shipments, as its row sees them: a list that only grows. One element is changed at a time, so nobody's change
//! is lost to another one.

use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use domain::{
    kernel::Timestamp,
    orders::{Order, Shipment, State},
};

use super::{
    OrdersTable,
    refunds::as_read,
    row::{FULFILMENT_VERSION, LEASE, TOLD},
    shipment_row::{self, DELIVERED, VOIDED},
    transition::{Transition, transition},
};
use crate::{
    AuditRow, AwsError,
    item::{boolean, list, number, text},
};

impl OrdersTable {
    /// Adds `shipment` to a paid order of which nobody has taken units since `order` was read. Stale where somebody has: the
    /// caller decides again.
    pub async fn add_shipment(
        &self,
        order: &Order,
        shipment: &Shipment,
        record: &AuditRow,
    ) -> Result<Transition, AwsError> {
        let change = self
            .update(order)
            .update_expression(
                "SET shipments = list_append(if_not_exists(shipments, :none), :new), fulfilment_version = :next",
            )
            .expression_attribute_values(":none", list([]))
            .expression_attribute_values(":new", list([shipment_row::write(shipment)]))
            .expression_attribute_values(":next", number(order.fulfilment_version.saturating_add(1)))
            .expression_attribute_values(":paid", text(State::Paid.as_str()));
        let (units, change) = as_read(FULFILMENT_VERSION, order.fulfilment_version, change);
        let change = change.condition_expression(format!("#state = :paid AND {units}"));
        let mut after = order.clone();
        after.shipments.push(shipment.clone());
        after.fulfilment_version = order.fulfilment_version.saturating_add(1);
        self.recorded(&change, "orders.add_shipment", record, after).await
    }

    /// Notes that `shipment` of `order` reached its buyer. Stale where that is known, or the shipment was voided.
    pub async fn note_delivered(
        &self,
        order: &Order,
        shipment: &Shipment,
        record: &AuditRow,
        now: Timestamp,
    ) -> Result<Transition, AwsError> {
        let Some((at, change)) = self.closing(order, shipment, DELIVERED, now) else {
            return Ok(Transition::Stale(order.clone()));
        };
        let change = change.condition_expression(is_open(&at));
        let after = with_end(order, shipment, |known| known.delivered = Some(now));
        self.recorded(&change, "orders.close_shipment", record, after).await
    }

    /// Takes back that `shipment` was sent: its units may be sent again. Stale where that was done, the shipment was
    /// delivered, or somebody has taken up units of the order since it was read: the caller decides again.
    pub async fn void_shipment(
        &self,
        order: &Order,
        shipment: &Shipment,
        record: &AuditRow,
        now: Timestamp,
    ) -> Result<Transition, AwsError> {
        let Some((at, change)) = self.closing(order, shipment, VOIDED, now) else {
            return Ok(Transition::Stale(order.clone()));
        };
        let (units, change) = as_read(FULFILMENT_VERSION, order.fulfilment_version, change);
        let change = change
            .update_expression(format!("SET {at}.{VOIDED} = :now, fulfilment_version = :next"))
            .expression_attribute_values(":next", number(order.fulfilment_version.saturating_add(1)))
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":paid", text(State::Paid.as_str()))
            .condition_expression(format!("{} AND #state = :paid AND {units}", is_open(&at)));
        let after = with_end(order, shipment, |known| known.voided = Some(now));
        let after = Order { fulfilment_version: order.fulfilment_version.saturating_add(1), ..after };
        self.recorded(&change, "orders.close_shipment", record, after).await
    }

    /// The update that ends `shipment`, and where it stands in the row.
    fn closing(
        &self,
        order: &Order,
        shipment: &Shipment,
        end: &'static str,
        now: Timestamp,
    ) -> Option<(String, UpdateItemFluentBuilder)> {
        let at = place_of(order, shipment)?;
        let change = self
            .shipment(order, shipment)
            .update_expression(format!("SET {at}.{end} = :now"))
            .expression_attribute_values(":now", number(now.millis()));
        Some((at, change))
    }

    /// Takes on the mail about `shipment` until `lease`. Stale where it was sent, the shipment was voided, or somebody else
    /// is at it.
    pub async fn claim_shipment_notice(
        &self,
        order: &Order,
        shipment: &Shipment,
        now: Timestamp,
        lease: Timestamp,
    ) -> Result<Transition, AwsError> {
        let Some(at) = place_of(order, shipment) else { return Ok(Transition::Stale(order.clone())) };
        let change = self
            .shipment(order, shipment)
            .update_expression(format!("SET {at}.{LEASE} = :lease"))
            .condition_expression(format!(
                "{at}.id = :shipment AND attribute_not_exists({at}.{TOLD}) AND attribute_not_exists({at}.{VOIDED}) \
                 AND (attribute_not_exists({at}.{LEASE}) OR {at}.{LEASE} <= :now)"
            ))
            .expression_attribute_values(":lease", number(lease.millis()))
            .expression_attribute_values(":now", number(now.millis()));
        transition(change, "orders.claim_shipment_notice").await
    }

    /// Notes that the buyer was told of `shipment`, or cannot be.
    pub async fn close_shipment_notice(&self, order: &Order, shipment: &Shipment) -> Result<Transition, AwsError> {
        let Some(at) = place_of(order, shipment) else { return Ok(Transition::Stale(order.clone())) };
        let change = self
            .shipment(order, shipment)
            .update_expression(format!("SET {at}.{TOLD} = :yes REMOVE {at}.{LEASE}"))
            .condition_expression(format!("{at}.id = :shipment"))
            .expression_attribute_values(":yes", boolean(true));
        transition(change, "orders.close_shipment_notice").await
    }

    /// An update of the order's row that is about `shipment`.
    fn shipment(&self, order: &Order, shipment: &Shipment) -> UpdateItemFluentBuilder {
        self.plain_update(order).expression_attribute_values(":shipment", text(shipment.id.as_str()))
    }
}

/// The order as it is once `end` is noted on its `shipment`.
fn with_end(order: &Order, shipment: &Shipment, end: impl Fn(&mut Shipment)) -> Order {
    let mut after = order.clone();
    after.shipments.iter_mut().filter(|known| known.id == shipment.id).for_each(end);
    after
}

/// Where `shipment` stands in the row of `order`.
fn place_of(order: &Order, shipment: &Shipment) -> Option<String> {
    let place = order.shipments.iter().position(|known| known.id == shipment.id)?;
    Some(format!("shipments[{place}]"))
}

/// The condition that a shipment is neither delivered nor voided: it becomes one of both once.
fn is_open(at: &str) -> String {
    format!("{at}.id = :shipment AND attribute_not_exists({at}.{DELIVERED}) AND attribute_not_exists({at}.{VOIDED})")
}
