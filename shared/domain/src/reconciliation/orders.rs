//! The rules about orders: deadlines, ends, receipts.

use super::{Difference, Rule, Subject, When};
use crate::{
    kernel::Seconds,
    orders::{Order, State, due_shard},
};

/// The sweep runs each minute. A deadline that passed longer ago than this means that it cannot finish the order.
const OVERDUE_SECONDS: Seconds = 600;

pub(super) fn check(order: &Order, when: When, found: &mut Vec<Difference>) {
    let state = order.state.as_str();
    let was_paid = matches!(order.state, State::Paid | State::Refunding | State::Refunded);
    let never_owed = was_paid && order.receipt.is_none() && order.gets_receipt();
    if never_owed {
        found.push(about(order, Rule::Receipt, format!("It is {state}, but nobody owes it a receipt")));
    } else if order.receipt_is_open() && when.is_at_rest() {
        found.push(about(order, Rule::Receipt, format!("It is {state}, but its receipt is not sent")));
    }
    match order.due {
        None if order.state.is_under_way() => {
            found.push(about(order, Rule::Deadline, unled(order, state)));
        }
        None if order.receipt_is_open() => {
            let stands = format!("{state} and its receipt is not sent");
            found.push(about(order, Rule::Deadline, unled(order, &stands)));
        }
        None if order.has_pending_refund() => {
            found.push(about(order, Rule::Deadline, unled(order, &format!("{state} and a refund of it is pending"))));
        }
        None if order.forgets_buyer() && order.state != State::NeedsReview => {
            found.push(about(
                order,
                Rule::Deadline,
                unled(order, &format!("{state} and its buyer is to be forgotten")),
            ));
        }
        Some(_) if !is_under_way(order) && !order.receipt_is_open() && !never_owed && !order.forgets_buyer() => {
            found.push(about(order, Rule::Deadline, format!("It is {state} and owed nothing, but has a deadline")));
        }
        Some(due) if when.now().is_some_and(|now| due.plus_seconds(OVERDUE_SECONDS) < now) => {
            found.push(about(order, Rule::InTime, format!("It is {state}, and was due at {due}")));
        }
        _ => {}
    }
    if when.is_at_rest() && is_under_way(order) {
        let pending = if order.has_pending_refund() { ", and a refund of it is pending" } else { "" };
        found.push(about(order, Rule::Ended, format!("It is {state}{pending}")));
    }
    for (sku, units) in order.shipped_beyond() {
        let detail = format!("It has shipped {units} units of {} more than were paid for", sku.as_str());
        found.push(about(order, Rule::ShippedRight, detail));
    }
    for (sku, units) in order.refunded_beyond() {
        let detail = format!("It has shipped and refunded {units} units of {} more than were paid for", sku.as_str());
        found.push(about(order, Rule::ShippedRight, detail));
    }
    if order.state == State::NeedsReview && when.now().is_some() {
        found.push(about(order, Rule::Review, format!("It needs review; its {} units are held", units(order))));
    }
}

/// Whether it is on its way to another state, or some of its money is.
fn is_under_way(order: &Order) -> bool {
    order.state.is_under_way() || order.has_pending_refund()
}

/// The text for an order without a deadline. It names the shard of the due index, which an operator needs to set one.
fn unled(order: &Order, stands: &str) -> String {
    format!("It is {stands}, but no deadline leads the sweep to it (its due_shard is {})", due_shard(&order.id))
}

fn units(order: &Order) -> u32 {
    order.lines.iter().map(|line| line.quantity.get()).sum()
}

pub(super) fn about(order: &Order, rule: Rule, detail: String) -> Difference {
    Difference { rule, subject: subject(order), detail }
}

pub(super) fn subject(order: &Order) -> Subject {
    Subject::Order { buyer: order.buyer.clone(), id: order.id.clone() }
}

#[cfg(test)]
mod tests {
    use crate::{
        orders::{Order, Quantity, Receipt, Shipment, ShipmentDraft, State, Units},
        reconciliation::{
            Rule, When,
            snapshot::tests::{NOW, order},
        },
    };

    fn rules(order: &Order, when: When) -> Vec<Rule> {
        let mut found = Vec::new();
        super::check(order, when, &mut found);
        found.iter().map(|found| found.rule).collect()
    }

    const AT_REST: When = When::AtRest { now: NOW };

    #[test]
    fn an_order_as_the_shop_writes_it_breaks_no_rule_while_running() {
        for (state, _) in STATES {
            assert_eq!(rules(&order(state), When::Running), [], "{state:?}");
        }
    }

