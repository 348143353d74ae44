//! Giving money back.
//! Source: <https://docs.stripe.com/api/refunds>, <https://docs.stripe.com/refunds>.

use domain::{
    kernel::RefundId,
    orders::{Order, Refund, RefundReason},
    payments::{IntentId, ProviderError, ProviderRefund},
};

use super::{
    Stripe,
    client::{Answer, Call, IsReplayed, KEYS, refused, silent},
    refusal::{Meaning, describe, meaning, refusal},
    wire::{WireList, WireRefund},
};

/// The longest page that Stripe serves. No order of the shop has more refunds.
const PAGE: u32 = 100;

impl Stripe {
    /// All refunds of `intent`, whoever asked for them, as they are now.
    pub async fn refunds(&self, intent: &IntentId) -> Result<Vec<ProviderRefund>, ProviderError> {
        let path = format!("/v1/refunds?payment_intent={intent}&limit={PAGE}");
        let (status, body) = self.repeatedly(Call::get(&path)).await?;
        if !(200..300).contains(&status) {
            return Err(refund_refused(&(status, body)));
        }
        let list: WireList<WireRefund> = serde_json::from_slice(&body).map_err(|_| silent("no list of refunds"))?;
        let refunds: Option<Vec<_>> = list.data.into_iter().map(WireRefund::read).collect();
        refunds.ok_or_else(|| silent("a refund without an identifier"))
    }

    /// Asks for `refund` of `order` to be given back out of `intent`, where the caller has looked: no refund at Stripe names it. The
    /// idempotency keys are the refund's, so every repeat means the same one. The next key is used only where Stripe keeps a failure
    /// of its own under the one before, for whoever asks under it, and shows no refund that came of it all the same.
    pub async fn refund(
        &self,
        order: &Order,
        intent: &IntentId,
        refund: &Refund,
    ) -> Result<ProviderRefund, ProviderError> {
        let form = new_refund(order, intent, refund);
        let call = Call::post("/v1/refunds", &form);
        for attempt in 1..=KEYS {
            let key = format!("{}:refund:{}:{attempt}", order.id, refund.id);
            let (answer, replayed) = self.repeatedly_told(call.under(&key)).await?;
            let (status, body) = &answer;
            if (200..300).contains(status) {
                let refund = serde_json::from_slice::<WireRefund>(body).ok().and_then(WireRefund::read);
                return refund.ok_or_else(|| silent("no refund"));
            }
            if !is_refusal(&answer) && !is_kept(&answer, replayed) {
                return Err(refused(&answer));
            }
            if let Some(made) = self.made(intent, &refund.id).await? {
                return Ok(made);
            }
            if is_refusal(&answer) {
                return Err(refund_refused(&answer));
            }
        }
        Err(silent("the provider fails under every key"))
    }

    /// The refund that Stripe made for the shop's refund `id`, if it did.
    async fn made(&self, intent: &IntentId, id: &RefundId) -> Result<Option<ProviderRefund>, ProviderError> {
        Ok(self.refunds(intent).await?.into_iter().find(|made| made.own.as_ref() == Some(id)))
    }
}

/// What is asked for. Stripe knows three of the shop's reasons.
fn new_refund(order: &Order, intent: &IntentId, refund: &Refund) -> Vec<(&'static str, String)> {
    let mut form = vec![
        ("payment_intent", intent.to_string()),
        ("amount", refund.amount_minor.to_string()),
        ("metadata[order_id]", order.id.to_string()),
        ("metadata[buyer_id]", order.buyer.to_string()),
        ("metadata[refund_id]", refund.id.to_string()),
    ];
    if let Some(reason @ (RefundReason::RequestedByCustomer | RefundReason::Duplicate | RefundReason::Fraudulent)) =
        refund.reason
    {
        form.push(("reason", reason.as_str().to_owned()));
    }
    form
}

/// Whether Stripe keeps this failure under the key, and would give it again to whoever asks. A failure that it does not keep says
/// nothing about the key: another request under it may still be served.
fn is_kept((status, body): &Answer, IsReplayed(replayed): IsReplayed) -> bool {
    (*status >= 500 && replayed) || meaning(*status, body) == Some(Meaning::KeyReused)
}

/// Whether Stripe refuses this very refund.
fn is_refusal(answer: &Answer) -> bool {
    matches!(refund_refused(answer), ProviderError::RefundRefused(_))
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
