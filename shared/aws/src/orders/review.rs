//! An order in review, as its row sees it: why it was put aside, and what a person decided about it. A decision is one transaction:
//! the order, the stock that returns with it, and the record of who decided.

use aws_sdk_dynamodb::types::{
    AttributeValue, ReturnValuesOnConditionCheckFailure::AllOld, TransactWriteItem, Update, builders::UpdateBuilder,
};
use domain::{
    kernel::Timestamp,
    orders::{Decision, Order, Review, ReviewReason, State, due_shard},
};

use super::{
    OrdersTable,
    place::invalid,
    refund_row,
    row::{self, RECEIPT_DUE},
    transition::{Transition, counted, transition},
};
use crate::{
    AuditRow, AwsError,
    item::{CorruptItem, Item, ItemExt as _, list, map, number, text},
    transaction::{commit, update},
};

const REASON: &str = "reason";
const SINCE: &str = "since_ms";
const OUTCOME: &str = "outcome";
const BY: &str = "by";
const AT: &str = "at_ms";

/// Why an order was put aside.
pub(super) fn read_review(row: &Item) -> Result<Review, CorruptItem> {
    let review = row.map("review")?;
    Ok(Review { reason: review.parsed(REASON)?, since: Timestamp::from_millis(review.number(SINCE)?) })
}

/// What a person decided.
pub(super) fn read_decision(row: &Item) -> Result<Decision, CorruptItem> {
    let decision = row.map("decision")?;
    Ok(Decision {
        outcome: decision.parsed(OUTCOME)?,
        by: decision.parsed(BY)?,
        at: Timestamp::from_millis(decision.number(AT)?),
    })
}

fn write_decision(decision: &Decision) -> AttributeValue {
    map([
        (OUTCOME, text(decision.outcome.as_str())),
        (BY, text(decision.by.as_str())),
        (AT, number(decision.at.millis())),
    ])
}

impl OrdersTable {
    /// Puts an order aside for a person, if its state allows that. Its stock stays held.
    pub async fn mark_for_review(
        &self,
        order: &Order,
        reason: ReviewReason,
        now: Timestamp,
    ) -> Result<Transition, AwsError> {
        if !order.state.can_become(State::NeedsReview) {
            return Ok(Transition::Stale(order.clone()));
        }
        let review = map([(REASON, text(reason.as_str())), (SINCE, number(now.millis()))]);
        let change = self
            .update(order)
            .update_expression("SET #state = :to, review = :review REMOVE due_shard, due_at_ms, processing_since_ms")
            .condition_expression("#state = :from")
            .expression_attribute_values(":to", text(State::NeedsReview.as_str()))
            .expression_attribute_values(":from", text(order.state.as_str()))
            .expression_attribute_values(":review", review);
        transition(change, "orders.mark_for_review").await
    }

    /// Brings an order in review to `after`, which a person decided: paid, refunding or cancelled. What was cancelled gives its stock
    /// back. Stale where somebody was first, or the order has another intent by now.
    pub async fn decide(&self, order: &Order, after: &Order, record: &AuditRow) -> Result<Transition, AwsError> {
        const OPERATION: &str = "orders.decide";
        let Some(decision) = after.decision.as_ref().filter(|_| order.state.decided().contains(&after.state)) else {
            return Ok(Transition::Stale(order.clone()));
        };
        let change = self.deciding(order, after, decision).build().map_err(invalid)?;
        let mut rows: Vec<TransactWriteItem> = vec![update(change), record.0.clone()];
        if after.state == State::Cancelled {
            rows.extend(self.restock_lines(&order.lines)?);
        }
        match commit(&self.client, &self.random, OPERATION, rows).await? {
            Ok(()) => Ok(Transition::Applied(after.clone())),
            Err(refused) => {
                let stored = refused.existing(0);
                let stored = stored.ok_or_else(|| AwsError::because(OPERATION, refused.describe()))?;
                Ok(Transition::Stale(row::read(stored)?))
            }
        }
    }

    fn deciding(&self, order: &Order, after: &Order, decision: &Decision) -> UpdateBuilder {
        let mut sets = vec!["#state = :to", "decision = :decision"];
        let mut change = Update::builder()
            .table_name(&self.table)
            .key("buyer_id", text(order.buyer.as_str()))
            .key("id", text(order.id.as_str()))
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":from", text(order.state.as_str()))
            .expression_attribute_values(":to", text(after.state.as_str()))
            .expression_attribute_values(":decision", write_decision(decision))
            .return_values_on_condition_check_failure(AllOld);
        if let Some(intent) = after.intent.as_ref().filter(|intent| order.intent.as_ref() != Some(intent)) {
            sets.push("payment_intent = :intent");
            change = change.expression_attribute_values(":intent", text(intent.as_str()));
        }
        if let Some(received) = after.received_minor {
            sets.push("received_minor = :received");
            change = change.expression_attribute_values(":received", number(received));
        }
        if let Some(due) = after.due {
            sets.extend(["due_shard = :shard", "due_at_ms = :due"]);
            change = change
                .expression_attribute_values(":shard", text(due_shard(&order.id)))
                .expression_attribute_values(":due", number(due.millis()));
        }
        if after.receipt.is_some() && order.receipt.is_none() {
            sets.push("receipt = :receipt");
            change = change.expression_attribute_values(":receipt", text(RECEIPT_DUE));
        }
        if let Some(refund) = after.refunds.last().filter(|_| after.refunds.len() > order.refunds.len()) {
            sets.extend([
                "refunds = list_append(if_not_exists(refunds, :none), :refund)",
                "refund_version = :refunds",
                "fulfilment_version = :units",
            ]);
            change = change
                .expression_attribute_values(":none", list([]))
                .expression_attribute_values(":refund", list([refund_row::write(refund)]))
                .expression_attribute_values(":refunds", number(after.refund_version))
                .expression_attribute_values(":units", number(after.fulfilment_version));
        }
        let change = change.update_expression(counted(&format!("SET {}", sets.join(", "))));
        match &order.intent {
            None => change.condition_expression("#state = :from AND attribute_not_exists(payment_intent)"),
            Some(own) => change
                .condition_expression("#state = :from AND payment_intent = :own")
                .expression_attribute_values(":own", text(own.as_str())),
        }
    }
}