    const STATES: [(State, Option<Rule>); 10] = [
        (State::Processing, Some(Rule::Ended)),
        (State::Pending, Some(Rule::Ended)),
        (State::Refunding, Some(Rule::Ended)),
        (State::Expiring, Some(Rule::Ended)),
        (State::Cancelling, Some(Rule::Ended)),
        (State::Expired, None),
        (State::Cancelled, None),
        (State::Paid, None),
        (State::Refunded, None),
        (State::NeedsReview, Some(Rule::Review)),
    ];

    #[test]
    fn at_rest_every_order_has_ended() {
        for (state, rule) in STATES {
            assert_eq!(rules(&order(state), AT_REST), Vec::from_iter(rule), "{state:?}");
        }
    }

    #[test]
    fn a_deadline_is_there_exactly_while_something_is_owed() {
        for (state, _) in STATES {
            let mut order = order(state);
            order.due = if order.due.is_some() { None } else { Some(NOW) };
            assert_eq!(rules(&order, When::Running), [Rule::Deadline], "{state:?}");
        }
        let unsent = Order { receipt: Some(Receipt::Due), ..order(State::Paid) };
        assert_eq!(rules(&unsent, When::Running), [Rule::Deadline]);
    }

    #[test]
    fn an_order_whose_buyer_has_left_has_a_deadline_until_its_address_is_gone() {
        let left = Order { buyer_left: Some(NOW), due: Some(NOW), ..order(State::Paid) };
        assert_eq!(rules(&left, AT_REST), []);
        assert_eq!(rules(&Order { due: None, ..left }, AT_REST), [Rule::Deadline]);
    }

    #[test]
    fn a_refund_forgets_no_receipt() {
        for state in [State::Refunded, State::NeedsReview] {
            let unsent = Order { receipt: Some(Receipt::Due), due: Some(NOW), ..order(state) };
            assert_eq!(rules(&unsent, When::Running), [], "{state:?}");
            let forgotten = Order { due: None, ..unsent };
            assert_eq!(rules(&forgotten, When::Running), [Rule::Deadline], "{state:?}");
        }
        for state in [State::Refunding, State::Refunded] {
            let never_owed = Order { receipt: None, ..order(state) };
            assert_eq!(rules(&never_owed, When::Running), [Rule::Receipt], "{state:?}");
        }
    }

    #[test]
    fn an_order_may_be_overdue_for_ten_minutes() {
        let due = |seconds: i64| Order { due: Some(NOW.plus_seconds(-seconds)), ..order(State::Pending) };
        let open = When::Open { now: NOW };
        assert_eq!(rules(&due(600), open), []);
        assert_eq!(rules(&due(601), open), [Rule::InTime]);
        assert_eq!(rules(&due(601), When::Running), []);
    }

    #[test]
    fn no_more_is_shipped_than_was_paid_for() {
        let paid = order(State::Paid);
        let line = paid.lines[0].clone();
        let shipment = |key: &str, sku, quantity: Quantity| {
            let draft = ShipmentDraft {
                lines: vec![Units { sku, quantity }],
                carrier: "Mill Mail",
                tracking_number: None,
                tracking_url: None,
            };
            draft.parse(&paid.id, key, paid.buyer.clone(), NOW).expect("a shipment")
        };
        let one = shipment("one", line.sku.clone(), line.quantity);
        let two = shipment("two", line.sku.clone(), line.quantity);
        let another = shipment("three", "gin".parse().expect("a SKU"), line.quantity);
        let with = |shipments| Order { shipments, ..paid.clone() };
        assert_eq!(rules(&with(vec![one.clone()]), When::Running), []);
        assert_eq!(rules(&with(vec![one.clone(), two.clone()]), When::Running), [Rule::ShippedRight]);
        assert_eq!(rules(&with(vec![another]), When::Running), [Rule::ShippedRight]);
        let voided = Shipment { voided: Some(NOW), ..two };
        assert_eq!(rules(&with(vec![one, voided]), When::Running), []);
    }

    #[test]
    fn a_receipt_is_owed_at_once_and_closed_at_rest() {
        let none = Order { receipt: None, ..order(State::Paid) };
        assert_eq!(rules(&none, When::Running), [Rule::Receipt]);
        let sending = Order { receipt: Some(Receipt::Sending(NOW)), due: Some(NOW), ..order(State::Paid) };
        assert_eq!(rules(&sending, When::Running), []);
        assert_eq!(rules(&sending, AT_REST), [Rule::Receipt]);
        let undeliverable = Order { receipt: Some(Receipt::Undeliverable), ..order(State::Paid) };
        assert_eq!(rules(&undeliverable, AT_REST), []);
    }
}
