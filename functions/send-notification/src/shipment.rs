//! The mail about a shipment, once: whoever takes it on has a lease, and another worker's message waits for how that ends.

use aws::Transition;
use domain::{
    kernel::{OrderId, ShipmentId, UserId},
    notifications::shipped,
    orders::{Order, Shipment},
};
use lambda::JobError;

use crate::{LEASE_SECONDS, SendNotification};

impl SendNotification {
    /// Word of a shipment, if it was recorded after all, was not voided, and the buyer was not told yet.
    pub(crate) async fn shipped(&self, buyer: &UserId, order: &OrderId, id: &ShipmentId) -> Result<(), JobError> {
        let Some(order) = self.orders.get(buyer, order).await? else { return Ok(()) };
        let Some(shipment) = open(&order, id) else { return Ok(()) };
        let now = self.clock.now();
        let lease = now.plus_seconds(LEASE_SECONDS);
        match self.orders.claim_shipment_notice(&order, shipment, now, lease).await? {
            Transition::Applied(order) => {
                self.mail_shipment(&order, shipment).await?;
                self.orders.close_shipment_notice(&order, shipment).await?;
                Ok(())
            }
            Transition::Stale(current) if open(&current, id).is_none() => Ok(()),
            // Should they fail, this message is all that remembers the mail.
            Transition::Stale(_) => Err(JobError("another worker is sending this mail".to_owned())),
        }
    }

    async fn mail_shipment(&self, order: &Order, shipment: &Shipment) -> Result<(), JobError> {
        let Some(email) = self.recipient(order).await? else {
            tracing::warn!(order = order.id.as_str(), "the buyer is gone: there is nobody to tell of the shipment");
            return Ok(());
        };
        let skus = shipment.lines.iter().map(|line| &line.sku);
        let names = self.products.names_of(&self.stock, order, skus).await?;
        self.tell("shipped", &shipped(&self.shop_name, email, order, shipment, &names)).await
    }
}

/// The shipment, if its mail is still owed.
fn open<'a>(order: &'a Order, id: &ShipmentId) -> Option<&'a Shipment> {
    order.shipments.iter().find(|known| known.id == *id && !known.is_told && known.counts())
}
