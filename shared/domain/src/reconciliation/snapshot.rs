//! The snapshot: the stock rows, orders and intents that a reconciliation compares.

use std::collections::{BTreeSet, HashMap};

use super::{DeskSnapshot, Difference, Rule, Subject, Warning, desk, money, orders, stock};
use crate::{
    kernel::{Money, OrderId, Sku, Timestamp, UserId},
    orders::{Order, Shard},
    payments::{IntentId, IntentStatus},
};

/// A stock row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stock {
    /// The SKU.
    pub sku: Sku,
    /// Which of its rows.
    pub shard: Shard,
    /// How many units can be ordered.
    pub available: i64,
    /// How many units ever came, less those that were taken out.
    pub received: i64,
}

/// A payment intent as the provider shows it to a reconciliation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderIntent {
    /// The provider's identifier.
    pub id: IntentId,
    /// The order that it was made for, as its metadata says.
    pub order: Option<OrderId>,
    /// Whose order that is, as its metadata says.
    pub buyer: Option<UserId>,
    /// Where it stands.
    pub status: IntentStatus,
    /// What was asked for.
    pub amount: Money,
    /// What was received, in minor units.
    pub received_minor: u64,
    /// What of it was given back, in minor units.
    pub refunded_minor: u64,
    /// How many of its charges succeeded, whatever was given back later.
    pub succeeded_charges: u32,
    /// Whether its payment was ever disputed, however that ended.
    pub is_disputed: bool,
}

impl ProviderIntent {
    /// What was received, whether or not it was given back.
    #[must_use]
    pub fn received(&self) -> Money {
        Money::new(self.received_minor, self.amount.currency)
    }

    /// What was received and not given back.
    #[must_use]
    pub fn kept(&self) -> Money {
        Money::new(self.received_minor.saturating_sub(self.refunded_minor), self.amount.currency)
    }

    /// Whether any money of it is with the shop.
    #[must_use]
    pub fn has_money(&self) -> bool {
        self.kept().amount_minor > 0
    }
}

/// A row, or an intent, that is damaged.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unreadable {
    /// Which one.
    pub subject: String,
    /// What is wrong with it.
    pub reason: String,
}

/// Everything to compare. It must be complete: every stock row, every order, every intent.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// The stock rows.
    pub stock: Vec<Stock>,
    /// The sum of each SKU's adjustments on record, its opening stock among them. A SKU that is not in here is
    /// not compared with its records.
    pub adjusted: HashMap<Sku, i64>,
    /// The orders.
    pub orders: Vec<Order>,
    /// The provider's record.
    pub intents: Vec<ProviderIntent>,
    /// The order desk; a desk that was not read is not compared.
    pub desk: Option<DeskSnapshot>,
    /// What could not be read.
    pub unreadable: Vec<Unreadable>,
    /// SKUs whose stock moved while the snapshot was read: they are not judged.
    pub moving: BTreeSet<Sku>,
}

/// How strictly to judge the snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Only rules that hold between any two calls. Money for an order that is not marked paid yet is no difference.
    Running,
    /// Also the rules of a shop whose sweep runs: no order is long overdue, and none needs review.
    Open {
        /// The present.
        now: Timestamp,
    },
    /// Also the rules at rest, with empty queues and a finished sweep: every order has ended, every receipt is closed.
    AtRest {
        /// The present.
        now: Timestamp,
    },
}

impl When {
    /// The present, where it matters.
    pub(super) const fn now(self) -> Option<Timestamp> {
        match self {
            Self::Running => None,
            Self::Open { now } | Self::AtRest { now } => Some(now),
        }
    }

    pub(super) const fn is_at_rest(self) -> bool {
        matches!(self, Self::AtRest { .. })
    }
}

impl Snapshot {
    /// Everything that does not hold, in the order of the rules.
    #[must_use]
    pub fn differences(&self, when: When) -> Vec<Difference> {
        let mut found: Vec<Difference> = self
            .unreadable
            .iter()
            .map(|Unreadable { subject, reason }| Difference {
                rule: Rule::Readable,
                subject: Subject::Row(subject.clone()),
                detail: reason.clone(),
            })
            .collect();
        stock::check(self, &mut found);
        money::check(self, when, &mut found);
        desk::check(self, &mut found);
        for order in &self.orders {
            orders::check(order, when, &mut found);
        }
        found.sort();
        found
    }

