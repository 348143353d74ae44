//! How an attempt ends: paid, declined, or on its way. Money moves here and nowhere else.

use serde_json::{Value, json};

use crate::Stripe;
use crate::errors::{Kind, Refusal};
use crate::events::Origin;
use crate::intents::{Intent, State};
use crate::ledger::{Charge, ChargeState};
use crate::payment_error::PaymentError;
use crate::payment_methods::{Decline, Method};

impl Stripe {
    pub(crate) fn pay(&mut self, intent: Intent, method: Method, origin: &Origin) -> Value {
        let charge = self.charge(&intent, &method, origin);
        self.succeed(intent, method, &charge, origin)
    }

    pub(crate) fn decline(&mut self, intent: Intent, method: Method, decline: Decline, origin: &Origin) -> Refusal {
        let charge = self.charge(&intent, &method, origin);
        let (error, intent) = self.fail(intent, method, decline, charge, origin);
        let mut refusal = Refusal::new(402, Kind::Card, error.message.clone()).code(decline.code);
        if let Some(reason) = error.decline_code.as_deref() {
            refusal = refusal.with("decline_code", json!(reason));
        }
        refusal
            .with("charge", json!(error.charge))
            .with("payment_intent", intent)
            .with("payment_method", error.method.json())
    }

    pub(crate) fn start_processing(
        &mut self,
        mut intent: Intent,
        method: Method,
        seconds: Option<i64>,
        origin: &Origin,
    ) -> Value {
        let charge = self.charge(&intent, &method, origin);
        intent.latest_charge = Some(charge.clone());
        let until = seconds.map(|seconds| origin.now.saturating_add(seconds));
        intent.state = State::Processing { method, charge, until };
        self.move_to(intent, "payment_intent.processing", origin)
    }

    /// A pending charge for the whole amount.
    fn charge(&mut self, intent: &Intent, method: &Method, origin: &Origin) -> String {
        let id = self.store.ids.next("ch");
        let charge = Charge {
            id: id.clone(),
            intent: intent.id.clone(),
            amount: intent.amount,
            amount_refunded: 0,
            currency: intent.currency.clone(),
            created: origin.now,
            metadata: intent.metadata.clone(),
            method: method.clone(),
            state: ChargeState::Pending,
            disputed: false,
        };
        self.store.charges.put(&id, charge);
        id
    }

    pub(crate) fn succeed(&mut self, mut intent: Intent, method: Method, charge: &str, origin: &Origin) -> Value {
        self.end_charge(charge, ChargeState::Succeeded, "charge.succeeded", origin);
        intent.latest_charge = Some(charge.to_owned());
        intent.state = State::Succeeded { method, charge: charge.to_owned() };
        let json = self.move_to(intent, "payment_intent.succeeded", origin);
        self.dispute_if_asked(charge, origin);
        json
    }

    pub(crate) fn fail(
        &mut self,
        mut intent: Intent,
        method: Method,
        decline: Decline,
        charge: String,
        origin: &Origin,
    ) -> (PaymentError, Value) {
        let error = PaymentError::declined(decline, &charge, method);
        self.end_charge(&charge, ChargeState::Failed(error.clone()), "charge.failed", origin);
        intent.latest_charge = Some(charge);
        intent.state = State::RequiresPaymentMethod { last_error: Some(error.clone()) };
        (error, self.move_to(intent, "payment_intent.payment_failed", origin))
    }

    fn end_charge(&mut self, id: &str, state: ChargeState, event: &str, origin: &Origin) {
        let Some(charge) = self.store.charges.get(id).cloned() else {
            return;
        };
        let charge = Charge { state, ..charge };
        let json = charge.json();
        self.store.charges.put(id, charge);
        self.emit(event, json, origin);
    }

    /// Writes the intent down in its new state and tells it.
    pub(crate) fn move_to(&mut self, intent: Intent, event: &str, origin: &Origin) -> Value {
        let json = intent.json();
        self.store.put_intent(intent);
        self.emit(event, json.clone(), origin);
        json
    }
}
