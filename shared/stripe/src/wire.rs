//! Stripe's JSON, as far as the shop reads it.
//! Source: <https://docs.stripe.com/api/payment_intents/object>, <https://docs.stripe.com/api/errors>.

use domain::{
    kernel::{Currency, Money, Secret, Timestamp, UserId},
    payments::{Intent, IntentStatus, ProviderRefund, RefundStatus},
};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A payment intent.
#[derive(Deserialize)]
pub(super) struct WireIntent {
    id: String,
    amount: u64,
    #[serde(default)]
    amount_received: u64,
    currency: String,
    status: String,
    client_secret: Option<String>,
    #[serde(default, deserialize_with = "null_is_default")]
    metadata: Metadata,
    latest_charge: Option<LatestCharge>,
}

/// An intent's latest charge, the only one of its charges that can have succeeded: in full where that was asked for.
#[derive(Deserialize)]
#[serde(untagged)]
enum LatestCharge {
    Full(WireCharge),
    Id(#[expect(dead_code, reason = "it tells that there is one, and no more")] String),
}

/// A charge.
#[derive(Deserialize)]
pub(super) struct WireCharge {
    pub(super) status: String,
    pub(super) amount_refunded: u64,
    /// Whether its payment was ever disputed, however that ended.
    #[serde(default)]
    pub(super) disputed: bool,
}

/// A list, newest first.
#[derive(Deserialize)]
pub(super) struct WireList<T> {
    pub(super) data: Vec<T>,
    pub(super) has_more: bool,
}

/// A refund. Source: <https://docs.stripe.com/api/refunds/object>.
#[derive(Deserialize)]
pub(super) struct WireRefund {
    id: String,
    amount: u64,
    created: i64,
    status: Option<String>,
    #[serde(default, deserialize_with = "null_is_default")]
    metadata: Metadata,
}

impl WireRefund {
    /// The refund in the shop's words; `None` for one that makes no sense here.
    pub(super) fn read(self) -> Option<ProviderRefund> {
        let status = match self.status.as_deref() {
            Some("succeeded") => RefundStatus::Succeeded,
            Some("failed" | "canceled") => RefundStatus::Failed,
            // `pending`, `requires_action`, and whatever else is no end.
            _ => RefundStatus::Pending,
        };
        Some(ProviderRefund {
            id: self.id.parse().ok()?,
            amount_minor: self.amount,
            status,
            created: Timestamp::from_millis(self.created.saturating_mul(1_000)),
            own: self.metadata.refund_id.and_then(|id| id.parse().ok()),
        })
    }
}

/// `null` where an object could stand: Stripe sends it in the place of an empty one.
fn null_is_default<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// What the shop wrote on an intent or a refund.
#[derive(Debug, Default, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the names are the metadata's")]
pub(super) struct Metadata {
    pub(super) order_id: Option<String>,
    pub(super) buyer_id: Option<String>,
    pub(super) refund_id: Option<String>,
}

/// An answer that refuses.
#[derive(Deserialize)]
pub(super) struct WireRefusal {
    pub(super) error: WireError,
}

/// The error itself.
#[derive(Default, Deserialize)]
pub(super) struct WireError {
    #[serde(rename = "type", default)]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) code: Option<String>,
    #[serde(default)]
    pub(super) decline_code: Option<String>,
    #[serde(default)]
    pub(super) param: Option<String>,
    #[serde(default)]
    payment_intent: Option<Value>,
}

impl WireError {
    /// The intent that the refusal shows, if there is one that makes sense here.
    pub(super) fn intent(self) -> Option<Intent> {
        serde_json::from_value::<WireIntent>(self.payment_intent?).ok()?.read()
    }
}

impl WireIntent {
    /// Whose order it was made for, as its metadata says.
    pub(super) fn buyer(&self) -> Option<UserId> {
        self.metadata.buyer_id.as_deref()?.parse().ok()
    }

    /// Its latest charge, if it was asked for in full.
    pub(super) fn charge(&self) -> Option<&WireCharge> {
        match self.latest_charge.as_ref()? {
            LatestCharge::Full(charge) => Some(charge),
            LatestCharge::Id(_) => None,
        }
    }

    /// The intent in the shop's words; `None` for one that makes no sense here.
    pub(super) fn read(self) -> Option<Intent> {
        let currency = Currency::parse(&self.currency)?;
        Some(Intent {
            refunded_minor: self.charge().map_or(0, |charge| charge.amount_refunded),
            id: self.id.parse().ok()?,
            status: status(&self.status)?,
            amount: Money::new(self.amount, currency),
            received_minor: self.amount_received,
            order: self.metadata.order_id.and_then(|id| id.parse().ok()),
            client_secret: self.client_secret.map(Secret::new),
        })
    }
}

fn status(text: &str) -> Option<IntentStatus> {
    Some(match text {
        "requires_payment_method" => IntentStatus::RequiresPaymentMethod,
        "requires_confirmation" => IntentStatus::RequiresConfirmation,
        "requires_action" => IntentStatus::RequiresAction,
        // The shop never asks for separate capture: an intent that waits for it is in somebody else's hands.
        "processing" | "requires_capture" => IntentStatus::Processing,
        "succeeded" => IntentStatus::Succeeded,
        "canceled" => IntentStatus::Canceled,
        _ => return None,
    })
}
