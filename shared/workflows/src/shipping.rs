//! Sending a paid order's units: the mail is asked for first, then the order says what was sent.

use app_context::{AppContext, StartError};
use aws::{AwsError, DeskTable, OrdersTable, Queue, Transition};
use domain::{
    kernel::{OrderId, ShipmentId, Timestamp},
    notifications::Notification,
    orders::{Order, Shipment, ShipmentRefusal},
};

use super::find_order;

/// Staff who take units of one order at the same moment are in each other's way so often at most.
const TRIES: u32 = 5;

/// Orders, whose they are, and the queue of notifications.
#[derive(Debug)]
pub struct ShippingService {
    orders: OrdersTable,
    desk: DeskTable,
    notifications: Queue,
}

/// How recording a shipment ended.
#[derive(Debug)]
pub enum ShippedNow {
    /// It was recorded now.
    New(Box<Shipment>),
    /// The same request had recorded it before.
    Replayed(Box<Shipment>),
}

/// What becomes of a shipment: one of the two, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShipmentEnd {
    /// It reached the buyer.
    Delivered,
    /// It was recorded by mistake: its units were not sent.
    Voided,
}

impl ShipmentEnd {
    /// Whether that has become of `shipment`.
    #[must_use]
    pub const fn is_reached(self, shipment: &Shipment) -> bool {
        match self {
            Self::Delivered => shipment.delivered.is_some(),
            Self::Voided => shipment.voided.is_some(),
        }
    }
}

impl ShippingService {
    /// From the environment: tables and the queue of notifications.
    pub fn new(context: &AppContext) -> Result<Self, StartError> {
        let (orders, desk) = (OrdersTable::new(context)?, DeskTable::new(context)?);
        Ok(Self { orders, desk, notifications: Queue::named_by(context, "NOTIFICATIONS_QUEUE_URL")? })
    }

    /// The order `id`, whosever it is, as it is now.
    pub async fn order(&self, id: &OrderId) -> Result<Option<Order>, AwsError> {
        find_order(&self.desk, &self.orders, id).await
    }

    /// Records `shipment` of `order`, if there is still so much to send. The buyer's mail is asked for before the order says
    /// so: one that is asked for and not due is not sent, and one that is due cannot be lost.
    pub async fn ship(
        &self,
        order: Order,
        shipment: Shipment,
    ) -> Result<Result<ShippedNow, ShipmentRefusal>, AwsError> {
        let mut order = order;
        for attempt in 0..TRIES {
            match order.check_shipment(&shipment) {
                Ok(None) => {}
                Ok(Some(known)) => return Ok(Ok(ShippedNow::Replayed(Box::new(known.clone())))),
                Err(refusal) => return Ok(Err(refusal)),
            }
            if attempt == 0 {
                let message = Notification::shipped(&order, &shipment);
                self.notifications.send_after(&message, Notification::UNTIL_CERTAIN_SECONDS).await?;
            }
            match self.orders.add_shipment(&order, &shipment).await? {
                Transition::Applied(order) => {
                    let (order, id) = (order.id.as_str(), shipment.id.as_str());
                    tracing::info!(order, shipment = id, by = shipment.by.as_str(), "units of an order were shipped");
                    return Ok(Ok(ShippedNow::New(Box::new(shipment))));
                }
                Transition::Stale(current) => order = current,
            }
        }
        Err(AwsError::because("orders.add_shipment", "the order changed faster than a shipment could be added"))
    }

    /// Notes what has become of a shipment of `order`. The shipment as it is now: it may have come to the other end, or to none where
    /// it may not be voided. None if the order has no such shipment.
    pub async fn end(
        &self,
        order: &Order,
        id: &ShipmentId,
        end: ShipmentEnd,
        now: Timestamp,
    ) -> Result<Option<Shipment>, AwsError> {
        let mut order = order.clone();
        for _ in 0..TRIES {
            let Some(shipment) = order.shipments.iter().find(|known| known.id == *id) else { return Ok(None) };
            let is_over = shipment.delivered.is_some() || shipment.voided.is_some();
            if is_over || (end == ShipmentEnd::Voided && !order.may_void(shipment)) {
                return Ok(Some(shipment.clone()));
            }
            order = match end {
                ShipmentEnd::Delivered => self.orders.note_delivered(&order, shipment, now).await?,
                ShipmentEnd::Voided => self.orders.void_shipment(&order, shipment, now).await?,
            }
            .order();
        }
        Err(AwsError::because("orders.close_shipment", "the order changed faster than its shipment could be ended"))
    }
}
