//! Giving money back, in part or whole, and never more than came.
//!
//! Stripe: "Create a refund", <https://docs.stripe.com/api/refunds/create>.

use serde_json::Value;

use crate::Stripe;
use crate::errors::Refusal;
use crate::events::Origin;
use crate::intents::State;
use crate::ledger::{Charge, Refund};
use crate::parameters::NewRefund;

impl Stripe {
    pub(crate) fn create_refund(&mut self, new: NewRefund, origin: &Origin) -> Result<Value, Refusal> {
        let mut charge = self.refundable_charge(&new)?;
        let rest = charge.amount - charge.amount_refunded;
        if rest == 0 {
            let message = format!("Charge {} has already been refunded.", charge.id);
            return Err(Refusal::invalid(message).code("charge_already_refunded"));
        }
        let amount = new.amount.unwrap_or(rest);
        if amount > rest {
            let message = format!("Refund amount ({amount}) is greater than unrefunded amount on charge ({rest})");
            return Err(Refusal::invalid(message).param("amount"));
        }
        charge.amount_refunded += amount;
        let refund = Refund {
            id: self.store.ids.next("re"),
            charge: charge.id.clone(),
            intent: charge.intent.clone(),
            amount,
            currency: charge.currency.clone(),
            created: origin.now,
            reason: new.reason,
            metadata: new.metadata,
        };
        let (refund_json, charge_json) = (refund.json(), charge.json());
        self.store.refunds.put(&refund.id.clone(), refund);
        self.store.charges.put(&charge.id.clone(), charge);
        self.emit("refund.created", refund_json.clone(), origin);
        self.emit("charge.refunded", charge_json, origin);
        Ok(refund_json)
    }

    fn refundable_charge(&self, new: &NewRefund) -> Result<Charge, Refusal> {
        let id = match (&new.payment_intent, &new.charge) {
            (Some(id), _) => {
                let intent = self
                    .store
                    .intents
                    .get(id)
                    .ok_or_else(|| Refusal::no_such_reference("payment_intent", id, "payment_intent"))?;
                let State::Succeeded { charge, .. } = &intent.state else {
                    return Err(Refusal::invalid(format!(
                        "This PaymentIntent ({id}) does not have a successful charge to refund."
                    ))
                    .param("payment_intent"));
                };
                charge
            }
            (None, Some(id)) => id,
            (None, None) => return Err(Refusal::missing("payment_intent")),
        };
        let charge = self.store.charges.get(id).ok_or_else(|| Refusal::no_such_reference("charge", id, "charge"))?;
        if !charge.succeeded() {
            return Err(
                Refusal::invalid(format!("Charge {id} did not succeed, so it cannot be refunded.")).param("charge")
            );
        }
        Ok(charge.clone())
    }
}
