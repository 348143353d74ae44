//! Moving an order from one state to the next: each move is one conditional write on the state that it leaves.
//!
//! Who loses a race, or repeats a move whose answer was lost, gets the order as it is now and decides again.

use aws_sdk_dynamodb::{
    operation::update_item::{UpdateItemError, builders::UpdateItemFluentBuilder},
    types::{AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure::AllOld, TransactWriteItem, Update},
};
use domain::{
    kernel::Timestamp,
    orders::{CancelReason, Line, Order, State, due_shard},
    payments::IntentId,
};

use super::{
    OrdersTable,
    place::{invalid, stock_row},
    row::{self, NEXT_VERSION, RECEIPT_DUE},
};
use crate::{
    AuditRow, AwsError,
    item::{Item, number, text},
    transaction::{commit, update},
};

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
    /// Starts giving up an order, as far as its state allows that: no payment may begin any more, and the sweep looks again
    /// at `due`. Which of the staff did so is recorded with it.
    pub async fn begin_cancellation(
        &self,
        order: &Order,
        end: CancelReason,
        due: Timestamp,
        record: Option<&AuditRow>,
    ) -> Result<Transition, AwsError> {
        const OPERATION: &str = "orders.begin_cancellation";
        if !order.state.can_become(end.underway()) {
            return Ok(Transition::Stale(order.clone()));
        }
        let change = self
            .due(order, due)
            .update_expression("SET #state = :to, due_shard = :shard, due_at_ms = :due")
            .condition_expression("#state = :from")
            .expression_attribute_values(":to", text(end.underway().as_str()))
            .expression_attribute_values(":from", text(order.state.as_str()));
        match record {
            Some(record) => {
                let after = Order { state: end.underway(), due: Some(due), ..order.clone() };
                Box::pin(self.recorded(&change, OPERATION, record, after)).await
            }
            None => transition(change, OPERATION).await,
        }
    }

    /// Marks an order paid whose intent has succeeded. Its receipt is due, and the sweep looks for it at `due`.
    pub async fn mark_paid(&self, order: &Order, intent: &IntentId, due: Timestamp) -> Result<Transition, AwsError> {
        let change = self.due(order, due).update_expression(
            "SET #state = :to, receipt = :receipt, due_shard = :shard, due_at_ms = :due REMOVE processing_since_ms",
        );
        let from = Sources::of(State::Paid);
        let change = from
            .values_in(change)
            // It is paid once: one whose money is going back was paid before, and what a person decided stands.
            .condition_expression(format!(
                "{} AND payment_intent = :intent AND attribute_not_exists(receipt) AND attribute_not_exists(decision)",
                from.condition
            ))
            .expression_attribute_values(":to", text(State::Paid.as_str()))
            .expression_attribute_values(":receipt", text(RECEIPT_DUE))
            .expression_attribute_values(":intent", text(intent.as_str()));
        transition(change, "orders.mark_paid").await
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

    /// Ends an order that is being given up, has the sweep look at it again where its buyer is to be forgotten, and gives its stock back, in one transaction. The caller knows that the intent
    /// of `order` can never be paid, so the write is refused where the order has another one by now.
    pub async fn release(&self, order: &Order, end: CancelReason) -> Result<Transition, AwsError> {
        let due = order.due_unsold();
        let finish = Update::builder()
            .table_name(&self.table)
            .key("buyer_id", text(order.buyer.as_str()))
            .key("id", text(order.id.as_str()))
            .update_expression(counted(if due.is_some() {
                "SET #state = :to, due_shard = :shard, due_at_ms = :due"
            } else {
                "SET #state = :to REMOVE due_shard, due_at_ms"
            }))
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":to", text(end.reached().as_str()))
            .expression_attribute_values(":from", text(end.underway().as_str()))
            .return_values_on_condition_check_failure(AllOld);
        let finish = due.iter().fold(finish, |finish, due| {
            let finish = finish.expression_attribute_values(":shard", text(due_shard(&order.id)));
            finish.expression_attribute_values(":due", number(due.millis()))
        });
        let finish = match &order.intent {
            None => finish.condition_expression("#state = :from AND attribute_not_exists(payment_intent)"),
            Some(intent) => finish
                .condition_expression("#state = :from AND payment_intent = :intent")
                .expression_attribute_values(":intent", text(intent.as_str())),
        };
        let mut items = vec![update(finish.build().map_err(invalid)?)];
        items.extend(self.restock_lines(&order.lines)?);
        match commit(&self.client, &self.random, "orders.release", items).await? {
            Ok(()) => Ok(Transition::Applied(Order { state: end.reached(), due, ..order.clone() })),
            Err(refused) => {
                let stored = refused.existing(0);
                let stored = stored.ok_or_else(|| AwsError::because("orders.release", refused.describe()))?;
                Ok(Transition::Stale(row::read(stored)?))
            }
        }
    }

    /// The rows of a transaction that give the stock of each line back.
    pub(super) fn restock_lines(&self, lines: &[Line]) -> Result<Vec<TransactWriteItem>, AwsError> {
        let stock_table = self.stock_table()?;
        let give_back = |line| {
            let row = stock_row(stock_table, line)
                .update_expression("SET available = available + :q ADD writes :one")
                .condition_expression("attribute_exists(available)");
            row.build().map(update).map_err(invalid)
        };
        lines.iter().map(give_back).collect()
    }

    /// An update of the order's row that answers with the order.
    pub(super) fn update(&self, order: &Order) -> UpdateItemFluentBuilder {
        self.plain_update(order).expression_attribute_names("#state", "state")
    }

    /// The same, of an expression that does not name the order's state.
    pub(super) fn plain_update(&self, order: &Order) -> UpdateItemFluentBuilder {
        self.client
            .update_item()
            .table_name(&self.table)
            .key("buyer_id", text(order.buyer.as_str()))
            .key("id", text(order.id.as_str()))
            .return_values(ReturnValue::AllNew)
            .return_values_on_condition_check_failure(AllOld)
    }

    /// An update of the order's row, with `:shard` and `:due` for the due index.
    pub(super) fn due(&self, order: &Order, due: Timestamp) -> UpdateItemFluentBuilder {
        self.update(order)
            .expression_attribute_values(":shard", text(due_shard(&order.id)))
            .expression_attribute_values(":due", number(due.millis()))
    }
}

