//! A payment intent and its states.
//!
//! Stripe: "How `PaymentIntents` work", <https://docs.stripe.com/payments/paymentintents/lifecycle>, and the object,
//! <https://docs.stripe.com/api/payment_intents/object>.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::errors::Refusal;
use crate::pages::{BANK_PATH, THREE_D_SECURE_PATH};
use crate::payment_error::PaymentError;
use crate::payment_methods::Method;

/// What a browser is not shown of an intent. Stripe: the properties without a note "Retrievable with publishable key" in
/// <https://docs.stripe.com/api/payment_intents/object>.
const NOT_FOR_BROWSERS: [&str; 5] = ["amount_capturable", "amount_received", "customer", "latest_charge", "metadata"];

/// Where an intent is, with exactly what that state knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// Nothing to charge yet, or the last attempt failed.
    RequiresPaymentMethod {
        /// Why the last attempt failed.
        last_error: Option<PaymentError>,
    },
    /// A method is attached and waits for the confirmation.
    RequiresConfirmation {
        /// The attached method.
        method: Method,
    },
    /// The customer must authenticate.
    RequiresAction {
        /// The method that is confirmed.
        method: Method,
        /// Where the customer comes back to; without it the browser's library shows the dialogue.
        return_url: Option<String>,
        /// The address of the pages that ask the customer, without a slash at the end.
        #[serde(default)]
        pages: String,
    },
    /// A bank debit is on its way.
    Processing {
        /// The method that is being charged.
        method: Method,
        /// The pending charge.
        charge: String,
        /// When it ends, in Unix seconds; never, for the method that models that.
        until: Option<i64>,
    },
    /// Paid. Final.
    Succeeded {
        /// The method that paid.
        method: Method,
        /// The charge that moved the money.
        charge: String,
    },
    /// Given up. Final.
    Canceled {
        /// Unix seconds.
        at: i64,
        /// The reason that the caller gave.
        reason: Option<String>,
    },
}

impl State {
    /// Stripe's word for the state.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::RequiresPaymentMethod { .. } => "requires_payment_method",
            Self::RequiresConfirmation { .. } => "requires_confirmation",
            Self::RequiresAction { .. } => "requires_action",
            Self::Processing { .. } => "processing",
            Self::Succeeded { .. } => "succeeded",
            Self::Canceled { .. } => "canceled",
        }
    }

    fn method(&self) -> Option<&Method> {
        match self {
            Self::RequiresConfirmation { method }
            | Self::RequiresAction { method, .. }
            | Self::Processing { method, .. }
            | Self::Succeeded { method, .. } => Some(method),
            Self::RequiresPaymentMethod { .. } | Self::Canceled { .. } => None,
        }
    }
}

/// One payment intent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// `pi_...`
    pub id: String,
    /// In minor units.
    pub amount: i64,
    /// Three lower-case letters.
    pub currency: String,
    /// Unix seconds.
    pub created: i64,
    /// As sent.
    pub metadata: BTreeMap<String, String>,
    /// What a browser needs to confirm this intent.
    pub client_secret: String,
    /// The types of method that it accepts.
    pub payment_method_types: Vec<String>,
    /// With automatic methods, whether they may send the customer to another page.
    pub automatic_redirects: Option<bool>,
    /// As sent.
    pub description: Option<String>,
    /// As sent.
    pub receipt_email: Option<String>,
    /// The latest attempt's charge, failed or not.
    pub latest_charge: Option<String>,
    /// Where it is.
    pub state: State,
}

impl Intent {
    /// The method to confirm with: the given one, or the attached one, in a state that may be confirmed.
    ///
    /// Stripe: "Confirm a `PaymentIntent`", <https://docs.stripe.com/api/payment_intents/confirm>.
    pub(crate) fn confirmable(&self, given: Option<Method>) -> Result<Method, Refusal> {
        match (&self.state, given) {
            (State::Succeeded { .. }, _) => {
                Err(self.unexpected("You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed."))
            }
            (State::Processing { .. } | State::Canceled { .. }, _) => Err(self.unexpected(&format!(
                "You cannot confirm this PaymentIntent because it has a status of {}. Only a PaymentIntent with one of the following \
                 statuses may be confirmed: requires_confirmation, requires_action.",
                self.state.name()
            ))),
            (_, Some(method)) => Ok(method),
            (State::RequiresConfirmation { method } | State::RequiresAction { method, .. }, None) => Ok(method.clone()),
            (State::RequiresPaymentMethod { .. }, None) => Err(self.unexpected(
                "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent \
                 with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.",
            )),
        }
    }

