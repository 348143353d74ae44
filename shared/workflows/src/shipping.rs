//! Sending a paid order's units: the mail is asked for first, then the order says what was sent.

use app_context::{AppContext, Retry, StartError};
use aws::{AuditTable, AwsError, DeskTable, OrdersTable, Queue, Transition};
use domain::{
    accounts::Identity,
    audit::{AuditAction, AuditChange, AuditEntry, AuditResource},
    kernel::{OrderId, ShipmentId, Timestamp},
    notifications::Notification,
    orders::{Order, Shipment, ShipmentRefusal},
};
use serde_json::json;

use super::find_order;

/// Orders, whose they are, the queue of notifications, and the audit log.
#[derive(Debug)]
pub struct ShippingService {
    orders: OrdersTable,
    desk: DeskTable,
    notifications: Queue,
    audit: AuditTable,
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

    const fn action(self) -> AuditAction {
        match self {
            Self::Delivered => AuditAction::ShipmentDelivered,
            Self::Voided => AuditAction::ShipmentVoided,
        }
    }
}

impl ShippingService {
    /// From the environment: tables and the queue of notifications.
    pub fn new(context: &AppContext) -> Result<Self, StartError> {
        let (orders, desk) = (OrdersTable::new(context)?, DeskTable::new(context)?);
        let (notifications, audit) = (Queue::named_by(context, "NOTIFICATIONS_QUEUE_URL")?, AuditTable::new(context)?);
        Ok(Self { orders, desk, notifications, audit })
    }

    /// The order `id`, whosever it is, as it is now.
    pub async fn order(&self, id: &OrderId) -> Result<Option<Order>, AwsError> {
        find_order(&self.desk, &self.orders, id).await
    }

    /// Records `shipment` of `order`, if there is still so much to send. The buyer's mail is asked for before the order says
    /// so: one that is asked for and not due is not sent, and one that is due cannot be lost. Who sent it is recorded with it.
    pub async fn ship(
        &self,
        order: Order,
        shipment: Shipment,
        by: &Identity,
    ) -> Result<Result<ShippedNow, ShipmentRefusal>, AwsError> {
        let mut order = order;
        let units = shipment.lines.iter().map(|line| json!({ "sku": line.sku, "quantity": line.quantity.get() }));
        let sent = json!({ "shipment": shipment.id, "lines": units.collect::<Vec<_>>() });
        let (resource, change) = (AuditResource::order(&order.id), AuditChange::made(&sent));
        let entry = AuditEntry::new(by, shipment.created, AuditAction::ShipmentAdded, resource, change);
        let record = self.audit.row(&entry)?;
        for attempt in Retry::SHIPMENT.tries() {
            match order.check_shipment(&shipment) {
                Ok(None) => {}
                Ok(Some(known)) => return Ok(Ok(ShippedNow::Replayed(Box::new(known.clone())))),
                Err(refusal) => return Ok(Err(refusal)),
            }
            if attempt == 0 {
                let message = Notification::shipped(&order, &shipment);
                self.notifications.send_after(&message, Notification::UNTIL_CERTAIN_SECONDS).await?;
            }
            match self.orders.add_shipment(&order, &shipment, &record).await? {
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
        by: &Identity,
        now: Timestamp,
    ) -> Result<Option<Shipment>, AwsError> {
        let mut order = order.clone();
        let (resource, change) = (AuditResource::order(&order.id), AuditChange::made(&json!({ "shipment": id })));
        let record = self.audit.row(&AuditEntry::new(by, now, end.action(), resource, change))?;
        for _ in Retry::SHIPMENT.tries() {
            let Some(shipment) = order.shipments.iter().find(|known| known.id == *id) else { return Ok(None) };
            let is_over = shipment.delivered.is_some() || shipment.voided.is_some();
            if is_over || (end == ShipmentEnd::Voided && !order.may_void(shipment)) {
                return Ok(Some(shipment.clone()));
            }
            order = match end {
                ShipmentEnd::Delivered => self.orders.note_delivered(&order, shipment, &record, now).await?,
                ShipmentEnd::Voided => self.orders.void_shipment(&order, shipment, &record, now).await?,
            }
            .order();
        }
        Err(AwsError::because("orders.close_shipment", "the order changed faster than its shipment could be ended"))
    }
}
