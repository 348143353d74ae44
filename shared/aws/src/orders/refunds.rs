//! An order's refunds, as its row sees them: a list that only grows. A refund is added and settled only where nobody has added or
//! settled one since the order was read, so the sum of them is never above what was paid.

use std::fmt::Write as _;

use aws_sdk_dynamodb::{
    operation::update_item::builders::UpdateItemFluentBuilder,
    types::{ReturnValuesOnConditionCheckFailure::AllOld, Update, builders::UpdateBuilder},
};
use domain::{
    kernel::Timestamp,
    orders::{Order, Refund, due_shard},
    payments::RefundStatus,
};

use super::{
    OrdersTable,
    place::invalid,
    refund_row::{self, PROVIDER_ID, RESTOCKED, SETTLED},
    row::{self, FULFILMENT_VERSION, LEASE, RECEIPT_DUE, RECEIPT_SENDING, REFUND_VERSION, TOLD, forgotten_by},
    transition::{Transition, counted, transition},
};
use crate::{
    AuditRow, AwsError,
    item::{boolean, list, number, text},
    transaction::{commit, update},
};

impl OrdersTable {
    /// Adds `refund` to an order whose refunds and shipments are those of `order`; the sweep looks at it at `due`. Where it takes the
    /// last of the money, the order is refunding from then on. Stale where somebody was first: the caller decides again.
    /// What staff ask for is recorded with it.
    pub async fn add_refund(
        &self,
        order: &Order,
        refund: &Refund,
        due: Timestamp,
        record: Option<&AuditRow>,
    ) -> Result<Transition, AwsError> {
        const OPERATION: &str = "orders.add_refund";
        let refund_version = order.refund_version.saturating_add(1);
        let fulfilment_version = order.fulfilment_version.saturating_add(u32::from(!refund.lines.is_empty()));
        let after = Order { due: Some(due), refund_version, fulfilment_version, ..order.with_refund(refund) };
        let is_allowed = after.state == order.state || order.state.can_become(after.state);
        if !is_allowed {
            return Ok(Transition::Stale(order.clone()));
        }
        let units = if refund.lines.is_empty() { "" } else { ", fulfilment_version = :next_fulfilment" };
        let change = self
            .due(order, due)
            .update_expression(format!(
                "SET #state = :to, refunds = list_append(if_not_exists(refunds, :none), :new), \
                 refund_version = :next, due_shard = :shard, due_at_ms = :due{units}"
            ))
            .expression_attribute_values(":to", text(after.state.as_str()))
            .expression_attribute_values(":none", list([]))
            .expression_attribute_values(":new", list([refund_row::write(refund)]))
            .expression_attribute_values(":next", number(refund_version))
            .expression_attribute_values(":from", text(order.state.as_str()));
        let (condition, change) = as_read(REFUND_VERSION, order.refund_version, change);
        let condition = format!("#state = :from AND {condition}");
        let change = if refund.lines.is_empty() {
            change.condition_expression(condition)
        } else {
            let (units, change) = as_read(FULFILMENT_VERSION, order.fulfilment_version, change);
            change
                .expression_attribute_values(":next_fulfilment", number(fulfilment_version))
                .condition_expression(format!("{condition} AND {units}"))
        };
        match record {
            Some(record) => Box::pin(self.recorded(&change, OPERATION, record, after)).await,
            None => transition(change, OPERATION).await,
        }
    }

    /// Notes that a refund of `order` ended as `settled` says; its units go back into stock in the same transaction, if they are to.
    /// The deadline goes, unless something is owed to the order all the same: then the sweep looks at `due`. Stale where somebody
    /// has added or settled a refund since `order` was read, or its receipt has closed.
    pub async fn settle_refund(&self, order: &Order, settled: &Refund, due: Timestamp) -> Result<Transition, AwsError> {
        let after = order.with_settled(settled);
        let Some(place) = order.refunds.iter().position(|known| known.id == settled.id) else {
            return Ok(Transition::Stale(order.clone()));
        };
        if after.state != order.state && !order.state.can_become(after.state) {
            return Ok(Transition::Stale(order.clone()));
        }
        let is_owed = after.receipt_is_open() || after.has_pending_refund() || after.forgets_buyer();
        let after =
            Order { due: is_owed.then_some(due), refund_version: order.refund_version.saturating_add(1), ..after };
        let finish = self.settling(order, &after, &order.refunds[place], settled, place);
        let mut items = vec![update(finish.build().map_err(invalid)?)];
        items.extend(self.restock_lines(&order.restock_towards(&after))?);
        match commit(&self.client, &self.random, "orders.settle_refund", items).await? {
            Ok(()) => Ok(Transition::Applied(after)),
            Err(refused) => {
                let stored = refused.existing(0);
                let stored = stored.ok_or_else(|| AwsError::because("orders.settle_refund", refused.describe()))?;
                Ok(Transition::Stale(row::read(stored)?))
            }
        }
    }

