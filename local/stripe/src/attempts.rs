//! Creating, confirming and cancelling intents.
//!
//! Stripe: <https://docs.stripe.com/api/payment_intents>.

use serde_json::Value;

use crate::Stripe;
use crate::errors::Refusal;
use crate::events::Origin;
use crate::intents::{Intent, State};
use crate::parameters::{Confirmation, NewIntent};
use crate::payment_methods::{self, Behaviour, Method};

impl Stripe {
    pub(crate) fn create_intent(&mut self, new: NewIntent, origin: &Origin) -> Result<Value, Refusal> {
        let method = self.named_method(&new.confirmation, &new.payment_method_types, origin)?;
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
            state: method.map_or(State::RequiresPaymentMethod { last_error: None }, |method| {
                State::RequiresConfirmation { method }
            }),
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
            let confirmation = Confirmation { payment_method: None, method_data: None, ..new.confirmation };
            return self.confirm_intent(&id, confirmation, origin);
        }
        Ok(created)
    }

    pub(crate) fn confirm_intent(
        &mut self,
        id: &str,
        confirmation: Confirmation,
        origin: &Origin,
    ) -> Result<Value, Refusal> {
        let intent = self.intent(id)?;
        // A state that cannot be confirmed is told before anything about the method.
        if matches!(intent.state, State::Processing { .. } | State::Succeeded { .. } | State::Canceled { .. }) {
            intent.confirmable(None)?;
        }
        require_return_url(&intent, confirmation.return_url.as_deref())?;
        let given = self.named_method(&confirmation, &intent.payment_method_types, origin)?;
        let method = intent.confirmable(given)?;
        match method.behaviour() {
            Behaviour::Pays => Ok(self.pay(intent, method, origin)),
            Behaviour::Declines(decline) => Err(self.decline(intent, method, decline, origin)),
            Behaviour::Authenticates(_) => {
                let state = self.ask_customer(method, confirmation)?;
                Ok(self.move_to(
                    Intent { latest_charge: None, state, ..intent },
                    "payment_intent.requires_action",
                    origin,
                ))
            }
            Behaviour::Processes(_) => {
                Ok(self.start_processing(intent, method, Some(self.settings.processing_seconds), origin))
            }
            Behaviour::ProcessesForever => Ok(self.start_processing(intent, method, None, origin)),
        }
    }

    pub(crate) fn cancel_intent(
        &mut self,
        id: &str,
        reason: Option<String>,
        origin: &Origin,
    ) -> Result<Value, Refusal> {
        let intent = self.intent(id)?.cancel(reason, origin.now)?;
        Ok(self.move_to(intent, "payment_intent.canceled", origin))
    }

    fn intent(&self, id: &str) -> Result<Intent, Refusal> {
        self.store.intents.get(id).cloned().ok_or_else(|| Refusal::no_such("payment_intent", id))
    }

    /// Where the customer has to go: to the dialogue that Stripe.js shows, or to another page and back.
    fn ask_customer(&self, method: Method, confirmation: Confirmation) -> Result<State, Refusal> {
        let dialogue = confirmation.use_stripe_sdk && !method.redirects();
        if method.redirects() && confirmation.return_url.is_none() {
            return Err(Refusal::missing("return_url"));
        }
        let return_url = confirmation.return_url.filter(|_| !dialogue);
        Ok(State::RequiresAction { method, return_url, pages: self.settings.pages.clone() })
    }

    /// The method that a confirmation names, or that is made of what it says; none where it does neither.
    fn named_method(
        &mut self,
        confirmation: &Confirmation,
        accepted: &[String],
        origin: &Origin,
    ) -> Result<Option<Method>, Refusal> {
        if let Some(data) = &confirmation.method_data {
            return self.use_method(&data.token(origin.now)?, accepted).map(Some);
        }
        let Some(token) = &confirmation.payment_method else {
            return Ok(None);
        };
        if payment_methods::REDIRECTING.contains(&token.as_str()) || payment_methods::behaviour(token).is_none() {
            return Err(Refusal::no_such_reference("PaymentMethod", token, "payment_method"));
        }
        self.use_method(token, accepted).map(Some)
    }

    /// A method made from a test token, when the intent accepts its type.
    fn use_method(&mut self, token: &str, accepted: &[String]) -> Result<Method, Refusal> {
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
