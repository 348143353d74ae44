//! Giving money back.
//! Source: <https://docs.stripe.com/api/refunds>, <https://docs.stripe.com/refunds>.

use domain::{
    orders::Order,
    payments::{IntentId, ProviderError, Refunds},
};

use super::{
    Stripe,
    client::{Answer, Call, refused, silent},
    refusal::{Meaning, describe, meaning, refusal},
    wire::{WireList, WireRefund},
};

/// The longest page that Stripe serves. No order of the shop has more refunds.
const PAGE: u32 = 100;

impl Stripe {
    /// All refunds of `intent`, whoever asked for them, as they are now.
    pub async fn refunds(&self, intent: &IntentId) -> Result<Refunds, ProviderError> {
        let path = format!("/v1/refunds?payment_intent={intent}&limit={PAGE}");
        let (status, body) = self.repeatedly(Call::get(&path)).await?;
        if !(200..300).contains(&status) {
            return Err(refund_refused(&(status, body)));
        }
        let list: WireList<WireRefund> = serde_json::from_slice(&body).map_err(|_| silent("no list of refunds"))?;
        Ok(list.data.into_iter().map(WireRefund::read).fold(Refunds::default(), Refunds::and))
    }

    /// Asks for all that is left of `intent` to be given back, where `before` is what the provider has said so far. All
    /// that comes of it. The idempotency keys are the order's and tell what had been asked for before, so every repeat
    /// means the same refund, and a rest that turns up later means another one. Where a key holds a failure, or was
    /// forgotten after a day, Stripe gives no more back than came in.
    pub async fn refund(&self, order: &Order, intent: &IntentId, before: Refunds) -> Result<Refunds, ProviderError> {
        let form = [
            ("payment_intent", intent.to_string()),
            ("metadata[order_id]", order.id.to_string()),
            ("metadata[buyer_id]", order.buyer.to_string()),
        ];
        let call = Call::post("/v1/refunds", &form);
        let purpose = format!("{}:refund:{}", order.id, before.requested_minor());
        let (status, body) = self.under_keys(call, &purpose).await?;
        if (200..300).contains(&status) {
            let refund: WireRefund = serde_json::from_slice(&body).map_err(|_| silent("no refund"))?;
            return Ok(before.and(refund.read()));
        }
        match meaning(status, &body) {
            Some(Meaning::AlreadyRefunded) => self.refunds(intent).await,
            _ => Err(refund_refused(&(status, body))),
        }
    }
}

/// What a bad answer about refunds means: that this refund is refused, an intent that is none, or what it means to any call.
fn refund_refused(answer: &Answer) -> ProviderError {
    let (status, body) = answer;
    match (status, meaning(*status, body)) {
        (400 | 402 | 404, Some(Meaning::Missing | Meaning::Temporary | Meaning::KeyReused) | None) => refused(answer),
        (400 | 402 | 404, Some(_)) => {
            let code = refusal(*status, body).and_then(|error| error.code);
            ProviderError::RefundRefused(code.unwrap_or_else(|| describe(*status, body)))
        }
        _ => refused(answer),
    }
}
