//! What staff did, in a word.

/// What was done. A new kind of change is one line here, and one in [`AuditAction::as_str`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditAction {
    /// A product was written, new or not.
    ProductWritten,
    /// Units were added to the stock or taken away.
    StockAdjusted,
    /// The stock was set to what was counted.
    StockCounted,
    /// A SKU got another threshold with which it is low.
    ThresholdSet,
    /// Units of an order were sent.
    ShipmentAdded,
    /// A shipment reached the buyer.
    ShipmentDelivered,
    /// A shipment was taken back.
    ShipmentVoided,
    /// Money of an order was to be given back.
    RefundRequested,
    /// An unpaid order was cancelled.
    OrderCancelled,
    /// A person decided about an order in review.
    OrderDecided,
    /// An account got another role.
    RoleChanged,
    /// A customer's account was blocked.
    CustomerBlocked,
    /// A customer's account was unblocked.
    CustomerUnblocked,
    /// Events are to be sent to a new endpoint.
    WebhookAdded,
    /// Others are to be sent to an endpoint, or none.
    WebhookChanged,
    /// An endpoint got another secret.
    WebhookSecretRotated,
    /// An endpoint was removed.
    WebhookRemoved,
    /// What shipping costs was set.
    ShippingSet,
    /// What is taxed was set.
    TaxSet,
}

impl AuditAction {
    /// The word of it: `product.written`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ProductWritten => "product.written",
            Self::StockAdjusted => "stock.adjusted",
            Self::StockCounted => "stock.counted",
            Self::ThresholdSet => "stock.threshold_set",
            Self::ShipmentAdded => "shipment.added",
            Self::ShipmentDelivered => "shipment.delivered",
            Self::ShipmentVoided => "shipment.voided",
            Self::RefundRequested => "refund.requested",
            Self::OrderCancelled => "order.cancelled",
            Self::OrderDecided => "order.decided",
            Self::RoleChanged => "staff.role_changed",
            Self::CustomerBlocked => "customer.blocked",
            Self::CustomerUnblocked => "customer.unblocked",
            Self::WebhookAdded => "webhook.added",
            Self::WebhookChanged => "webhook.changed",
            Self::WebhookSecretRotated => "webhook.secret_rotated",
            Self::WebhookRemoved => "webhook.removed",
            Self::ShippingSet => "settings.shipping_set",
            Self::TaxSet => "settings.tax_set",
        }
    }
}
