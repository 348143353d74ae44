//! Word to the shop that an order was paid, as the order's row sees it: being sent, or sent.

use domain::{kernel::Timestamp, orders::Order};

use super::{
    OrdersTable,
    transition::{Transition, transition},
};
use crate::{AwsError, item::boolean, item::number};

impl OrdersTable {
    /// Takes on the sending of the notice until `lease`, unless it was sent or somebody else is at it.
    pub async fn claim_notice(&self, order: &Order, now: Timestamp, lease: Timestamp) -> Result<Transition, AwsError> {
        let change = self
            .update(order)
            .update_expression("SET notice_lease_ms = :lease")
            .condition_expression(
                "attribute_exists(#state) AND attribute_not_exists(notice_sent) \
                 AND (attribute_not_exists(notice_lease_ms) OR notice_lease_ms <= :now)",
            )
            .expression_attribute_values(":lease", number(lease.millis()))
            .expression_attribute_values(":now", number(now.millis()));
        transition(change, "orders.claim_notice").await
    }

    /// Notes that the notice was sent, or never can be.
    pub async fn close_notice(&self, order: &Order) -> Result<Transition, AwsError> {
        let change = self
            .update(order)
            .update_expression("SET notice_sent = :yes REMOVE notice_lease_ms")
            .condition_expression("attribute_exists(#state)")
            .expression_attribute_values(":yes", boolean(true));
        transition(change, "orders.close_notice").await
    }
}
