//! A payment intent: the provider's record of one payment, of which an order has at most one.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::kernel::{InvalidId, Money, OrderId, Secret};

/// The provider's identifier of an intent: printable, at most 255 characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IntentId(String);

impl TryFrom<String> for IntentId {
    type Error = InvalidId;

    fn try_from(text: String) -> Result<Self, InvalidId> {
        text.parse()
    }
}

impl From<IntentId> for String {
    fn from(IntentId(text): IntentId) -> Self {
        text
    }
}

impl IntentId {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for IntentId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        is_provider_id(text).then(|| Self(text.to_owned())).ok_or(InvalidId)
    }
}

impl fmt::Display for IntentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The provider's token for a card or another means of payment. It is no card number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentMethodId(String);

impl PaymentMethodId {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for PaymentMethodId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        (is_provider_id(text) && text.starts_with("pm_")).then(|| Self(text.to_owned())).ok_or(InvalidId)
    }
}

pub(super) fn is_provider_id(text: &str) -> bool {
    let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    plain && (4..=255).contains(&text.len())
}

/// Where an intent stands. Only the last two are facts that end a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntentStatus {
    /// It waits for a (new) payment method.
    RequiresPaymentMethod,
    /// It has a payment method and waits to be confirmed.
    RequiresConfirmation,
    /// The buyer has to do something, such as authenticate.
    RequiresAction,
    /// The provider works on it; it cannot be cancelled.
    Processing,
    /// Paid.
    Succeeded,
    /// Given up: it can never be paid.
    Canceled,
}

/// An intent as the provider shows it.
#[derive(Clone, Debug)]
pub struct Intent {
    /// The provider's identifier.
    pub id: IntentId,
    /// Where it stands.
    pub status: IntentStatus,
    /// What is asked for.
    pub amount: Money,
    /// What was received, in minor units.
    pub received_minor: u64,
    /// What of that was given back or is on its way back, in minor units. Only a look-up tells: elsewhere it is 0.
    pub refunded_minor: u64,
    /// The order that it was made for, as its metadata says.
    pub order: Option<OrderId>,
    /// What the buyer's browser needs to go on.
    pub client_secret: Option<Secret>,
}

/// What confirming led to.
#[derive(Clone, Debug)]
pub enum Confirmation {
    /// The provider took it; the intent's status tells how far it got.
    Taken(Intent),
    /// The payment method was declined: a reason code for the buyer. Another one may be tried.
    Declined(String),
    /// The provider did not look at it, because it is busy: the same may be asked again.
    Busy(String),
}

/// Why the provider did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// No answer, or one that says nothing: what was asked may have happened or not.
    #[error("the payment provider does not answer: {0}")]
    Unreachable(String),
    /// It has no such intent.
    #[error("the payment provider knows no such intent")]
    UnknownIntent,
    /// It refuses the payment method as such: there is no such one.
    #[error("the payment provider refuses the payment method: {0}")]
    BadPaymentMethod(String),
    /// It refuses to give the money back, with a reason code: asking again would not help.
    #[error("the payment provider refuses the refund: {0}")]
    RefundRefused(String),
    /// It refuses what was asked, and would refuse it again.
    #[error("the payment provider refuses for good: {0}")]
    Refused(ProviderRefusal),
}

/// A refusal that a repeat does not change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderRefusal {
    /// The provider's codes, for the operator.
    pub reason: String,
    /// Whether no payment of the order can ever succeed. If not, the key, the account or the request is refused, which an
    /// operator may be able to change.
    pub is_unpayable: bool,
}

impl fmt::Display for ProviderRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}
