//! The mail about a refund, once: whoever takes it on has a lease, and another worker's message waits for how that ends.

use aws::Transition;
use domain::{
    kernel::{OrderId, RefundId, UserId},
    notifications::refunded,
    orders::{Order, Refund},
    payments::RefundStatus,
};
use lambda::JobError;

use crate::{LEASE_SECONDS, SendNotification};

impl SendNotification {
    /// Word of a refund, if its money was given back after all, and the buyer was not told yet.
    pub(crate) async fn refunded(&self, buyer: &UserId, order: &OrderId, id: &RefundId) -> Result<(), JobError> {
        let Some(order) = self.orders.get(buyer, order).await? else { return Ok(()) };
        let Some(refund) = open(&order, id) else { return Ok(()) };
        let now = self.clock.now();
        let lease = now.plus_seconds(LEASE_SECONDS);
        match self.orders.claim_refund_notice(&order, refund, now, lease).await? {
            Transition::Applied(order) => {
                self.mail_refund(&order, refund).await?;
                self.orders.close_refund_notice(&order, refund).await?;
                Ok(())
            }
            Transition::Stale(current) if open(&current, id).is_none() => Ok(()),
            // Should they fail, this message is all that remembers the mail.
            Transition::Stale(_) => Err(JobError("another worker is sending this mail".to_owned())),
        }
    }

    async fn mail_refund(&self, order: &Order, refund: &Refund) -> Result<(), JobError> {
        let Some(email) = self.recipient(order).await? else {
            tracing::warn!(order = order.id.as_str(), "the buyer is gone: there is nobody to tell of the refund");
            return Ok(());
        };
        let skus = refund.lines.iter().map(|line| &line.sku);
        let names = self.products.names_of(&self.stock, order, skus).await?;
        self.tell("refunded", &refunded(&self.shop_name, email, order, refund, &names)).await
    }
}

/// The refund, if its mail is still owed.
fn open<'a>(order: &'a Order, id: &RefundId) -> Option<&'a Refund> {
    let is_open = |refund: &&Refund| refund.status == RefundStatus::Succeeded && !refund.is_told;
    order.refunds.iter().find(|known| known.id == *id).filter(is_open)
}
