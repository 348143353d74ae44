//! What buyers dispute at their banks.
//! Source: <https://docs.stripe.com/api/disputes>, <https://docs.stripe.com/disputes>.

use domain::{
    kernel::{OrderId, Timestamp, UserId},
    payments::{Dispute, DisputeReason, DisputeStatus, IntentId, ProviderError},
};
use serde::Deserialize;

use super::{
    Stripe,
    client::{Call, refused, silent},
    wire::{WireIntent, WireList},
};

/// The longest page that Stripe serves. No payment has more disputes.
const PAGE: u32 = 100;

/// A dispute. Source: <https://docs.stripe.com/api/disputes/object>.
#[derive(Deserialize)]
struct WireDispute {
    id: String,
    amount: u64,
    created: i64,
    #[serde(default)]
    reason: String,
    status: String,
    evidence_details: Option<WireEvidence>,
}

#[derive(Deserialize)]
struct WireEvidence {
    due_by: Option<i64>,
}

impl WireDispute {
    /// The dispute in the shop's words. A status of a later version of the API takes the money until it is known to do otherwise.
    fn read(self) -> Option<Dispute> {
        let instant = |seconds: i64| Timestamp::from_millis(seconds.saturating_mul(1_000));
        Some(Dispute {
            id: self.id.parse().ok()?,
            amount_minor: self.amount,
            reason: DisputeReason::of(&self.reason),
            status: self.status.parse().unwrap_or(DisputeStatus::UnderReview),
            due_by: self.evidence_details.and_then(|evidence| evidence.due_by).map(instant),
            created: instant(self.created),
        })
    }
}

impl Stripe {
    /// All disputes of `intent`'s payment, as they are now.
    pub async fn disputes(&self, intent: &IntentId) -> Result<Vec<Dispute>, ProviderError> {
        let path = format!("/v1/disputes?payment_intent={intent}&limit={PAGE}");
        let answer = self.repeatedly(Call::get(&path)).await?;
        if !(200..300).contains(&answer.0) {
            return Err(refused(&answer));
        }
        let list: WireList<WireDispute> =
            serde_json::from_slice(&answer.1).map_err(|_| silent("no list of disputes"))?;
        let disputes: Option<Vec<_>> = list.data.into_iter().map(WireDispute::read).collect();
        disputes.ok_or_else(|| silent("a dispute without an identifier"))
    }

    /// Whose order the intent was made for, and which, as its metadata say; none where they name none.
    pub async fn order_of(&self, intent: &IntentId) -> Result<Option<(UserId, OrderId)>, ProviderError> {
        let path = format!("/v1/payment_intents/{intent}");
        let answer = self.repeatedly(Call::get(&path)).await?;
        if !(200..300).contains(&answer.0) {
            return Err(refused(&answer));
        }
        let intent: WireIntent = serde_json::from_slice(&answer.1).map_err(|_| silent("no payment intent"))?;
        let buyer = intent.buyer();
        Ok(buyer.zip(intent.read().and_then(|intent| intent.order)))
    }
}
