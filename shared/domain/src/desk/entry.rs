//! An order as the desk shows it in a list.

use serde::Serialize;

use super::{Count, Tally, fulfilment_of};
use crate::{
    kernel::{Currency, Email, EmailDigest, Money, OrderId, Timestamp, UserId},
    orders::{FulfilmentState, Order, OrderNumber, State},
    payments::DisputeStatus,
};

/// One order on the desk: a function of one version of its row, and of nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskEntry {
    /// The order.
    pub order: OrderId,
    /// Whose it is.
    pub buyer: UserId,
    /// What stands for the e-mail address of the guest whose it is; none of an account's, or once the guest is forgotten.
    pub guest: Option<EmailDigest>,
    /// The version of the order's row that this was made of.
    pub version: u64,
    /// How far its money has come.
    pub payment: State,
    /// How far its goods have gone; none while there is nothing to send.
    pub fulfilment: Option<FulfilmentState>,
    /// What it comes to.
    pub total: Money,
    /// How many units its lines ask for.
    pub units: u64,
    /// What was paid for it, in minor units; 0 until then.
    pub gross_minor: u64,
    /// How much of that was given back.
    pub refunded_minor: u64,
    /// How much of it disputes have taken for good.
    pub lost_minor: u64,
    /// How far the dispute has come that moved last; none where nobody disputed.
    pub dispute: Option<DisputeStatus>,
    /// When it was placed.
    pub created: Timestamp,
}

impl DeskEntry {
    /// The entry of `order`, whose row has this version.
    #[must_use]
    pub fn of(order: &Order, version: u64) -> Self {
        let gross_minor = if order.was_paid() { order.paid_minor() } else { 0 };
        Self {
            order: order.id.clone(),
            buyer: order.buyer.clone(),
            guest: order.email.as_ref().map(Email::digest),
            version,
            payment: order.state,
            fulfilment: fulfilment_of(order),
            total: order.total,
            units: order.lines.iter().map(|line| u64::from(line.quantity.get())).sum(),
            gross_minor,
            refunded_minor: order.refunded_minor(),
            lost_minor: order.lost_minor(),
            dispute: order.disputes.last().map(|dispute| dispute.status),
            created: order.created,
        }
    }

    /// Its number.
    #[must_use]
    pub fn number(&self) -> OrderNumber {
        OrderNumber::from(&self.order)
    }

    /// Whether both show the same, of whichever versions they were made.
    #[must_use]
    pub fn shows_the_same(&self, other: &Self) -> bool {
        *self == Self { version: self.version, ..other.clone() }
    }

    /// What it adds to the sums of its day.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let sold = u64::from(self.gross_minor > 0);
        let mut tally = Tally::default();
        tally.add(Count::Payment(self.payment), 1);
        if let Some(fulfilment) = self.fulfilment {
            tally.add(Count::Fulfilment(fulfilment), 1);
        }
        tally.add(Count::Orders, sold);
        tally.add(Count::Units, sold * self.units);
        tally.add(Count::GrossMinor, self.gross_minor);
        tally.add(Count::RefundedMinor, self.refunded_minor);
        tally.add(Count::LostMinor, self.lost_minor);
        tally
    }
}

impl Serialize for DeskEntry {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Row<'a> {
            id: &'a OrderId,
            number: OrderNumber,
            buyer_id: &'a UserId,
            payment_state: &'static str,
            #[serde(skip_serializing_if = "Option::is_none")]
            fulfilment_state: Option<FulfilmentState>,
            currency: Currency,
            total_minor: u64,
            refunded_minor: u64,
            units: u64,
            #[serde(skip_serializing_if = "Option::is_none")]
            dispute: Option<&'static str>,
            created_at: Timestamp,
        }
        let row = Row {
            id: &self.order,
            number: self.number(),
            buyer_id: &self.buyer,
            payment_state: self.payment.as_str(),
            fulfilment_state: self.fulfilment,
            currency: self.total.currency,
            total_minor: self.total.amount_minor,
            refunded_minor: self.refunded_minor,
            units: self.units,
            dispute: self.dispute.map(DisputeStatus::as_str),
            created_at: self.created,
        };
        row.serialize(serializer)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::{
        kernel::Digest,
        orders::{AddressDraft, Line, NewOrder, Quantity, Receipt, Shard},
        payments::{ProviderRefund, RefundStatus},
    };

    pub(in crate::desk) fn order(state: State) -> Order {
        let usd = Currency::parse("USD").expect("a currency");
        let address = AddressDraft { name: "Ada", line1: "1 Mill Lane", country: "GB", ..AddressDraft::default() };
        let address = AddressDraft { city: Some("Leeds"), postal_code: Some("LS1"), ..address };
        let line = Line {
            sku: "tea".parse().expect("a SKU"),
            shard: Shard(0),
            quantity: Quantity::new(2).expect("a quantity"),
            unit_price: Money::new(499, usd),
        };
        let wanted = NewOrder::new(usd, address.parse().expect("an address"), vec![line]).expect("an order");
        let buyer = UserId::from_digest(&Digest::of(&[b"buyer"]));
        Order { state, ..Order::place(buyer, "a key", wanted, Timestamp::from_millis(1_795_376_589_000), 900) }
    }

    /// A person gave so much back at the provider.
    fn with_refund(order: &Order, amount_minor: u64) -> Order {
        let made = ProviderRefund {
            id: format!("re_{amount_minor}").parse().expect("an identifier"),
            amount_minor,
            status: RefundStatus::Succeeded,
            created: order.created,
            own: None,
        };
        let refund = order.taken_over(&made);
        let settled = refund.settled(RefundStatus::Succeeded, Some(&made.id), order.created);
        order.with_refund(&refund).with_settled(&settled)
    }

    #[test]
    fn an_order_is_a_sale_once_it_is_paid_and_stays_one_when_its_money_goes_back() {
        let sums = |order: &Order| {
            let tally = DeskEntry::of(order, 1).tally();
            [Count::Orders, Count::Units, Count::GrossMinor, Count::RefundedMinor].map(|count| tally.get(count))
        };
        for state in [State::Pending, State::Processing, State::Expired, State::Cancelled, State::NeedsReview] {
            assert_eq!(sums(&order(state)), [0; 4], "{state:?}");
        }
        assert_eq!(sums(&order(State::Paid)), [1, 2, 998, 0]);
        assert_eq!(sums(&order(State::Refunding)), [1, 2, 998, 0]);
        let in_part = with_refund(&order(State::Paid), 100);
        assert_eq!(sums(&in_part), [1, 2, 998, 100]);
        let whole = with_refund(&in_part, 898);
        assert_eq!((whole.state, sums(&whole)), (State::Refunded, [1, 2, 998, 998]));
        let kept = Order { receipt: Some(Receipt::Sent), ..order(State::NeedsReview) };
        assert_eq!(sums(&kept), [1, 2, 998, 0]);
    }

    #[test]
    fn a_paid_order_waits_to_be_sent() {
        let shown = |state| DeskEntry::of(&order(state), 1).fulfilment;
        assert_eq!(shown(State::Paid), Some(FulfilmentState::Unfulfilled));
        assert_eq!((shown(State::Pending), shown(State::Refunded)), (None, None));
    }

    #[test]
    fn two_versions_of_an_order_may_look_alike() {
        let entry = DeskEntry::of(&order(State::Paid), 3);
        assert!(entry.shows_the_same(&DeskEntry { version: 4, ..entry.clone() }));
        assert!(!entry.shows_the_same(&DeskEntry::of(&order(State::Refunded), 3)));
    }
}
