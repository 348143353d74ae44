//! Charges and refunds: the money that moved, as an auditor reads it.
//!
//! Stripe: "Charges", <https://docs.stripe.com/api/charges/object>, and "Refunds", <https://docs.stripe.com/api/refunds/object>.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::disputes::Dispute;
use crate::events::Event;
use crate::intents::Intent;
use crate::payment_error::PaymentError;
use crate::payment_methods::Method;
use crate::store::Store;

/// What became of an attempt to move money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChargeState {
    /// A bank debit is on its way.
    Pending,
    /// The money arrived.
    Succeeded,
    /// The money did not move.
    Failed(PaymentError),
}

/// One attempt to move money for one intent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// `ch_...`
    pub id: String,
    /// The intent that it belongs to.
    pub intent: String,
    /// In minor units.
    pub amount: i64,
    /// In minor units; the sum of its refunds, without those that failed.
    pub amount_refunded: i64,
    /// Three lower-case letters.
    pub currency: String,
    /// Unix seconds.
    pub created: i64,
    /// The intent's metadata when it was charged.
    pub metadata: BTreeMap<String, String>,
    /// The payment method that was charged.
    pub method: Method,
    /// What became of it.
    pub state: ChargeState,
    /// Whether it was ever disputed.
    #[serde(default)]
    pub disputed: bool,
}

impl Charge {
    /// True when the money arrived, whether or not it went back later.
    #[must_use]
    pub fn succeeded(&self) -> bool {
        self.state == ChargeState::Succeeded
    }

    pub(crate) fn json(&self) -> Value {
        let (status, failure) = match &self.state {
            ChargeState::Pending => ("pending", None),
            ChargeState::Succeeded => ("succeeded", None),
            ChargeState::Failed(error) => ("failed", Some(error)),
        };
        json!({
            "id": self.id,
            "object": "charge",
            "amount": self.amount,
            "amount_captured": if self.succeeded() { self.amount } else { 0 },
            "amount_refunded": self.amount_refunded,
            "captured": self.succeeded(),
            "created": self.created,
            "currency": self.currency,
            "disputed": self.disputed,
            "failure_code": failure.map(|error| &error.code),
            "failure_message": failure.map(|error| &error.message),
            "livemode": false,
            "metadata": self.metadata,
            "paid": self.succeeded(),
            "payment_intent": self.intent,
            "payment_method": self.method.id,
            "refunded": self.succeeded() && self.amount_refunded == self.amount,
            "status": status,
        })
    }
}

/// What became of a refund.
///
/// Stripe: "Refund statuses", <https://docs.stripe.com/refunds>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RefundState {
    /// It is on its way, and arrives at this time, in Unix seconds.
    Pending {
        /// When.
        until: i64,
    },
    /// The customer has the money. The bank may send it back at this time.
    Succeeded {
        /// When, if ever.
        fails_at: Option<i64>,
    },
    /// The money is with the account again.
    Failed,
}

impl RefundState {
    /// Stripe's word for the state.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pending { .. } => "pending",
            Self::Succeeded { .. } => "succeeded",
            Self::Failed => "failed",
        }
    }

    /// When it moves on by itself, if it does.
    pub(crate) fn moves_at(self) -> Option<i64> {
        match self {
            Self::Pending { until } => Some(until),
            Self::Succeeded { fails_at } => fails_at,
            Self::Failed => None,
        }
    }
}

/// Money that went back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// `re_...`
    pub id: String,
    /// The charge that it gives back.
    pub charge: String,
    /// The intent of that charge.
    pub intent: String,
    /// In minor units.
    pub amount: i64,
    /// Three lower-case letters.
    pub currency: String,
    /// Unix seconds.
    pub created: i64,
    /// `duplicate`, `fraudulent` or `requested_by_customer`.
    pub reason: Option<String>,
    /// As sent.
    pub metadata: BTreeMap<String, String>,
    /// What became of it.
    #[serde(default = "arrived")]
    pub state: RefundState,
}

/// What a journal of an earlier version means: it knew no other state.
const fn arrived() -> RefundState {
    RefundState::Succeeded { fails_at: None }
}

impl Refund {
    pub(crate) fn json(&self) -> Value {
        json!({
            "id": self.id,
            "object": "refund",
            "amount": self.amount,
            "charge": self.charge,
            "created": self.created,
            "currency": self.currency,
            "metadata": self.metadata,
            "payment_intent": self.intent,
            "reason": self.reason,
            "status": self.state.name(),
            "failure_reason": (self.state == RefundState::Failed).then_some("expired_or_canceled_card"),
        })
    }
}

/// The books, for an auditor.
#[derive(Clone, Copy)]
pub struct Ledger<'a> {
    pub(crate) store: &'a Store,
}

impl<'a> Ledger<'a> {
    /// Every intent, oldest first.
    pub fn intents(self) -> impl Iterator<Item = &'a Intent> {
        self.store.intents.oldest_first()
    }

    /// Every charge, failed ones too, oldest first.
    pub fn charges(self) -> impl Iterator<Item = &'a Charge> {
        self.store.charges.oldest_first()
    }

    /// Every refund, oldest first.
    pub fn refunds(self) -> impl Iterator<Item = &'a Refund> {
        self.store.refunds.oldest_first()
    }

    /// Every dispute, oldest first.
    pub fn disputes(self) -> impl Iterator<Item = &'a Dispute> {
        self.store.disputes.oldest_first()
    }

    /// Every event, oldest first.
    pub fn events(self) -> impl Iterator<Item = &'a Event> {
        self.store.events.oldest_first()
    }

    /// The intent with this identifier.
    #[must_use]
    pub fn intent(self, id: &str) -> Option<&'a Intent> {
        self.store.intents.get(id)
    }

    /// The charges that moved money for all intents whose metadata has this value under this name.
    pub fn succeeded_charges_for<'b>(
        self,
        name: &'b str,
        value: &'b str,
    ) -> impl Iterator<Item = &'a Charge> + use<'a, 'b> {
        self.charges()
            .filter(move |charge| charge.succeeded() && charge.metadata.get(name).is_some_and(|found| found == value))
    }
}
