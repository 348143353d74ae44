//! Moving an order from one state to the next: each move is one conditional write on the state that it leaves.
//!
//! Who loses a race, or repeats a move whose answer was lost, gets the order as it is now and decides again.

use aws_sdk_dynamodb::{
    operation::update_item::{UpdateItemError, builders::UpdateItemFluentBuilder},
    types::{ReturnValue, ReturnValuesOnConditionCheckFailure::AllOld, TransactWriteItem, Update},
};

use super::{
    OrdersTable,
    place::{invalid, stock_row},
    row::{self, RECEIPT_DUE, RECEIPT_SENDING, RECEIPT_SENT, RECEIPT_UNDELIVERABLE},
};
use crate::{
    aws::{
        AwsError,
        item::{Item, number, text},
        transaction::{commit, update},
    },
    kernel::Timestamp,
    orders::{CancelReason, Order, State, due_shard},
    payments::IntentId,
    planted::{self, Bug},
};

/// From paid over refunding to an end: an order moves on at most twice while its receipt is being closed.
const CLOSING_TRIES: u32 = 3;

/// How a move ended.
#[derive(Debug)]
pub enum Transition {
    /// It was made: the order as it is now.
    Applied(Order),
    /// The order was not in the state that the move leaves: the order as it is.
    Stale(Order),
}

impl Transition {
    /// The order as it is now, however the move ended.
    #[must_use]
    pub fn order(self) -> Order {
        match self {
            Self::Applied(order) | Self::Stale(order) => order,
        }
    }
}

impl OrdersTable {
    /// Ties `intent` to a pending order that has none and can still be paid. Only a tied intent is ever confirmed.
    pub async fn attach_intent(
        &self,
        order: &Order,
        intent: &IntentId,
        now: Timestamp,
    ) -> Result<Transition, AwsError> {
        let change = self
            .update(order)
            .update_expression("SET payment_intent = :intent")
            .condition_expression("#state = :pending AND attribute_not_exists(payment_intent) AND expires_ms > :now")
            .expression_attribute_values(":intent", text(intent.as_str()))
            .expression_attribute_values(":pending", text(State::Pending.as_str()))
            .expression_attribute_values(":now", number(now.millis()));
        transition(change, "orders.attach_intent").await
    }

    /// Starts giving up a pending order: no payment may begin any more, and the sweep looks again at `due`.
    pub async fn begin_cancellation(
        &self,
        order: &Order,
        end: CancelReason,
        due: Timestamp,
    ) -> Result<Transition, AwsError> {
        let change = self
            .due(order, due)
            .update_expression("SET #state = :to, due_shard = :shard, due_at_ms = :due")
            // What is planted here and below always holds; it names the values only because an unused one is refused.
            .condition_expression(if planted::is(Bug::EndOverwritten) {
                "attribute_exists(id) OR #state = :pending"
            } else {
                "#state = :pending"
            })
            .expression_attribute_values(":to", text(end.underway().as_str()))
            .expression_attribute_values(":pending", text(State::Pending.as_str()));
        transition(change, "orders.begin_cancellation").await
    }

    /// Marks an order paid whose intent has succeeded. Its receipt is due, and the sweep looks for it at `due`.
    pub async fn mark_paid(&self, order: &Order, intent: &IntentId, due: Timestamp) -> Result<Transition, AwsError> {
        let change = if planted::is(Bug::DueRemovedBeforeReceipt) {
            self.update(order).update_expression("SET #state = :paid, receipt = :receipt REMOVE due_shard, due_at_ms")
        } else {
            self.due(order, due)
                .update_expression("SET #state = :paid, receipt = :receipt, due_shard = :shard, due_at_ms = :due")
        };
        let change = change
            .condition_expression(if planted::is(Bug::SettledFromAnyState) {
                "(attribute_exists(id) OR #state IN (:pending, :expiring, :cancelling)) AND payment_intent = :intent"
            } else {
                "#state IN (:pending, :expiring, :cancelling) AND payment_intent = :intent"
            })
            .expression_attribute_values(":paid", text(State::Paid.as_str()))
            .expression_attribute_values(":receipt", text(RECEIPT_DUE))
            .expression_attribute_values(":pending", text(State::Pending.as_str()))
            .expression_attribute_values(":expiring", text(State::Expiring.as_str()))
            .expression_attribute_values(":cancelling", text(State::Cancelling.as_str()))
            .expression_attribute_values(":intent", text(intent.as_str()));
        transition(change, "orders.mark_paid").await
    }

    /// Puts an order aside for a person, from whatever state it is in. Its stock stays held.
    pub async fn mark_for_review(&self, order: &Order) -> Result<Transition, AwsError> {
        let change = self
            .update(order)
            .update_expression("SET #state = :review REMOVE due_shard, due_at_ms")
            .condition_expression("#state = :from")
            .expression_attribute_values(":review", text(State::NeedsReview.as_str()))
            .expression_attribute_values(":from", text(order.state.as_str()));
        transition(change, "orders.mark_for_review").await
    }

