//! Noting what buyers dispute: the provider's record is the truth, and the order keeps a copy, by which refunds are bounded.

use app_context::Retry;
use aws::{AwsError, Transition};
use domain::{
    orders::Order,
    payments::{Dispute, DisputeStatus},
};

use super::PaymentService;

impl PaymentService {
    /// Notes the disputes that the provider shows. A person is told of each that is new, waits for an answer or was lost.
    pub async fn note_disputes(&self, order: Order, shown: &[Dispute]) -> Result<Order, AwsError> {
        let mut order = order;
        for _ in Retry::REFUND.tries() {
            let Some(after) = order.with_disputes(shown) else { return Ok(order) };
            match self.orders.note_disputes(&order, &after).await? {
                Transition::Applied(noted) => {
                    noted.moved_disputes(&order).for_each(|dispute| tell(&noted, dispute));
                    return Ok(noted);
                }
                Transition::Stale(current) => order = current,
            }
        }
        Err(AwsError::because("orders.note_disputes", "the order changed faster than its disputes could be noted"))
    }
}

/// Says in the log how a dispute stands; where a person has to do something, where an alarm listens.
fn tell(order: &Order, dispute: &Dispute) {
    let (id, dispute_id, status) = (order.id.as_str(), dispute.id.as_str(), dispute.status.as_str());
    if dispute.status.needs_answer() || dispute.status == DisputeStatus::Lost {
        let until = dispute.due_by.map(|due_by| due_by.to_string());
        tracing::error!(
            order = id,
            dispute = dispute_id,
            status,
            until,
            alarm = "order_disputed",
            "a payment is disputed"
        );
    } else {
        tracing::info!(order = id, dispute = dispute_id, status, "a dispute has come further");
    }
}
