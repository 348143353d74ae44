//! An order.

use super::{
    Address, Decision, DecisionOutcome, Fingerprint, Line, NewOrder, Quoted, Refund, Review, Shipment, State, order_id,
};
use crate::{
    kernel::{Digest, Email, Money, OrderId, Seconds, Timestamp, UserId},
    payments::{Dispute, IntentId},
};

/// How long an order waits before the sweep asks again, when the provider or a queue did not answer.
pub const UNREACHED_RETRY_SECONDS: Seconds = 60;

/// How long the sweep leaves a refund alone that is on its way: an event tells sooner, and some take days.
pub const PENDING_REFUND_RETRY_SECONDS: Seconds = 15 * 60;

/// The due index is spread over so many partitions.
const DUE_SHARDS: u8 = 8;

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
    /// The lines, one a SKU and stock row, in the order of their first mention.
    pub lines: Vec<Line>,
    /// The sum of the lines, and what its quote adds to that: what is charged.
    pub total: Money,
    /// What it keeps of its quote.
    pub quoted: Quoted,
    /// Where it goes.
    pub address: Address,
    /// The guest's e-mail address, to which its mails go; none of an account's order, whose mails go to the account's. It goes with
    /// the address.
    pub email: Option<Email>,
    /// The digests of the links to it that were mailed and not revoked.
    pub links: Vec<String>,
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
    /// Since when the provider works on a delayed payment; only while the order is [`State::Processing`].
    pub processing_since: Option<Timestamp>,
    /// How many delayed payments of it failed.
    pub payment_failures: u32,
    /// Of how many of these the buyer was told by mail.
    pub payment_failures_told: u32,
    /// What of it was sent, in the order of sending; voided shipments stay. The list only grows, so a place in it is for ever.
    pub shipments: Vec<Shipment>,
    /// How often units of it were taken up, to be sent: a write that takes more is conditional on it.
    pub fulfilment_version: u32,
    /// What of its money went back or is to go back, in the order of asking; failed ones stay. The list only grows, so a place in
    /// it is for ever.
    pub refunds: Vec<Refund>,
    /// How often refunds were added or settled, or disputes noted: a write that does any of these is conditional on it.
    pub refund_version: u32,
    /// What its buyer disputed at the bank, oldest first.
    pub disputes: Vec<Dispute>,
    /// What came in, in minor units, where a person accepted another amount than its total.
    pub received_minor: Option<u64>,
    /// Why it was put aside for a person, if it ever was.
    pub review: Option<Review>,
    /// What a person decided about it.
    pub decision: Option<Decision>,
    /// Since when its buyer has no account any more. It keeps its address until it was sent and cannot come back.
    pub buyer_left: Option<Timestamp>,
}

impl Order {
    /// The order that `buyer` places under `idempotency_key` at `now`, to be paid within `payment_window`.
    #[must_use]
    pub fn place(
        buyer: UserId,
        idempotency_key: &str,
        wanted: NewOrder,
        now: Timestamp,
        payment_window: Seconds,
    ) -> Self {
        let expires = now.plus_seconds(payment_window);
        Self {
            id: order_id(&buyer, idempotency_key),
            fingerprint: wanted.fingerprint(),
            buyer,
            lines: wanted.lines,
            total: wanted.total,
            quoted: wanted.quoted,
            address: wanted.address,
            email: wanted.email,
            links: Vec::new(),
            created: now,
            expires,
            state: State::Pending,
            intent: None,
            receipt: None,
            due: Some(expires),
            processing_since: None,
            payment_failures: 0,
            payment_failures_told: 0,
            shipments: Vec::new(),
            fulfilment_version: 0,
            refunds: Vec::new(),
            refund_version: 0,
            disputes: Vec::new(),
            received_minor: None,
            review: None,
            decision: None,
            buyer_left: None,
        }
    }

    /// Whether a payment may begin at `now`.
    #[must_use]
    pub fn is_payable(&self, now: Timestamp) -> bool {
        self.state == State::Pending && now < self.expires
    }

    /// Whether it holds stock that nobody has paid for: such orders count against their buyer's limit.
    #[must_use]
    pub const fn holds_stock_unpaid(&self) -> bool {
        match self.state {
            State::Pending | State::Processing | State::Expiring | State::Cancelling => true,
            State::NeedsReview => self.receipt.is_none(),
            State::Expired | State::Cancelled | State::Paid | State::Refunding | State::Refunded => false,
        }
    }

    /// Whether it was paid, whatever became of the money since.
    #[must_use]
    pub const fn was_paid(&self) -> bool {
        match self.state {
            State::Paid | State::Refunding | State::Refunded => true,
            State::NeedsReview => self.receipt.is_some(),
            State::Pending
            | State::Processing
            | State::Expiring
            | State::Expired
            | State::Cancelling
            | State::Cancelled => false,
        }
    }

    /// What was paid for it, once it is paid, in minor units: its total, unless a person accepted another amount.
    #[must_use]
    pub fn paid_minor(&self) -> u64 {
        self.received_minor.unwrap_or(self.total.amount_minor)
    }

    /// Whether a receipt is due for it once it is paid. What a person gives back as it came in is told by the refund's mail alone.
    #[must_use]
    pub fn gets_receipt(&self) -> bool {
        self.decision.as_ref().is_none_or(|decision| decision.outcome != DecisionOutcome::Refund)
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
    fn every_order_is_in_one_of_the_shards() {
        let shards: Vec<_> = due_shards().collect();
        for n in 0..100_u8 {
            assert!(shards.contains(&due_shard(&OrderId::from_digest(&Digest::of(&[&[n]])))));
        }
    }
}
