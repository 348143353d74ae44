//! An order's intent and its delayed payments, as its row sees them.

use domain::{
    kernel::Timestamp,
    orders::{Order, State, UNREACHED_RETRY_SECONDS},
    payments::IntentId,
};

use super::{
    OrdersTable,
    transition::{Sources, Transition, transition},
};
use crate::{
    AwsError,
    item::{number, text},
};

impl OrdersTable {
    /// Ties `intent` to a pending order that can still be paid, in the place of the intent that `order` has, or of none.
    /// Only a tied intent is ever confirmed, so the caller knows that the one it replaces can never be paid.
    pub async fn attach_intent(
        &self,
        order: &Order,
        intent: &IntentId,
        now: Timestamp,
    ) -> Result<Transition, AwsError> {
        let change = self
            .update(order)
            .update_expression("SET payment_intent = :intent")
            .expression_attribute_values(":intent", text(intent.as_str()))
            .expression_attribute_values(":pending", text(State::Pending.as_str()))
            .expression_attribute_values(":now", number(now.millis()));
        let change = match &order.intent {
            None => change.condition_expression(
                "#state = :pending AND expires_ms > :now AND attribute_not_exists(payment_intent)",
            ),
            Some(old) => change
                .condition_expression("#state = :pending AND expires_ms > :now AND payment_intent = :old")
                .expression_attribute_values(":old", text(old.as_str())),
        };
        transition(change, "orders.attach_intent").await
    }

    /// Notes that the provider works on the payment of `intent`; the sweep asks again at `due`.
    pub async fn start_processing(
        &self,
        order: &Order,
        intent: &IntentId,
        now: Timestamp,
        due: Timestamp,
    ) -> Result<Transition, AwsError> {
        let from = Sources::of(State::Processing);
        let change = self
            .due(order, due)
            .update_expression("SET #state = :to, processing_since_ms = :now, due_shard = :shard, due_at_ms = :due")
            .condition_expression(format!("{} AND payment_intent = :intent", from.condition))
            .expression_attribute_values(":to", text(State::Processing.as_str()))
            .expression_attribute_values(":intent", text(intent.as_str()))
            .expression_attribute_values(":now", number(now.millis()));
        transition(from.values_in(change), "orders.start_processing").await
    }

    /// Ends the processing of a payment that failed: the order is pending again while its window is open, and is given up
    /// after that. Stale where another payment has begun since `order` was read.
    pub async fn fail_payment(&self, order: &Order, now: Timestamp) -> Result<Transition, AwsError> {
        let Some(since) = order.processing_since else { return Ok(Transition::Stale(order.clone())) };
        let (to, due) = if now < order.expires {
            (State::Pending, order.expires)
        } else {
            (State::Expiring, now.plus_seconds(UNREACHED_RETRY_SECONDS))
        };
        if !order.state.can_become(to) {
            return Ok(Transition::Stale(order.clone()));
        }
        let change = self
            .due(order, due)
            .update_expression(
                "SET #state = :to, due_shard = :shard, due_at_ms = :due, payment_failures = :failures \
                 REMOVE processing_since_ms",
            )
            .condition_expression("#state = :from AND processing_since_ms = :since")
            .expression_attribute_values(":to", text(to.as_str()))
            .expression_attribute_values(":from", text(order.state.as_str()))
            .expression_attribute_values(":since", number(since.millis()))
            .expression_attribute_values(":failures", number(order.payment_failures.saturating_add(1)));
        transition(change, "orders.fail_payment").await
    }

    /// Notes that the buyer was told of the failed payment number `failure`.
    pub async fn note_failure_told(&self, order: &Order, failure: u32) -> Result<Transition, AwsError> {
        let change = self
            .update(order)
            .update_expression("SET payment_failures_told = :failure")
            .condition_expression(
                "#state = :from AND (attribute_not_exists(payment_failures_told) OR payment_failures_told < :failure)",
            )
            .expression_attribute_values(":from", text(order.state.as_str()))
            .expression_attribute_values(":failure", number(failure));
        transition(change, "orders.note_failure_told").await
    }
}
