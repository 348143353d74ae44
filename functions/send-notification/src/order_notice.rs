//! Word to the shop that an order was paid.

use app_context::{AppContext, StartError};
use aws::{Sent, Transition};
use domain::{
    kernel::{Email, OrderId, UserId},
    notifications::order_notice,
    orders::{Order, merge_shards},
};
use lambda::JobError;

use crate::{LEASE_SECONDS, SendNotification};

/// Who is told, by `SHOP_ORDERS_ADDRESS`; nobody where it is empty.
pub(crate) fn address(context: &AppContext) -> Result<Option<Email>, StartError> {
    const NAME: &str = "SHOP_ORDERS_ADDRESS";
    let invalid = |_| StartError::Invalid { name: NAME.to_owned(), reason: "it must be an e-mail address" };
    context.environment.optional(NAME).map(|text| Email::parse(text).map_err(invalid)).transpose()
}

impl SendNotification {
    /// Tells the shop, once for each order, if it wants to be told. A message that comes twice finds it done.
    pub(crate) async fn order_notice(&self, buyer: &UserId, id: &OrderId) -> Result<(), JobError> {
        let Some(to) = self.shop_orders_address.clone() else { return Ok(()) };
        let Some(order) = self.orders.get(buyer, id).await?.filter(Order::was_paid) else { return Ok(()) };
        let now = self.clock.now();
        let claimed = self.orders.claim_notice(&order, now, now.plus_seconds(LEASE_SECONDS)).await?;
        let Transition::Applied(order) = claimed else { return Ok(()) };
        let lines = merge_shards(&order.lines);
        let names = self.products.names_of(&self.stock, &order, lines.iter().map(|line| &line.sku)).await?;
        if self.mailer.send(&order_notice(&self.shop_name, to, &order, &names)).await? == Sent::Rejected {
            let id = order.id.as_str();
            tracing::warn!(order = id, kind = "order_notice", "the mail service refuses a recipient for good");
        }
        self.orders.close_notice(&order).await?;
        Ok(())
    }
}
