//! Messages about payments. They name things; they carry no secret and nothing personal.

use serde::{Deserialize, Serialize};

use super::IntentId;
use crate::kernel::{OrderId, UserId};

/// Asks for an order's payment to be settled with the provider's truth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncRequest {
    /// The version of the message's form.
    pub version: u8,
    /// Whose order it is.
    pub buyer_id: UserId,
    /// The order.
    pub order_id: OrderId,
    /// The intent that the provider's event was about.
    pub payment_intent: IntentId,
    /// The provider's event that caused this, for the trail.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub event: Option<String>,
}

impl SyncRequest {
    /// The form of message that this code writes and reads.
    pub const VERSION: u8 = 1;
}

/// Asks for an order's disputes to be noted as the provider shows them. A dispute names an intent and no order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DisputeSync {
    /// The version of the message's form.
    pub version: u8,
    /// The intent whose payment is disputed.
    pub disputed_intent: IntentId,
    /// The provider's event that caused this, for the trail.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub event: Option<String>,
}

impl DisputeSync {
    /// The form of message that this code writes and reads.
    pub const VERSION: u8 = 1;
}

/// An event from the provider that needs an operator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParkedEvent {
    /// The version of the message's form.
    pub version: u8,
    /// Why it was parked, as a code.
    pub reason: String,
    /// The provider's event, if it came by one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub event: Option<String>,
    /// The intent that it is about, if it names one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub payment_intent: Option<String>,
}

impl ParkedEvent {
    /// An event parked for `reason`.
    #[must_use]
    pub fn new(reason: &str, event: Option<String>, payment_intent: Option<String>) -> Self {
        Self { version: 1, reason: reason.to_owned(), event, payment_intent }
    }
}
