//! An event: what its reader gets.

use std::{fmt, str::FromStr};

use serde::Serialize;

use super::{OrderFacts, ProductFacts, StockFacts};
use crate::kernel::{Digest, EventId, OrderId, Timestamp, UserId};

/// What kind of thing happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EventType {
    /// An order was placed.
    OrderPlaced,
    /// An order was paid.
    OrderPaid,
    /// Units of an order were shipped: once for each shipment.
    OrderShipped,
    /// Money of an order was given back.
    OrderRefunded,
    /// A buyer disputed an order's payment, or the dispute has come further.
    OrderDisputed,
    /// An order was cancelled, and its stock is back.
    OrderCancelled,
    /// Nobody paid an order in time, and its stock is back.
    OrderExpired,
    /// A SKU's stock went down to its threshold, or to nothing.
    StockLow,
    /// A product is new, or a merchant changed it.
    ProductChanged,
}

/// A text that names no type of event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such type of event")]
pub struct InvalidEventType;

impl EventType {
    /// Every type.
    pub const ALL: [Self; 9] = [
        Self::OrderPlaced,
        Self::OrderPaid,
        Self::OrderShipped,
        Self::OrderRefunded,
        Self::OrderDisputed,
        Self::OrderCancelled,
        Self::OrderExpired,
        Self::StockLow,
        Self::ProductChanged,
    ];

    /// Its name: `order.paid`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OrderPlaced => "order.placed",
            Self::OrderPaid => "order.paid",
            Self::OrderShipped => "order.shipped",
            Self::OrderRefunded => "order.refunded",
            Self::OrderDisputed => "order.disputed",
            Self::OrderCancelled => "order.cancelled",
            Self::OrderExpired => "order.expired",
            Self::StockLow => "stock.low",
            Self::ProductChanged => "product.changed",
        }
    }
}

impl fmt::Display for EventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for EventType {
    type Err = InvalidEventType;

    fn from_str(text: &str) -> Result<Self, InvalidEventType> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(InvalidEventType)
    }
}

impl Serialize for EventType {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Something that happened. It holds identifiers and amounts, and nothing about a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Event {
    /// The same for the same change, however often it is told.
    pub id: EventId,
    /// What kind of thing happened.
    #[serde(rename = "type")]
    pub kind: EventType,
    /// The version of this form.
    pub version: u8,
    /// When the row changed.
    pub timestamp: Timestamp,
    /// What it happened to: an order, a SKU or a product.
    pub subject: String,
    /// Which of the subject's changes it was: later ones have greater numbers, and some numbers have no event.
    pub sequence: u64,
    /// What is told.
    pub data: EventData,
}

/// What an event tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum EventData {
    /// Of an order.
    Order(Box<OrderFacts>),
    /// Of a SKU's stock.
    Stock(StockFacts),
    /// Of a product.
    Product(ProductFacts),
}

impl Event {
    /// The version of the form that this code writes: described by `docs/events/`.
    pub const VERSION: u8 = 1;

    /// The event of `kind` that change number `sequence` of `subject` made. `part` tells several of one kind in one change
    /// apart, such as the shipment.
    #[must_use]
    pub fn new(kind: EventType, subject: &str, part: &str, sequence: u64, at: Timestamp, data: EventData) -> Self {
        let parts = [kind.as_str().as_bytes(), subject.as_bytes(), part.as_bytes(), &sequence.to_be_bytes()];
        Self {
            id: EventId::from_digest(&Digest::of(&parts)),
            kind,
            version: Self::VERSION,
            timestamp: at,
            subject: subject.to_owned(),
            sequence,
            data,
        }
    }

    /// The order that was paid, and whose it is, if that is what happened.
    #[must_use]
    pub fn paid_order(&self) -> Option<(&UserId, &OrderId)> {
        match &self.data {
            EventData::Order(facts) if self.kind == EventType::OrderPaid => Some(facts.ids()),
            _ => None,
        }
    }

    /// The event as JSON, as it is published and sent.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Texts and numbers alone: there is nothing in it that JSON could not say.
        serde_json::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_read_back_from_its_name() {
        for kind in EventType::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
        assert_eq!("order.lost".parse::<EventType>(), Err(InvalidEventType));
    }
}
