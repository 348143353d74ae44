//! Creating, confirming, cancelling and authenticating intents: every way in which money may move.

use serde_json::json;
use serde_json::Value;

use crate::Stripe;
use crate::errors::{Kind, Refusal};
use crate::events::Origin;
use crate::intents::{Intent, PaymentError, State};
use crate::ledger::{Charge, ChargeState};
use crate::parameters::{Confirmation, NewIntent};
use crate::payment_methods::{self, Behaviour, Decline, Method};

/// How the customer's authentication ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Authentication {
    /// The customer passed; the method is charged.
    Succeed,
    /// The customer failed or gave up; the intent wants another method.
    Fail,
}

/// Why [`Stripe::authenticate`] did nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAuthenticated {
    /// There is no such intent.
    #[error("there is no such intent")]
    UnknownIntent,
    /// The intent does not wait for its customer.
    #[error("the intent does not wait for authentication")]
    NotWaiting,
}

impl Stripe {
    pub(crate) fn create_intent(&mut self, new: NewIntent, origin: &Origin) -> Result<Value, Refusal> {
        let token = new.confirmation.payment_method.as_deref();
        let method = token.map(|token| self.use_method(token, &new.payment_method_types)).transpose()?;
        let id = self.store.ids.next("pi");
        let intent = Intent {
            client_secret: self.store.ids.next(&format!("{id}_secret")),
            id: id.clone(),
            amount: new.amount,
            currency: new.currency,
            created: origin.now,
            metadata: new.metadata,
            payment_method_types: new.payment_method_types,
            automatic_redirects: new.automatic_redirects,
            description: new.description,
            receipt_email: new.receipt_email,
            latest_charge: None,
            state: method.map_or(State::RequiresPaymentMethod { last_error: None }, |method| State::RequiresConfirmation { method }),
        };
        if new.confirm {
            // What would be refused whatever the method leaves no intent behind.
            require_return_url(&intent, new.confirmation.return_url.as_deref())?;
            intent.confirmable(None)?;
        }
        let created = intent.json();
        self.store.put_intent(intent);
        self.emit("payment_intent.created", created.clone(), origin);
        if new.confirm {
            return self.confirm_intent(&id, Confirmation { payment_method: None, ..new.confirmation }, origin);
        }
        Ok(created)
    }

    pub(crate) fn confirm_intent(&mut self, id: &str, confirmation: Confirmation, origin: &Origin) -> Result<Value, Refusal> {
        let intent = self.intent(id)?;
        // A state that cannot be confirmed is told before anything about the method.
        if matches!(intent.state, State::Processing { .. } | State::Succeeded { .. } | State::Canceled { .. }) {
            intent.confirmable(None)?;
        }
        require_return_url(&intent, confirmation.return_url.as_deref())?;
        let given = confirmation.payment_method.map(|token| self.use_method(&token, &intent.payment_method_types)).transpose()?;
        let method = intent.confirmable(given)?;
        match method.behaviour() {
            Behaviour::Pays => Ok(self.pay(intent, method, origin)),
            Behaviour::Declines(decline) => Err(self.decline(intent, method, decline, origin)),
            Behaviour::Authenticates(_) => {
                let state = State::RequiresAction { method, return_url: confirmation.return_url };
                Ok(self.move_to(Intent { latest_charge: None, state, ..intent }, "payment_intent.requires_action", origin))
            }
            Behaviour::Processes(_) => Ok(self.start_processing(intent, method, Some(self.settings.processing_seconds), origin)),
            Behaviour::ProcessesForever => Ok(self.start_processing(intent, method, None, origin)),
        }
    }

    pub(crate) fn cancel_intent(&mut self, id: &str, reason: Option<String>, origin: &Origin) -> Result<Value, Refusal> {
        let intent = self.intent(id)?.cancel(reason, origin.now)?;
        Ok(self.move_to(intent, "payment_intent.canceled", origin))
    }

    /// Ends a customer's authentication, as the customer would in the browser.
    pub fn authenticate(&mut self, intent: &str, outcome: Authentication, now: i64) -> Result<(), NotAuthenticated> {
        self.advance(now);
        let intent = self.store.intents.get(intent).cloned().ok_or(NotAuthenticated::UnknownIntent)?;
        let State::RequiresAction { method, .. } = &intent.state else { return Err(NotAuthenticated::NotWaiting) };
        let (method, origin) = (method.clone(), Origin::time(now));
        match (outcome, method.behaviour()) {
            (Authentication::Fail, _) => {
                let state = State::RequiresPaymentMethod { last_error: Some(PaymentError::unauthenticated(method)) };
                self.move_to(Intent { state, ..intent }, "payment_intent.payment_failed", &origin);
            }
            (Authentication::Succeed, Behaviour::Authenticates(Some(decline)) | Behaviour::Declines(decline)) => {
                self.decline(intent, method, decline, &origin);
            }
            (Authentication::Succeed, _) => {
                self.pay(intent, method, &origin);
            }
        }
        Ok(())
    }

