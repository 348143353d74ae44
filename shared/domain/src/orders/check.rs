//! What an intent means for its order.

use super::Order;
use crate::payments::{Intent, IntentStatus};

/// What the provider's record means for the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntentCheck {
    /// The order is paid.
    Paid,
    /// The intent can never be paid.
    Canceled,
    /// The provider works on a payment; it will say later which way that went.
    Processing,
    /// Nothing final has happened, and a payment may begin.
    Open,
    /// The record is not this order's, or not for its amount: an operator has to look.
    Mismatch,
}

/// Compares the provider's record with the order, then reads its status. Of an order that a person accepted with another amount, that
/// amount has to be the record's.
#[must_use]
pub fn check_intent(order: &Order, intent: &Intent) -> IntentCheck {
    let same = order.intent.as_ref() == Some(&intent.id)
        && intent.order.as_ref() == Some(&order.id)
        && (intent.amount == order.total
            || order.received_minor.is_some() && intent.amount.currency == order.total.currency);
    match intent.status {
        _ if !same => IntentCheck::Mismatch,
        IntentStatus::Succeeded if intent.received_minor != order.paid_minor() => IntentCheck::Mismatch,
        IntentStatus::Succeeded => IntentCheck::Paid,
        IntentStatus::Canceled => IntentCheck::Canceled,
        IntentStatus::RequiresPaymentMethod | IntentStatus::RequiresConfirmation | IntentStatus::RequiresAction => {
            IntentCheck::Open
        }
        IntentStatus::Processing => IntentCheck::Processing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        kernel::{Currency, Digest, Money, Timestamp, UserId},
        orders::{AddressDraft, NewOrder, Quoted},
    };

    fn wanted(total_minor: u64) -> NewOrder {
        let draft = AddressDraft {
            name: "Ada",
            line1: "1 Mill Lane",
            city: Some("Leeds"),
            postal_code: Some("LS1"),
            country: "GB",
            ..AddressDraft::default()
        };
        let address = draft.parse().expect("an address");
        let total = Money::new(total_minor, Currency::parse("USD").expect("a currency"));
        NewOrder { address, email: None, lines: Vec::new(), total, quoted: Quoted::default() }
    }

    fn order_of(total_minor: u64) -> Order {
        let buyer = UserId::from_digest(&Digest::of(&[b"buyer"]));
        Order::place(buyer, "a key", wanted(total_minor), Timestamp::from_millis(0), 900)
    }

    /// An order of 9.98 USD with an intent, and the provider's record of that intent, paid.
    fn paid() -> (Order, Intent) {
        let order = Order { intent: "pi_own".parse().ok(), ..order_of(998) };
        let intent = Intent {
            id: "pi_own".parse().expect("an intent"),
            status: IntentStatus::Succeeded,
            amount: order.total,
            received_minor: 998,
            refunded_minor: 0,
            order: Some(order.id.clone()),
            client_secret: None,
        };
        (order, intent)
    }

    #[test]
    fn a_record_that_is_the_orders_own_and_for_its_amount_means_what_its_status_says() {
        for (status, expected) in [
            (IntentStatus::Succeeded, IntentCheck::Paid),
            (IntentStatus::Canceled, IntentCheck::Canceled),
            (IntentStatus::Processing, IntentCheck::Processing),
            (IntentStatus::RequiresPaymentMethod, IntentCheck::Open),
            (IntentStatus::RequiresConfirmation, IntentCheck::Open),
            (IntentStatus::RequiresAction, IntentCheck::Open),
        ] {
            let (order, intent) = paid();
            assert_eq!(check_intent(&order, &Intent { status, ..intent }), expected, "{status:?}");
        }
    }

    #[test]
    fn another_intent_order_amount_or_currency_is_a_mismatch_whatever_was_received() {
        let (order, intent) = paid();
        let other = Order::place(order.buyer.clone(), "another key", wanted(998), order.created, 900);
        let euros = Money::new(998, Currency::parse("EUR").expect("a currency"));
        let usd = order.total.currency;
        for (what, record) in [
            ("intent", Intent { id: "pi_other".parse().expect("an intent"), ..intent.clone() }),
            ("order", Intent { order: Some(other.id), ..intent.clone() }),
            ("no order", Intent { order: None, ..intent.clone() }),
            ("more is asked for", Intent { amount: Money::new(999, usd), ..intent.clone() }),
            ("less is asked for", Intent { amount: Money::new(997, usd), ..intent.clone() }),
            ("the same number of another currency", Intent { amount: euros, ..intent.clone() }),
            ("more was received", Intent { received_minor: 999, ..intent.clone() }),
            ("less was received", Intent { received_minor: 997, ..intent.clone() }),
        ] {
            assert_eq!(check_intent(&order, &record), IntentCheck::Mismatch, "{what}");
        }
        let unlinked = Order { intent: None, ..order };
        assert_eq!(check_intent(&unlinked, &intent), IntentCheck::Mismatch);
    }
}