/// The states that an order may leave for another, as a condition of the write that does so.
pub(super) struct Sources {
    /// `#state IN (:from0, :from1)`.
    pub(super) condition: String,
    values: Vec<(String, AttributeValue)>,
}

impl Sources {
    /// Those of `next`, as [`State::sources`] lists them.
    pub(super) fn of(next: State) -> Self {
        let values: Vec<_> =
            next.sources().enumerate().map(|(at, from)| (format!(":from{at}"), text(from.as_str()))).collect();
        let names: Vec<&str> = values.iter().map(|(name, _)| name.as_str()).collect();
        Self { condition: format!("#state IN ({})", names.join(", ")), values }
    }

    /// Gives the condition's values to `change`.
    pub(super) fn values_in(&self, change: UpdateItemFluentBuilder) -> UpdateItemFluentBuilder {
        self.values
            .iter()
            .fold(change, |change, (name, value)| change.expression_attribute_values(name.clone(), value.clone()))
    }
}

/// `expression`, which also counts the row's version on.
pub(super) fn counted(expression: &str) -> String {
    format!("{expression} {NEXT_VERSION}")
}

impl OrdersTable {
    /// The same as [`transition`], in one transaction with the `record` of who makes the change. A transaction does not answer with
    /// the row, so the caller says how the order is `after` it.
    pub(super) async fn recorded(
        &self,
        change: &UpdateItemFluentBuilder,
        operation: &'static str,
        record: &AuditRow,
        after: Order,
    ) -> Result<Transition, AwsError> {
        let expression = counted(change.get_update_expression().as_deref().unwrap_or_default());
        let change = Update::builder()
            .table_name(&self.table)
            .set_key(change.get_key().clone())
            .update_expression(expression)
            .set_condition_expression(change.get_condition_expression().clone())
            .set_expression_attribute_names(change.get_expression_attribute_names().clone())
            .set_expression_attribute_values(change.get_expression_attribute_values().clone())
            .expression_attribute_values(":one", number(1))
            .return_values_on_condition_check_failure(AllOld);
        let rows = vec![update(change.build().map_err(invalid)?), record.0.clone()];
        match commit(&self.client, &self.random, operation, rows).await? {
            Ok(()) => Ok(Transition::Applied(after)),
            Err(refused) => {
                let stored = refused.existing(0);
                let stored = stored.ok_or_else(|| AwsError::because(operation, refused.describe()))?;
                Ok(Transition::Stale(row::read(stored)?))
            }
        }
    }
}

/// Sends a change of an order's row, and counts its version on: every change of one row goes
/// through here, or through [`OrdersTable::recorded`] where staff make it.
pub(super) async fn transition(
    change: UpdateItemFluentBuilder,
    operation: &'static str,
) -> Result<Transition, AwsError> {
    let expression = counted(change.get_update_expression().as_deref().unwrap_or_default());
    let change = change.update_expression(expression).expression_attribute_values(":one", number(1));
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
