//! An order by its identifier alone, for staff.

use aws::{AwsError, DeskTable, OrdersTable};
use domain::{kernel::OrderId, orders::Order};

/// The order `id`, whosever it is, as it is now. The desk knows its buyer, once it shows the order.
pub async fn find_order(desk: &DeskTable, orders: &OrdersTable, id: &OrderId) -> Result<Option<Order>, AwsError> {
    match desk.buyer_of(id).await? {
        Some(buyer) => orders.get(&buyer, id).await,
        None => Ok(None),
    }
}