    /// The order's own row of the transaction: conditional on its refunds, and on its receipt's being open or not, as they were read.
    fn settling(&self, order: &Order, after: &Order, before: &Refund, settled: &Refund, place: usize) -> UpdateBuilder {
        let at = format!("refunds[{place}]");
        let mut sets = format!("SET #state = :to, refund_version = :next, {at}.#status = :end, {at}.{SETTLED} = :now");
        if settled.provider_id.is_some() {
            let _ = write!(sets, ", {at}.{PROVIDER_ID} = :provider");
        }
        if settled.is_restocked {
            let _ = write!(sets, ", {at}.{RESTOCKED} = :yes");
        }
        sets.push_str(if after.due.is_some() {
            ", due_shard = :shard, due_at_ms = :due"
        } else {
            " REMOVE due_shard, due_at_ms"
        });
        let receipt = if order.receipt_is_open() { "receipt IN" } else { "NOT receipt IN" };
        let left = if order.forgets_buyer() { "attribute_exists" } else { "attribute_not_exists" };
        let change = Update::builder()
            .table_name(&self.table)
            .key("buyer_id", text(order.buyer.as_str()))
            .key("id", text(order.id.as_str()))
            .update_expression(counted(&sets))
            .condition_expression(format!(
                "#state = :from AND refund_version = :version AND {at}.id = :refund AND {at}.#status = :begun \
                 AND {left}({}) AND {receipt} (:open, :sending)",
                forgotten_by(order)
            ))
            .expression_attribute_names("#state", "state")
            .expression_attribute_names("#status", refund_row::STATUS)
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":from", text(order.state.as_str()))
            .expression_attribute_values(":to", text(after.state.as_str()))
            .expression_attribute_values(":version", number(order.refund_version))
            .expression_attribute_values(":next", number(after.refund_version))
            .expression_attribute_values(":refund", text(settled.id.as_str()))
            .expression_attribute_values(":begun", text(before.status.as_str()))
            .expression_attribute_values(":end", text(settled.status.as_str()))
            .expression_attribute_values(":now", number(settled.settled.map_or(0, Timestamp::millis)))
            .expression_attribute_values(":open", text(RECEIPT_DUE))
            .expression_attribute_values(":sending", text(RECEIPT_SENDING))
            .return_values_on_condition_check_failure(AllOld);
        let change = match &settled.provider_id {
            Some(id) => change.expression_attribute_values(":provider", text(id.as_str())),
            None => change,
        };
        let change =
            if settled.is_restocked { change.expression_attribute_values(":yes", boolean(true)) } else { change };
        match after.due {
            Some(due) => change
                .expression_attribute_values(":shard", text(due_shard(&order.id)))
                .expression_attribute_values(":due", number(due.millis())),
            None => change,
        }
    }

    /// Takes on the mail about `refund` until `lease`. Stale where it was sent, the money was not given back, or somebody else is at
    /// it.
    pub async fn claim_refund_notice(
        &self,
        order: &Order,
        refund: &Refund,
        now: Timestamp,
        lease: Timestamp,
    ) -> Result<Transition, AwsError> {
        let Some((at, change)) = self.refund(order, refund) else { return Ok(Transition::Stale(order.clone())) };
        let change = change
            .update_expression(format!("SET {at}.{LEASE} = :lease"))
            .condition_expression(format!(
                "{at}.id = :refund AND {at}.#status = :succeeded AND attribute_not_exists({at}.{TOLD}) \
                 AND (attribute_not_exists({at}.{LEASE}) OR {at}.{LEASE} <= :now)"
            ))
            .expression_attribute_names("#status", refund_row::STATUS)
            .expression_attribute_values(":succeeded", text(RefundStatus::Succeeded.as_str()))
            .expression_attribute_values(":lease", number(lease.millis()))
            .expression_attribute_values(":now", number(now.millis()));
        transition(change, "orders.claim_refund_notice").await
    }

    /// Notes that the buyer was told of `refund`, or cannot be.
    pub async fn close_refund_notice(&self, order: &Order, refund: &Refund) -> Result<Transition, AwsError> {
        let Some((at, change)) = self.refund(order, refund) else { return Ok(Transition::Stale(order.clone())) };
        let change = change
            .update_expression(format!("SET {at}.{TOLD} = :yes REMOVE {at}.{LEASE}"))
            .condition_expression(format!("{at}.id = :refund"))
            .expression_attribute_values(":yes", boolean(true));
        transition(change, "orders.close_refund_notice").await
    }

    /// Where `refund` stands in the row of `order`, and an update of that row.
    fn refund(&self, order: &Order, refund: &Refund) -> Option<(String, UpdateItemFluentBuilder)> {
        let place = order.refunds.iter().position(|known| known.id == refund.id)?;
        let change = self.plain_update(order).expression_attribute_values(":refund", text(refund.id.as_str()));
        Some((format!("refunds[{place}]"), change))
    }
}

/// The condition that the version called `name` is as it was read. None has one until something is counted: a row without one has
/// the version 0.
pub(super) fn as_read(name: &str, version: u32, change: UpdateItemFluentBuilder) -> (String, UpdateItemFluentBuilder) {
    if version == 0 {
        return (format!("attribute_not_exists({name})"), change);
    }
    (format!("{name} = :{name}"), change.expression_attribute_values(format!(":{name}"), number(version)))
}
