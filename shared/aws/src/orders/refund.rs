//! Giving an order's money back, as its row sees it. The deadline stays while a receipt is owed.

use app_context::Retry;
use aws_sdk_dynamodb::types::{ReturnValuesOnConditionCheckFailure::AllOld, Update};
use domain::{
    kernel::Timestamp,
    orders::{Order, RefundOutcome, RefundRequest, State, due_shard},
};

use super::{
    OrdersTable,
    place::invalid,
    row::{self, RECEIPT_DUE, RECEIPT_SENDING},
    transition::{Sources, Transition, counted, transition},
};
use crate::{
    AwsError,
    item::{number, text},
    transaction::{commit, update},
};

impl OrdersTable {
    /// Starts giving a paid order's money back: the sweep looks again at `due`. Which merchant asked, and when, is kept;
    /// a refund at the provider has no `request`.
    pub async fn begin_refund(
        &self,
        order: &Order,
        request: Option<&RefundRequest>,
        due: Timestamp,
    ) -> Result<Transition, AwsError> {
        let from = Sources::of(State::Refunding);
        let change = from
            .values_in(self.due(order, due))
            .condition_expression(&from.condition)
            .expression_attribute_values(":to", text(State::Refunding.as_str()));
        let change = match request {
            None => change.update_expression("SET #state = :to, due_shard = :shard, due_at_ms = :due"),
            Some(RefundRequest { by, at }) => change
                .update_expression(
                    "SET #state = :to, due_shard = :shard, due_at_ms = :due, refunded_by = :by, refunded_at_ms = :at",
                )
                .expression_attribute_values(":by", text(by.as_str()))
                .expression_attribute_values(":at", number(at.millis())),
        };
        transition(change, "orders.begin_refund").await
    }

    /// Ends an order whose money is being given back; where it was, the stock of each line returns in the same
    /// transaction. The deadline goes, unless a receipt is owed: then the sweep looks for that at `due`.
    pub async fn end_refund(&self, order: &Order, end: RefundOutcome, due: Timestamp) -> Result<Transition, AwsError> {
        let mut order = order.clone();
        for _ in Retry::REFUND_END.tries() {
            match self.try_to_end_refund(&order, end, due).await? {
                Transition::Stale(current) if current.state == State::Refunding => order = current,
                transition => return Ok(transition),
            }
        }
        Ok(Transition::Stale(order))
    }

    async fn try_to_end_refund(
        &self,
        order: &Order,
        end: RefundOutcome,
        due: Timestamp,
    ) -> Result<Transition, AwsError> {
        let due = order.receipt_is_open().then_some(due);
        let finish = self.ending(order, end, due).build().map_err(invalid)?;
        let mut items = vec![update(finish)];
        if end == RefundOutcome::Refunded {
            items.extend(self.restock_items(order)?);
        }
        match commit(&self.client, &self.random, "orders.end_refund", items).await? {
            Ok(()) => Ok(Transition::Applied(Order { state: end.reached(), due, ..order.clone() })),
            Err(refused) => {
                let stored = refused.existing(0);
                let stored = stored.ok_or_else(|| AwsError::because("orders.end_refund", refused.describe()))?;
                Ok(Transition::Stale(row::read(stored)?))
            }
        }
    }

    /// The order's own row of the transaction: conditional on the receipt's being open, or not, as it was read.
    fn ending(
        &self,
        order: &Order,
        end: RefundOutcome,
        due: Option<Timestamp>,
    ) -> aws_sdk_dynamodb::types::builders::UpdateBuilder {
        let update = Update::builder()
            .table_name(&self.table)
            .key("buyer_id", text(order.buyer.as_str()))
            .key("id", text(order.id.as_str()))
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":to", text(end.reached().as_str()))
            .expression_attribute_values(":from", text(State::Refunding.as_str()))
            .return_values_on_condition_check_failure(AllOld);
        let update = update
            .expression_attribute_values(":open", text(RECEIPT_DUE))
            .expression_attribute_values(":sending", text(RECEIPT_SENDING));
        match due {
            Some(due) => update
                .update_expression(counted("SET #state = :to, due_shard = :shard, due_at_ms = :due"))
                .condition_expression("#state = :from AND receipt IN (:open, :sending)")
                .expression_attribute_values(":shard", text(due_shard(&order.id)))
                .expression_attribute_values(":due", number(due.millis())),
            None => update
                .update_expression(counted("SET #state = :to REMOVE due_shard, due_at_ms"))
                .condition_expression("#state = :from AND NOT receipt IN (:open, :sending)"),
        }
    }
}