    /// What differs from no rule, but is worth a look.
    #[must_use]
    pub fn warnings(&self) -> Vec<Warning> {
        let mut warnings = money::warnings(self);
        warnings.sort();
        warnings
    }

    /// Compares the stock with what it was `later`, once the orders had been read. Between two equal readings no order
    /// took or gave back any of the SKU; what differs was moving.
    pub fn note_moving(&mut self, later: &Self) {
        let counts = |snapshot: &Self| -> HashMap<(Sku, u8), (i64, i64)> {
            let rows = snapshot.stock.iter();
            rows.map(|row| ((row.sku.clone(), row.shard.0), (row.available, row.received))).collect()
        };
        let (before, after) = (counts(self), counts(later));
        let differs = |key: &&(Sku, u8)| before.get(*key) != after.get(*key);
        let rows = before.keys().chain(after.keys()).filter(differs).map(|(sku, _)| sku.clone());
        let recorded = |sku: &&Sku| self.adjusted.get(*sku) != later.adjusted.get(*sku);
        let records = self.adjusted.keys().chain(later.adjusted.keys()).filter(recorded).cloned();
        let moving: Vec<Sku> = rows.chain(records).collect();
        self.moving.extend(moving);
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::{
        kernel::{Currency, Digest},
        orders::{AddressDraft, Line, NewOrder, Quantity, Quoted, Receipt, State},
        payments::{ProviderRefund, RefundStatus},
    };

    pub(in crate::reconciliation) const NOW: Timestamp = Timestamp::from_millis(1_795_376_589_000);

    /// An order of two teas for 9.98 USD, as the shop leaves it in `state`. Its intent is `pi_1` once it needs one.
    pub(in crate::reconciliation) fn order(state: State) -> Order {
        let usd = |amount| Money::new(amount, Currency::parse("USD").expect("a currency"));
        let was_paid = matches!(state, State::Paid | State::Refunding | State::Refunded);
        let wanted = NewOrder {
            email: None,
            lines: vec![Line {
                sku: "tea".parse().expect("a SKU"),
                shard: Shard(0),
                quantity: Quantity::new(2).expect("a quantity"),
                unit_price: usd(499),
            }],
            total: usd(998),
            quoted: Quoted::default(),
            address: AddressDraft {
                name: "Ada",
                line1: "1 Mill Lane",
                city: Some("Leeds"),
                postal_code: Some("LS1"),
                country: "GB",
                ..AddressDraft::default()
            }
            .parse()
            .expect("an address"),
        };
        let placed = Order::place(UserId::from_digest(&Digest::of(&[b"buyer"])), "a key", wanted, NOW, 900);
        let order = Order {
            receipt: was_paid.then_some(Receipt::Sent),
            due: placed.due.filter(|_| state.is_under_way()),
            processing_since: (state == State::Processing).then_some(NOW),
            state: if was_paid { State::Paid } else { state },
            ..placed
        };
        refunded_towards(order, state)
    }

    /// A paid order, of which all the money is on its way back, or is back, as `state` says.
    fn refunded_towards(order: Order, state: State) -> Order {
        let made = ProviderRefund {
            id: "re_1".parse().expect("an identifier"),
            amount_minor: order.total.amount_minor,
            status: RefundStatus::Succeeded,
            created: NOW,
            own: None,
        };
        let refund = order.taken_over(&made);
        let settled = refund.settled(RefundStatus::Succeeded, Some(&made.id), NOW);
        match state {
            State::Refunding => order.with_refund(&refund),
            State::Refunded => order.with_refund(&refund).with_settled(&settled),
            _ => order,
        }
    }

    pub(in crate::reconciliation) fn stock_shard(available: i64, received: i64) -> Stock {
        Stock { sku: "tea".parse().expect("a SKU"), shard: Shard(0), available, received }
    }

    pub(in crate::reconciliation) fn snapshot(stock: Stock, orders: Vec<Order>) -> Snapshot {
        Snapshot { stock: vec![stock], orders, ..Snapshot::default() }
    }
}
