//! An order's shipments, as its row sees them: a list that only grows. One element is changed at a time, so nobody's change
//! is lost to another one.

use aws_sdk_dynamodb::{
    operation::update_item::builders::UpdateItemFluentBuilder,
    types::{ReturnValue, ReturnValuesOnConditionCheckFailure},
};
use domain::{
    kernel::Timestamp,
    orders::{Order, Shipment, State},
};

use super::{
    OrdersTable,
    row::FULFILMENT_VERSION,
    shipment_row::{self, DELIVERED, LEASE, TOLD, VOIDED},
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
        // None has a version until something is taken: a row without one has the version 0.
        let change = if order.fulfilment_version == 0 {
            change.condition_expression(format!("#state = :paid AND attribute_not_exists({FULFILMENT_VERSION})"))
        } else {
            change
                .condition_expression(format!("#state = :paid AND {FULFILMENT_VERSION} = :version"))
                .expression_attribute_values(":version", number(order.fulfilment_version))
        };
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
        self.close_shipment(order, shipment, DELIVERED, record, now).await
    }

    /// Takes back that `shipment` was sent: its units may be sent again. Stale where that was done, or the shipment was
    /// delivered.
    pub async fn void_shipment(
        &self,
        order: &Order,
        shipment: &Shipment,
        record: &AuditRow,
        now: Timestamp,
    ) -> Result<Transition, AwsError> {
        self.close_shipment(order, shipment, VOIDED, record, now).await
    }

    /// A shipment is delivered or voided once, and never both.
    async fn close_shipment(
        &self,
        order: &Order,
        shipment: &Shipment,
        end: &'static str,
        record: &AuditRow,
        now: Timestamp,
    ) -> Result<Transition, AwsError> {
        let Some(at) = place_of(order, shipment) else { return Ok(Transition::Stale(order.clone())) };
        let change = self
            .shipment(order, shipment)
            .update_expression(format!("SET {at}.{end} = :now"))
            .condition_expression(format!(
                "{at}.id = :shipment AND attribute_not_exists({at}.{DELIVERED}) AND attribute_not_exists({at}.{VOIDED})"
            ))
            .expression_attribute_values(":now", number(now.millis()));
        let mut after = order.clone();
        for known in after.shipments.iter_mut().filter(|known| known.id == shipment.id) {
            let at = if end == DELIVERED { &mut known.delivered } else { &mut known.voided };
            *at = Some(now);
        }
        self.recorded(&change, "orders.close_shipment", record, after).await
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
        self.client
            .update_item()
            .table_name(&self.table)
            .key("buyer_id", text(order.buyer.as_str()))
            .key("id", text(order.id.as_str()))
            .expression_attribute_values(":shipment", text(shipment.id.as_str()))
            .return_values(ReturnValue::AllNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
    }
}

/// Where `shipment` stands in the row of `order`.
fn place_of(order: &Order, shipment: &Shipment) -> Option<String> {
    let place = order.shipments.iter().position(|known| known.id == shipment.id)?;
    Some(format!("shipments[{place}]"))
}