    /// Ends the bank debits whose time has come, in the order of their times.
    pub(crate) fn advance(&mut self, now: i64) {
        let mut due: Vec<(i64, String)> = self.processing_ends().filter(|(until, _)| *until <= now).map(|(until, id)| (until, id.into())).collect();
        due.sort();
        for (until, id) in due {
            let Some(intent) = self.store.intents.get(&id).cloned() else { continue };
            let State::Processing { method, charge, .. } = &intent.state else { continue };
            let (method, charge, origin) = (method.clone(), charge.clone(), Origin::time(until));
            match method.behaviour() {
                Behaviour::Processes(Some(decline)) => self.fail(intent, method, decline, charge, &origin).1,
                _ => self.succeed(intent, method, charge, &origin),
            };
        }
    }

    /// When which bank debit ends.
    pub(crate) fn processing_ends(&self) -> impl Iterator<Item = (i64, &str)> {
        self.store.processing.iter().filter_map(|id| match self.store.intents.get(id)?.state {
            State::Processing { until: Some(until), .. } => Some((until, id.as_str())),
            _ => None,
        })
    }

    fn intent(&self, id: &str) -> Result<Intent, Refusal> {
        self.store.intents.get(id).cloned().ok_or_else(|| Refusal::no_such("payment_intent", id))
    }

    /// A method made from a test token, when the intent accepts its type.
    fn use_method(&mut self, token: &str, accepted: &[String]) -> Result<Method, Refusal> {
        if payment_methods::behaviour(token).is_none() {
            return Err(Refusal::no_such_reference("PaymentMethod", token, "payment_method"));
        }
        let kind = payment_methods::kind(token);
        if !accepted.iter().any(|name| name == kind) {
            let message = format!(
                "The PaymentMethod provided ({kind}) is not allowed for this PaymentIntent. Please attach a PaymentMethod of one of the \
                 following types: {}.",
                accepted.join(", ")
            );
            return Err(Refusal::invalid(message).param("payment_method"));
        }
        Ok(Method { id: self.store.ids.next("pm"), token: token.into() })
    }

    fn pay(&mut self, intent: Intent, method: Method, origin: &Origin) -> Value {
        let charge = self.charge(&intent, &method, origin);
        self.succeed(intent, method, charge, origin)
    }

    fn decline(&mut self, intent: Intent, method: Method, decline: Decline, origin: &Origin) -> Refusal {
        let charge = self.charge(&intent, &method, origin);
        let (error, intent) = self.fail(intent, method, decline, charge, origin);
        let mut refusal = Refusal::new(402, Kind::Card, error.message.clone()).code(decline.code);
        if let Some(reason) = error.decline_code.as_deref() {
            refusal = refusal.with("decline_code", json!(reason));
        }
        refusal.with("charge", json!(error.charge)).with("payment_intent", intent).with("payment_method", error.method.json())
    }

    fn start_processing(&mut self, mut intent: Intent, method: Method, seconds: Option<i64>, origin: &Origin) -> Value {
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
        };
        self.store.charges.put(&id, charge);
        id
    }

    fn succeed(&mut self, mut intent: Intent, method: Method, charge: String, origin: &Origin) -> Value {
        self.end_charge(&charge, ChargeState::Succeeded, "charge.succeeded", origin);
        intent.latest_charge = Some(charge.clone());
        intent.state = State::Succeeded { method, charge };
        self.move_to(intent, "payment_intent.succeeded", origin)
    }

    fn fail(&mut self, mut intent: Intent, method: Method, decline: Decline, charge: String, origin: &Origin) -> (PaymentError, Value) {
        let error = PaymentError::declined(decline, &charge, method);
        self.end_charge(&charge, ChargeState::Failed(error.clone()), "charge.failed", origin);
        intent.latest_charge = Some(charge);
        intent.state = State::RequiresPaymentMethod { last_error: Some(error.clone()) };
        (error, self.move_to(intent, "payment_intent.payment_failed", origin))
    }

    fn end_charge(&mut self, id: &str, state: ChargeState, event: &str, origin: &Origin) {
        let Some(charge) = self.store.charges.get(id).cloned() else { return };
        let charge = Charge { state, ..charge };
        let json = charge.json();
        self.store.charges.put(id, charge);
        self.emit(event, json, origin);
    }

    /// Writes the intent down in its new state and tells it.
    fn move_to(&mut self, intent: Intent, event: &str, origin: &Origin) -> Value {
        let json = intent.json();
        self.store.put_intent(intent);
        self.emit(event, json.clone(), origin);
        json
    }
}

/// Stripe: automatic methods that may redirect need a `return_url` at confirmation, whatever the method,
/// <https://docs.stripe.com/upgrades/manage-payment-methods>.
fn require_return_url(intent: &Intent, return_url: Option<&str>) -> Result<(), Refusal> {
    if intent.automatic_redirects != Some(true) || return_url.is_some() {
        return Ok(());
    }
    Err(Refusal::invalid(
        "A `return_url` must be specified because this Payment Intent is configured to automatically accept the payment methods enabled \
         in the Dashboard, some of which may require a full page redirect to succeed. If you do not want to accept redirect-based payment \
         methods, set `automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to `never` when \
         creating Setup Intents and Payment Intents.",
    )
    .param("return_url"))
}