    /// Has the sweep look again at `due`, if the order is still in the same state and still due.
    pub async fn reschedule(&self, order: &Order, due: Timestamp) -> Result<Transition, AwsError> {
        let change = self
            .due(order, due)
            .update_expression("SET due_shard = :shard, due_at_ms = :due")
            .condition_expression("#state = :from AND attribute_exists(due_at_ms)")
            .expression_attribute_values(":from", text(order.state.as_str()));
        transition(change, "orders.reschedule").await
    }

    /// Ends an order that is being given up and gives its stock back, in one transaction. The caller knows that the
    /// intent can never be paid.
    pub async fn release(&self, order: &Order, end: CancelReason) -> Result<Transition, AwsError> {
        let finish = Update::builder()
            .table_name(&self.table)
            .key("buyer_id", text(order.buyer.as_str()))
            .key("id", text(order.id.as_str()))
            .update_expression("SET #state = :to REMOVE due_shard, due_at_ms")
            .condition_expression("#state = :from")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":to", text(end.reached().as_str()))
            .expression_attribute_values(":from", text(end.underway().as_str()))
            .return_values_on_condition_check_failure(AllOld);
        let mut items = vec![update(finish.build().map_err(invalid)?)];
        items.extend(self.restock_items(order)?);
        match commit(&self.client, &self.random, "orders.release", items).await? {
            Ok(()) => Ok(Transition::Applied(Order { state: end.reached(), due: None, ..order.clone() })),
            Err(refused) => {
                let stored = refused.existing(0);
                let stored = stored.ok_or_else(|| AwsError::because("orders.release", refused.describe()))?;
                Ok(Transition::Stale(row::read(stored)?))
            }
        }
    }

    /// The rows of a transaction that give the stock of each line back.
    pub(super) fn restock_items(&self, order: &Order) -> Result<Vec<TransactWriteItem>, AwsError> {
        let stock_table = self.stock_table()?;
        let give_back = |line| {
            let row = stock_row(stock_table, line)
                .update_expression("SET available = available + :q ADD writes :one")
                .condition_expression("attribute_exists(available)");
            row.build().map(update).map_err(invalid)
        };
        order.lines.iter().map(give_back).collect()
    }

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
    /// unless its money is being given back: then the deadline is the refund's.
    pub async fn close_receipt(&self, order: &Order, sent: bool) -> Result<Transition, AwsError> {
        let mut order = order.clone();
        for _ in 0..CLOSING_TRIES {
            let change = self
                .update(&order)
                .update_expression(if order.state == State::Refunding {
                    "SET receipt = :closed REMOVE receipt_lease_ms"
                } else {
                    "SET receipt = :closed REMOVE receipt_lease_ms, due_shard, due_at_ms"
                })
                .condition_expression("#state = :from AND receipt = :sending")
                .expression_attribute_values(":closed", text(if sent { RECEIPT_SENT } else { RECEIPT_UNDELIVERABLE }))
                .expression_attribute_values(":from", text(order.state.as_str()))
                .expression_attribute_values(":sending", text(RECEIPT_SENDING));
            match transition(change, "orders.close_receipt").await? {
                Transition::Stale(current) if current.receipt_is_open() => order = current,
                transition => return Ok(transition),
            }
        }
        Ok(Transition::Stale(order))
    }

    /// An update of the order's row that answers with the order.
    fn update(&self, order: &Order) -> UpdateItemFluentBuilder {
        self.client
            .update_item()
            .table_name(&self.table)
            .key("buyer_id", text(order.buyer.as_str()))
            .key("id", text(order.id.as_str()))
            .expression_attribute_names("#state", "state")
            .return_values(ReturnValue::AllNew)
            .return_values_on_condition_check_failure(AllOld)
    }

    /// The same, with `:shard` and `:due` for the due index.
    pub(super) fn due(&self, order: &Order, due: Timestamp) -> UpdateItemFluentBuilder {
        self.update(order)
            .expression_attribute_values(":shard", text(due_shard(&order.id)))
            .expression_attribute_values(":due", number(due.millis()))
    }
}

pub(super) async fn transition(
    change: UpdateItemFluentBuilder,
    operation: &'static str,
) -> Result<Transition, AwsError> {
    let row: Item = match change.send().await {
        Ok(answer) => {
            let row = answer.attributes.ok_or_else(|| AwsError::because(operation, "no row came back"))?;
            return Ok(Transition::Applied(row::read(&row)?));
        }
        Err(error) => match error.as_service_error() {
            Some(UpdateItemError::ConditionalCheckFailedException(failed)) => {
                failed.item().cloned().ok_or_else(|| AwsError::because(operation, "the order is gone"))?
            }
            _ => return Err(AwsError::new(operation, &error)),
        },
    };
    Ok(Transition::Stale(row::read(&row)?))
}
