//! An order and its states.
//!
//! ```text
//! pending --sync--> paid
//! pending --deadline--> expiring --provider says canceled, or no intent--> expired
//! pending --buyer--> cancelling --the same--> cancelled
//! expiring | cancelling --provider says succeeded--> paid
//! paid --merchant, or a refund at the provider--> refunding --provider says given back--> refunded (stock back)
//! refunding --provider says failed or cancelled--> needs_review
//! any --amount, currency or intent differ--> needs_review (stock held)
//! ```

use std::str::FromStr;

use super::{Address, Fingerprint, Line};
use crate::{
    kernel::{Digest, Money, OrderId, Seconds, Timestamp, UserId},
    payments::IntentId,
};

/// How long an order waits before the sweep asks again, when the provider or a queue did not answer.
pub const UNREACHED_RETRY_SECONDS: Seconds = 60;

/// How long the sweep leaves a refund alone that is on its way: an event tells sooner, and some take days.
pub const PENDING_REFUND_RETRY_SECONDS: Seconds = 15 * 60;

/// The due index is spread over so many partitions.
const DUE_SHARDS: u8 = 8;

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Stock is held until the payment window closes.
    Pending,
    /// The window has closed; the intent is being cancelled.
    Expiring,
    /// Nobody paid in time; the stock is back.
    Expired,
    /// The buyer gave up; the intent is being cancelled.
    Cancelling,
    /// The buyer gave up; the stock is back.
    Cancelled,
    /// Paid.
    Paid,
    /// The money is being given back.
    Refunding,
    /// The money was given back; the stock is back.
    Refunded,
    /// The provider's record and ours differ: a person has to look. The stock stays held.
    NeedsReview,
}

/// A text that names no state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such state")]
pub struct InvalidState;

const STATES: [(State, &str); 9] = [
    (State::Pending, "pending"),
    (State::Expiring, "expiring"),
    (State::Expired, "expired"),
    (State::Cancelling, "cancelling"),
    (State::Cancelled, "cancelled"),
    (State::Paid, "paid"),
    (State::Refunding, "refunding"),
    (State::Refunded, "refunded"),
    (State::NeedsReview, "needs_review"),
];

impl State {
    /// The word for it in answers and rows.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        STATES.iter().find(|(state, _)| *state == self).map_or("needs_review", |(_, name)| name)
    }

    /// The end that this state is on its way to, if it is giving stock back.
    #[must_use]
    pub const fn cancel_reason(self) -> Option<CancelReason> {
        match self {
            Self::Expiring => Some(CancelReason::Expired),
            Self::Cancelling => Some(CancelReason::Cancelled),
            _ => None,
        }
    }
}

impl FromStr for State {
    type Err = InvalidState;

    fn from_str(text: &str) -> Result<Self, InvalidState> {
        STATES.iter().find(|(_, name)| *name == text).map(|(state, _)| *state).ok_or(InvalidState)
    }
}

/// The two ends without money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancelReason {
    /// The payment window closed.
    Expired,
    /// The buyer cancelled.
    Cancelled,
}

impl CancelReason {
    /// The state on the way to this end: entered before the provider is asked to cancel the intent.
    #[must_use]
    pub const fn underway(self) -> State {
        match self {
            Self::Expired => State::Expiring,
            Self::Cancelled => State::Cancelling,
        }
    }

    /// The end itself: entered together with the stock's return.
    #[must_use]
    pub const fn reached(self) -> State {
        match self {
            Self::Expired => State::Expired,
            Self::Cancelled => State::Cancelled,
        }
    }
}

/// How giving the money back ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundOutcome {
    /// The provider has given it back.
    Refunded,
    /// It could not be given back: the money is with the shop, and the goods are sold.
    Failed,
}

impl RefundOutcome {
    /// The state that is entered: with the stock's return, or without it.
    #[must_use]
    pub const fn reached(self) -> State {
        match self {
            Self::Refunded => State::Refunded,
            Self::Failed => State::NeedsReview,
        }
    }
}

/// What became of a paid order's receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receipt {
    /// Not sent yet.
    Due,
    /// Somebody is sending it; if it is still so at this instant, they failed.
    Sending(Timestamp),
    /// Sent.
    Sent,
    /// The mail service refused the address for good.
    Undeliverable,
}

/// An order, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Its identifier, derived from the buyer and the idempotency key.
    pub id: OrderId,
    /// Whose it is.
    pub buyer: UserId,
    /// What the buyer asked for, condensed: a repeat is recognised by it.
    pub fingerprint: Fingerprint,
    /// The lines, one a product, in the order of their first mention.
    pub lines: Vec<Line>,
    /// The sum of the lines: what is charged.
    pub total: Money,
    /// Where it goes.
    pub address: Address,
    /// When it was placed.
    pub created: Timestamp,
    /// Until when it can be paid.
    pub expires: Timestamp,
    /// Where it stands.
    pub state: State,
    /// The payment intent that was made for it, the only one that can ever be paid.
    pub intent: Option<IntentId>,
    /// What became of the receipt, once paid.
    pub receipt: Option<Receipt>,
    /// When the sweep looks at it next; none once nobody owes it anything.
    pub due: Option<Timestamp>,
}

impl Order {
    /// Whether a payment may begin at `now`.
    #[must_use]
    pub fn is_payable(&self, now: Timestamp) -> bool {
        self.state == State::Pending && now < self.expires
    }

    /// Whether its receipt is owed and not known to be sent. It is owed whatever becomes of the order once it was paid.
    #[must_use]
    pub const fn receipt_is_open(&self) -> bool {
        matches!(self.receipt, Some(Receipt::Due | Receipt::Sending(_)))
    }
}

/// The partition of the due index that `order` lives in.
#[must_use]
pub fn due_shard(order: &OrderId) -> String {
    let byte = Digest::of(&[b"due", order.as_str().as_bytes()]).bytes()[0];
    (byte % DUE_SHARDS).to_string()
}

/// Every partition of the due index.
pub fn due_shards() -> impl Iterator<Item = String> {
    (0..DUE_SHARDS).map(|shard| shard.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_read_back_from_its_word() {
        for (state, name) in STATES {
            assert_eq!(state.as_str(), name);
            assert_eq!(name.parse(), Ok(state));
        }
        assert_eq!("lost".parse::<State>(), Err(InvalidState));
    }

    #[test]
    fn every_order_is_in_one_of_the_shards() {
        let shards: Vec<_> = due_shards().collect();
        for n in 0..100_u8 {
            assert!(shards.contains(&due_shard(&OrderId::from_digest(&Digest::of(&[&[n]])))));
        }
    }
}