    /// The canceled intent; refused once money moved or may be moving.
    ///
    /// Stripe: "Cancel a `PaymentIntent`", <https://docs.stripe.com/api/payment_intents/cancel>. Stripe cancels a processing
    /// intent "in rare cases"; this model never does.
    pub(crate) fn cancel(mut self, reason: Option<String>, now: i64) -> Result<Self, Refusal> {
        match self.state {
            State::Processing { .. } | State::Succeeded { .. } | State::Canceled { .. } => Err(self.unexpected(&format!(
                "You cannot cancel this PaymentIntent because it has a status of {}. Only a PaymentIntent with one of the following \
                 statuses may be canceled: requires_payment_method, requires_capture, requires_confirmation, requires_action.",
                self.state.name()
            ))),
            State::RequiresPaymentMethod { .. } | State::RequiresConfirmation { .. } | State::RequiresAction { .. } => {
                self.state = State::Canceled { at: now, reason };
                Ok(self)
            }
        }
    }

    /// Stripe: `payment_intent_unexpected_state`, with the intent, <https://docs.stripe.com/error-codes#payment-intent-unexpected-state>.
    pub(crate) fn unexpected(&self, message: &str) -> Refusal {
        Refusal::invalid(message).code("payment_intent_unexpected_state").with("payment_intent", self.json())
    }

    fn next_action(&self) -> Value {
        let State::RequiresAction { method, return_url, pages } = &self.state else {
            return Value::Null;
        };
        let path = if method.redirects() { BANK_PATH } else { THREE_D_SECURE_PATH };
        let page =
            format!("{pages}{path}?payment_intent={}&payment_intent_client_secret={}", self.id, self.client_secret);
        match return_url {
            Some(back) => {
                json!({ "type": "redirect_to_url", "redirect_to_url": { "return_url": back, "url": page } })
            }
            None => {
                json!({ "type": "use_stripe_sdk", "use_stripe_sdk": { "type": "three_d_secure_redirect", "stripe_js": page } })
            }
        }
    }

    /// An intent's JSON as a browser may see it.
    pub(crate) fn for_browser(mut intent: Value) -> Value {
        if let Some(members) = intent.as_object_mut() {
            members.retain(|name, _| !NOT_FOR_BROWSERS.contains(&name.as_str()));
        }
        intent
    }

    pub(crate) fn json(&self) -> Value {
        let (last_error, canceled_at, reason) = match &self.state {
            State::RequiresPaymentMethod { last_error: Some(error) } => (error.json(), None, None),
            State::Canceled { at, reason } => (Value::Null, Some(at), reason.as_ref()),
            _ => (Value::Null, None, None),
        };
        let automatic = self
            .automatic_redirects
            .map(|redirects| json!({ "enabled": true, "allow_redirects": if redirects { "always" } else { "never" } }));
        let paid = matches!(self.state, State::Succeeded { .. });
        json!({
            "id": self.id,
            "object": "payment_intent",
            "amount": self.amount,
            "amount_capturable": 0,
            "amount_received": if paid { self.amount } else { 0 },
            "automatic_payment_methods": automatic,
            "canceled_at": canceled_at,
            "cancellation_reason": reason,
            "capture_method": "automatic_async",
            "client_secret": self.client_secret,
            "confirmation_method": "automatic",
            "created": self.created,
            "currency": self.currency,
            "customer": null,
            "description": self.description,
            "last_payment_error": last_error,
            "latest_charge": self.latest_charge,
            "livemode": false,
            "metadata": self.metadata,
            "next_action": self.next_action(),
            "payment_method": self.state.method().map(|method| &method.id),
            "payment_method_types": self.payment_method_types,
            "processing": null,
            "receipt_email": self.receipt_email,
            "status": self.state.name(),
        })
    }
}
