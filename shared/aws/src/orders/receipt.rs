//! A paid order's receipt, as its row sees it: due, being sent, sent, or undeliverable.

use app_context::Retry;
use domain::{
    kernel::Timestamp,
    orders::{Order, State},
};

use super::{
    OrdersTable,
    refunds::as_read,
    row::{RECEIPT_DUE, RECEIPT_SENDING, RECEIPT_SENT, RECEIPT_UNDELIVERABLE, REFUND_VERSION},
    transition::{Transition, transition},
};
use crate::{
    AwsError,
    item::{number, text},
};

impl OrdersTable {
    /// Takes on the sending of a paid order's receipt until `lease`, unless it was sent or somebody else is at it.
    /// Whether the money was given back since makes no difference.
    pub async fn claim_receipt(&self, order: &Order, now: Timestamp, lease: Timestamp) -> Result<Transition, AwsError> {
        let change = self
            .update(order)
            .update_expression("SET receipt = :sending, receipt_lease_ms = :lease")
            .condition_expression(
                "#state IN (:paid, :refunding, :refunded, :review) \
                 AND (receipt = :due OR (receipt = :sending AND receipt_lease_ms <= :now))",
            )
            .expression_attribute_values(":refunding", text(State::Refunding.as_str()))
            .expression_attribute_values(":refunded", text(State::Refunded.as_str()))
            .expression_attribute_values(":review", text(State::NeedsReview.as_str()))
            .expression_attribute_values(":sending", text(RECEIPT_SENDING))
            .expression_attribute_values(":lease", number(lease.millis()))
            .expression_attribute_values(":paid", text(State::Paid.as_str()))
            .expression_attribute_values(":due", text(RECEIPT_DUE))
            .expression_attribute_values(":now", number(now.millis()));
        transition(change, "orders.claim_receipt").await
    }

    /// Closes a receipt that was sent, or that the mail service refused for good. Nobody owes the order anything more,
    /// unless money of it is being given back: then the deadline is the refund's.
    pub async fn close_receipt(&self, order: &Order, sent: bool) -> Result<Transition, AwsError> {
        let mut order = order.clone();
        for _ in Retry::RECEIPT_END.tries() {
            let change = self
                .update(&order)
                .update_expression(if order.has_pending_refund() || order.forgets_buyer() {
                    "SET receipt = :closed REMOVE receipt_lease_ms"
                } else {
                    "SET receipt = :closed REMOVE receipt_lease_ms, due_shard, due_at_ms"
                })
                .expression_attribute_values(":closed", text(if sent { RECEIPT_SENT } else { RECEIPT_UNDELIVERABLE }))
                .expression_attribute_values(":from", text(order.state.as_str()))
                .expression_attribute_values(":sending", text(RECEIPT_SENDING));
            let (refunds, change) = as_read(REFUND_VERSION, order.refund_version, change);
            let change = change.condition_expression(format!("#state = :from AND receipt = :sending AND {refunds}"));
            match transition(change, "orders.close_receipt").await? {
                Transition::Stale(current) if current.receipt_is_open() => order = current,
                transition => return Ok(transition),
            }
        }
        Ok(Transition::Stale(order))
    }

    /// Has an undeliverable receipt sent again: it is owed once more, and the sweep asks for it at `due`. Stale where the
    /// receipt is not undeliverable.
    pub async fn reopen_receipt(&self, order: &Order, due: Timestamp) -> Result<Transition, AwsError> {
        let change = self
            .due(order, due)
            .update_expression("SET receipt = :due_receipt, due_shard = :shard, due_at_ms = :due")
            .condition_expression("#state = :from AND receipt = :undeliverable")
            .expression_attribute_values(":from", text(order.state.as_str()))
            .expression_attribute_values(":due_receipt", text(RECEIPT_DUE))
            .expression_attribute_values(":undeliverable", text(RECEIPT_UNDELIVERABLE));
        transition(change, "orders.reopen_receipt").await
    }
}
