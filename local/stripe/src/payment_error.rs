//! Why an attempt did not pay.
//!
//! Stripe: `last_payment_error` of <https://docs.stripe.com/api/payment_intents/object>; codes in
//! <https://docs.stripe.com/error-codes> and <https://docs.stripe.com/declines/codes>.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::payment_methods::{Decline, Method};

/// Why the last attempt did not pay: `last_payment_error`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentError {
    /// `card_error` or `invalid_request_error`.
    pub kind: String,
    /// Such as `card_declined`.
    pub code: String,
    /// Such as `insufficient_funds`.
    pub decline_code: Option<String>,
    /// The sentence for the customer.
    pub message: String,
    /// The failed charge, where the attempt came so far.
    pub charge: Option<String>,
    /// What was tried.
    pub method: Method,
}

impl PaymentError {
    pub(crate) fn declined(decline: Decline, charge: &str, method: Method) -> Self {
        Self {
            kind: if method.kind() == "card" { "card_error" } else { "invalid_request_error" }.into(),
            code: decline.code.into(),
            decline_code: decline.decline_code.map(Into::into),
            message: decline.message.into(),
            charge: Some(charge.into()),
            method,
        }
    }

    /// Stripe: `payment_intent_authentication_failure`, <https://docs.stripe.com/error-codes#payment-intent-authentication-failure>,
    /// and for what was not authorised on another page `payment_intent_payment_attempt_failed`.
    pub(crate) fn unauthenticated(method: Method) -> Self {
        let (code, message) = if method.redirects() {
            ("payment_intent_payment_attempt_failed", "The payment failed.")
        } else {
            (
                "payment_intent_authentication_failure",
                "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to \
                 attempt to fulfill this PaymentIntent again.",
            )
        };
        Self {
            kind: "invalid_request_error".into(),
            code: code.into(),
            decline_code: None,
            message: message.into(),
            charge: None,
            method,
        }
    }

    pub(crate) fn json(&self) -> Value {
        json!({
            "type": self.kind,
            "code": self.code,
            "decline_code": self.decline_code,
            "message": self.message,
            "charge": self.charge,
            "payment_method": self.method.json(),
            "doc_url": format!("https://stripe.com/docs/error-codes/{}", self.code.replace('_', "-")),
        })
    }
}
