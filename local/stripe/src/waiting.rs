//! What an intent waits for: its customer, or the bank.
//!
//! Stripe: <https://docs.stripe.com/payments/3d-secure/authentication-flow> and, for debits,
//! <https://docs.stripe.com/payments/payment-methods#payment-notification>.

use crate::Stripe;
use crate::events::Origin;
use crate::intents::{Intent, State};
use crate::payment_error::PaymentError;
use crate::payment_methods::Behaviour;

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
    /// Ends a customer's authentication, as the customer would in the browser.
    pub fn authenticate(&mut self, intent: &str, outcome: Authentication, now: i64) -> Result<(), NotAuthenticated> {
        self.advance(now);
        let intent = self.store.intents.get(intent).cloned().ok_or(NotAuthenticated::UnknownIntent)?;
        let State::RequiresAction { method, .. } = &intent.state else {
            return Err(NotAuthenticated::NotWaiting);
        };
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

    /// Ends the bank debits and refunds whose time has come, in the order of their times.
    pub(crate) fn advance(&mut self, now: i64) {
        let mut due: Vec<(i64, String)> =
            self.processing_ends().filter(|(until, _)| *until <= now).map(|(until, id)| (until, id.into())).collect();
        due.sort();
        for (until, id) in due {
            let Some(intent) = self.store.intents.get(&id).cloned() else {
                continue;
            };
            let State::Processing { method, charge, .. } = &intent.state else {
                continue;
            };
            let (method, charge, origin) = (method.clone(), charge.clone(), Origin::time(until));
            match method.behaviour() {
                Behaviour::Processes(Some(decline)) => self.fail(intent, method, decline, charge, &origin).1,
                _ => self.succeed(intent, method, &charge, &origin),
            };
        }
        self.advance_refunds(now);
    }

    /// When which bank debit ends.
    pub(crate) fn processing_ends(&self) -> impl Iterator<Item = (i64, &str)> {
        self.store.processing.iter().filter_map(|id| match self.store.intents.get(id)?.state {
            State::Processing { until: Some(until), .. } => Some((until, id.as_str())),
            _ => None,
        })
    }
}
