//! Giving money back, in part or whole, and never more than came.
//!
//! Stripe: "Create a refund", <https://docs.stripe.com/api/refunds/create>.

use serde_json::Value;

use crate::Stripe;
use crate::errors::Refusal;
use crate::events::Origin;
use crate::intents::State;
use crate::ledger::{Charge, Refund, RefundState};
use crate::parameters::NewRefund;
use crate::payment_methods::Refunding;

impl Stripe {
    pub(crate) fn create_refund(&mut self, new: NewRefund, origin: &Origin) -> Result<Value, Refusal> {
        let mut charge = self.refundable_charge(&new)?;
        let rest = charge.amount - charge.amount_refunded;
        if self.is_charged_back(&charge.id) {
            let message = format!("Charge {} has been charged back; cannot issue a refund.", charge.id);
            return Err(Refusal::invalid(message).code("charge_disputed"));
        }
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
            state: self.first_state(&charge, origin.now),
        };
        let (refund_json, charge_json) = (refund.json(), charge.json());
        self.store.put_refund(refund);
        self.store.charges.put(&charge.id.clone(), charge);
        self.emit("refund.created", refund_json.clone(), origin);
        self.emit("charge.refunded", charge_json, origin);
        Ok(refund_json)
    }

    /// Stripe: "Refunds", <https://docs.stripe.com/testing#refunds>: the card decides, and some time passes.
    fn first_state(&self, charge: &Charge, now: i64) -> RefundState {
        let later = now.saturating_add(self.settings.processing_seconds);
        match charge.method.refunding() {
            Refunding::Arrives => RefundState::Succeeded { fails_at: None },
            Refunding::ArrivesLater => RefundState::Pending { until: later },
            Refunding::FailsLater => RefundState::Succeeded { fails_at: Some(later) },
        }
    }

    /// Moves the refunds on whose time has come, in the order of their times. What fails is with the account again, and
    /// its charge is not refunded any more.
    pub(crate) fn advance_refunds(&mut self, now: i64) {
        let mut due: Vec<(i64, String)> =
            self.refunds_move().filter(|(at, _)| *at <= now).map(|(at, id)| (at, id.into())).collect();
        due.sort();
        for (at, id) in due {
            let Some(refund) = self.store.refunds.get(&id).cloned() else { continue };
            let origin = Origin::time(at);
            let arrives = matches!(refund.state, RefundState::Pending { .. });
            let state = if arrives { RefundState::Succeeded { fails_at: None } } else { RefundState::Failed };
            let refund = Refund { state, ..refund };
            let json = refund.json();
            if let Some(mut charge) = self.store.charges.get(&refund.charge).filter(|_| !arrives).cloned() {
                charge.amount_refunded -= refund.amount;
                self.store.charges.put(&charge.id.clone(), charge);
            }
            self.store.put_refund(refund);
            self.emit("refund.updated", json.clone(), &origin);
            if !arrives {
                self.emit("refund.failed", json, &origin);
            }
        }
    }

    /// When which refund moves on.
    pub(crate) fn refunds_move(&self) -> impl Iterator<Item = (i64, &str)> {
        self.store.refunding.iter().filter_map(|id| Some((self.store.refunds.get(id)?.state.moves_at()?, id.as_str())))
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
