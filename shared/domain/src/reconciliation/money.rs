//! The rules about money: an order against the provider's record.

use std::collections::HashMap;

use super::{
    Difference, ProviderIntent, Rule, Snapshot, Subject, Warning, When,
    orders::{about, subject},
};
use crate::{
    kernel::{Money, OrderId},
    orders::{Order, State},
    payments::{IntentId, IntentStatus},
};

pub(super) fn check(snapshot: &Snapshot, when: When, found: &mut Vec<Difference>) {
    let orders: HashMap<&OrderId, &Order> = snapshot.orders.iter().map(|order| (&order.id, order)).collect();
    let intents: HashMap<&IntentId, &ProviderIntent> = snapshot.intents.iter().map(|it| (&it.id, it)).collect();
    let mut charges: HashMap<&OrderId, u32> = HashMap::new();
    for intent in &snapshot.intents {
        let order = intent.order.as_ref().and_then(|id| orders.get(id)).filter(|order| names(intent, order));
        match order {
            Some(order) => {
                if intent.has_money() {
                    *charges.entry(&order.id).or_default() += intent.succeeded_charges;
                }
                check_amount(intent, order, found);
                check_stranger(intent, order, found);
            }
            None if intent.has_money() => found.push(without_order(intent)),
            None => {}
        }
    }
    for order in &snapshot.orders {
        if let Some(charges) = charges.get(&order.id).filter(|charges| **charges > 1) {
            found.push(about(order, Rule::ChargedOnce, format!("It was charged {charges} times")));
        }
        match order.intent.as_ref().map(|id| (id, intents.get(id))) {
            None => check_without_intent(order, found),
            Some((id, None)) => {
                let detail = format!("Its intent {id} is not in the provider's record");
                found.push(about(order, Rule::OwnIntent, detail));
            }
            Some((id, Some(intent))) if !names(intent, order) => {
                let detail = format!("Its intent {id} was made for another order");
                found.push(about(order, Rule::OwnIntent, detail));
            }
            Some((_, Some(intent))) => check_linked(order, intent, when, found),
        }
    }
}

/// Orders whose payment is or was disputed, which the shop leaves as they are.
pub(super) fn warnings(snapshot: &Snapshot) -> Vec<Warning> {
    let intents: HashMap<&IntentId, &ProviderIntent> = snapshot.intents.iter().map(|it| (&it.id, it)).collect();
    let linked = snapshot.orders.iter().filter_map(|order| Some((order, *intents.get(order.intent.as_ref()?)?)));
    let mut warnings = Vec::new();
    for (order, intent) in linked {
        if intent.is_disputed {
            warnings.push(Warning { subject: subject(order), detail: disputed(order, intent) });
        }
    }
    warnings
}

fn disputed(order: &Order, intent: &ProviderIntent) -> String {
    let (id, state) = (&intent.id, order.state.as_str());
    let money = |minor| Money::new(minor, order.total.currency);
    match order.disputes.last() {
        None => format!(
            "Its payment {id} was disputed, and it knows nothing of that: send the event again; it stays {state}"
        ),
        Some(dispute) => {
            let (status, lost) = (dispute.status.as_str(), money(order.lost_minor()));
            format!("Its payment {id} was disputed: {} is {status}, {lost} are lost; it stays {state}", dispute.id)
        }
    }
}

/// Whether the intent's metadata mean this order.
fn names(intent: &ProviderIntent, order: &Order) -> bool {
    intent.order.as_ref() == Some(&order.id) && intent.buyer.as_ref().is_none_or(|buyer| *buyer == order.buyer)
}

fn is_linked(intent: &ProviderIntent, order: &Order) -> bool {
    order.intent.as_ref() == Some(&intent.id)
}

/// What is asked for, and what came, is the order's total, or what a person accepted in its place. An intent that is neither linked nor paid may ask for
/// anything: it is never confirmed.
fn check_amount(intent: &ProviderIntent, order: &Order, found: &mut Vec<Difference>) {
    let id = &intent.id;
    let is_asked = if order.received_minor.is_some() && is_linked(intent, order) {
        intent.amount.currency == order.total.currency
    } else {
        intent.amount == order.total
    };
    if !is_asked && (intent.has_money() || is_linked(intent, order)) {
        let detail = format!("It comes to {}, but {id} asks for {}", order.total, intent.amount);
        found.push(about(order, Rule::ChargedRight, detail));
    } else if intent.has_money() && intent.received_minor != order.paid_minor() {
        let detail = format!("It comes to {}, but {id} received {}", order.total, intent.received());
        found.push(about(order, Rule::ChargedRight, detail));
    }
    if intent.refunded_minor > intent.received_minor {
        let refunded = Money::new(intent.refunded_minor, intent.amount.currency);
        let detail = format!("{} came in by {id}, but {refunded} were given back", intent.received());
        found.push(about(order, Rule::RefundedRight, detail));
    }
}

/// Only the linked intent is ever confirmed.
fn check_stranger(intent: &ProviderIntent, order: &Order, found: &mut Vec<Difference>) {
    if intent.has_money() && !is_linked(intent, order) {
        let linked = order.intent.as_ref().map_or_else(|| "no intent".to_owned(), ToString::to_string);
        let detail = format!("{} came in for order {}, which is linked to {linked}", intent.kept(), order.id);
        found.push(without_paid_order(intent, detail));
    }
}

fn without_order(intent: &ProviderIntent) -> Difference {
    let kept = intent.kept();
    without_paid_order(
        intent,
        match &intent.order {
            Some(order) => format!("{kept} came in for order {order}, which does not exist"),
            None => format!("{kept} came in for no order at all"),
        },
    )
}

fn without_paid_order(intent: &ProviderIntent, detail: String) -> Difference {
    Difference { rule: Rule::MoneyHasOrder, subject: Subject::Intent(intent.id.clone()), detail }
}

fn check_without_intent(order: &Order, found: &mut Vec<Difference>) {
    if matches!(order.state, State::Paid | State::Refunding | State::Refunded) {
        let detail = format!("It is {}, but was never charged: it has no intent", order.state.as_str());
        found.push(about(order, Rule::PaidHasMoney, detail));
    }
}

/// The order's state against its own intent. An order in review differs already, and says so itself.
fn check_linked(order: &Order, intent: &ProviderIntent, when: When, found: &mut Vec<Difference>) {
    let (id, state) = (&intent.id, order.state.as_str());
    let status = in_words(intent.status);
    match order.state {
        State::Pending | State::Processing | State::Expiring | State::Cancelling
            if when.is_at_rest() && intent.has_money() =>
        {
            let detail = format!("It is {state}, but {} came in by {id}", intent.kept());
            found.push(about(order, Rule::MoneyHasOrder, detail));
        }
        State::Paid | State::Refunding | State::Refunded if intent.status != IntentStatus::Succeeded => {
            let detail = format!("It is {state}, but was never charged: its intent {id} is {status}");
            found.push(about(order, Rule::PaidHasMoney, detail));
        }
        State::Paid | State::Refunding => check_refunds(order, intent, when, found),
        State::Refunded if intent.has_money() => {
            let detail = format!("It is refunded, but {} of {id} were not given back", intent.kept());
            found.push(about(order, Rule::MoneyHasOrder, detail));
        }
        State::Expired | State::Cancelled if intent.has_money() => {
            let detail = format!("It is {state}, but {} came in by {id}", intent.kept());
            found.push(about(order, Rule::EndedIsCanceled, detail));
        }
        State::Expired | State::Cancelled if !is_over(intent) => {
            let detail = format!("It is {state}, but its intent {id} is {status} and may still be paid");
            found.push(about(order, Rule::EndedIsCanceled, detail));
        }
        _ => {}
    }
}

/// What the provider gave back, refunds under way among it, beside what the order knows of.
fn check_refunds(order: &Order, intent: &ProviderIntent, when: When, found: &mut Vec<Difference>) {
    let money = |minor| Money::new(minor, order.total.currency);
    let (state, given) = (order.state.as_str(), money(intent.refunded_minor));
    if order.refunded_minor() > intent.refunded_minor {
        let noted = money(order.refunded_minor());
        let detail = format!("It is {state} and notes {noted} as given back, but {given} were");
        found.push(about(order, Rule::RefundedRight, detail));
    }
    let lost = money(order.lost_minor());
    if order.requested_minor().saturating_add(order.lost_minor()) > order.paid_minor() {
        let (noted, paid) = (money(order.requested_minor()), money(order.paid_minor()));
        let detail = format!("It is {state}: refunds of {noted} and lost disputes of {lost} come to more than {paid}");
        found.push(about(order, Rule::RefundedRight, detail));
    }
    // At every instant it may be: a person may have given it back at the provider, who is about to tell the shop.
    if order.requested_minor() < intent.refunded_minor && when.now().is_some() {
        let noted = money(order.requested_minor());
        let detail = format!("It is {state} and knows of refunds of {noted}, but {given} were given back");
        found.push(about(order, Rule::RefundedRight, detail));
    }
}

/// Whether the intent can never be paid any more: canceled, or paid and wholly given back.
fn is_over(intent: &ProviderIntent) -> bool {
    match intent.status {
        IntentStatus::Canceled => true,
        IntentStatus::Succeeded => !intent.has_money(),
        _ => false,
    }
}

fn in_words(status: IntentStatus) -> &'static str {
    match status {
        IntentStatus::RequiresPaymentMethod => "waiting for a payment method",
        IntentStatus::RequiresConfirmation => "waiting to be confirmed",
        IntentStatus::RequiresAction => "waiting for the buyer",
        IntentStatus::Processing => "being processed",
        IntentStatus::Succeeded => "paid",
        IntentStatus::Canceled => "canceled",
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        kernel::{Currency, Digest, Money, OrderId},
        orders::{Order, State},
        payments::{IntentStatus, ProviderRefund, ProviderRefundId, RefundStatus},
        reconciliation::{
            ProviderIntent, Rule, Snapshot, When,
            snapshot::tests::{NOW, order},
        },
    };

    /// An intent of the order of the tests, paid or not.
    fn intent(id: &str, status: IntentStatus) -> ProviderIntent {
        let order = order(State::Pending);
        let paid = status == IntentStatus::Succeeded;
        ProviderIntent {
            id: id.parse().expect("an intent"),
            order: Some(order.id),
            buyer: Some(order.buyer),
            status,
            amount: order.total,
            received_minor: if paid { order.total.amount_minor } else { 0 },
            refunded_minor: 0,
            succeeded_charges: u32::from(paid),
            is_disputed: false,
        }
    }

    /// The same, linked to an order in `state`.
    fn linked(state: State, intents: Vec<ProviderIntent>) -> Snapshot {
        let order = Order { intent: intents.first().map(|intent| intent.id.clone()), ..order(state) };
        Snapshot { orders: vec![order], intents, ..Snapshot::default() }
    }

    fn rules(snapshot: &Snapshot, when: When) -> Vec<Rule> {
        let mut found = Vec::new();
        super::check(snapshot, when, &mut found);
        found.sort();
        found.into_iter().map(|found| found.rule).collect()
    }

    const AT_REST: When = When::AtRest { now: NOW };
    use IntentStatus::{Canceled, Processing, RequiresPaymentMethod, Succeeded};

    #[test]
    fn an_order_and_its_intent_agree_or_not() {
        for (state, status, running, at_rest) in [
            (State::Pending, RequiresPaymentMethod, None, None),
            (State::Pending, Canceled, None, None),
            (State::Pending, Succeeded, None, Some(Rule::MoneyHasOrder)),
            (State::Expiring, Succeeded, None, Some(Rule::MoneyHasOrder)),
            (State::Cancelling, Processing, None, None),
            (State::Processing, Processing, None, None),
            (State::Processing, Succeeded, None, Some(Rule::MoneyHasOrder)),
            (State::Paid, Succeeded, None, None),
            (State::Paid, Processing, Some(Rule::PaidHasMoney), Some(Rule::PaidHasMoney)),
            (State::Paid, Canceled, Some(Rule::PaidHasMoney), Some(Rule::PaidHasMoney)),
            (State::Expired, Canceled, None, None),
            (State::Expired, RequiresPaymentMethod, Some(Rule::EndedIsCanceled), Some(Rule::EndedIsCanceled)),
            (State::Cancelled, Succeeded, Some(Rule::EndedIsCanceled), Some(Rule::EndedIsCanceled)),
            (State::Refunded, Succeeded, Some(Rule::MoneyHasOrder), Some(Rule::MoneyHasOrder)),
            (State::Refunding, Succeeded, None, None),
            (State::Refunding, Canceled, Some(Rule::PaidHasMoney), Some(Rule::PaidHasMoney)),
            (State::NeedsReview, Succeeded, None, None),
        ] {
            let snapshot = linked(state, vec![intent("pi_1", status)]);
            assert_eq!(rules(&snapshot, When::Running), Vec::from_iter(running), "{state:?} {status:?}");
            assert_eq!(rules(&snapshot, AT_REST), Vec::from_iter(at_rest), "{state:?} {status:?}");
        }
    }

    #[test]
    fn without_an_intent_an_order_is_not_paid() {
        for (state, rule) in [(State::Pending, None), (State::Expired, None), (State::Paid, Some(Rule::PaidHasMoney))] {
            assert_eq!(rules(&linked(state, vec![]), AT_REST), Vec::from_iter(rule), "{state:?}");
        }
    }

    #[test]
    fn money_that_went_back_is_no_money() {
        let refunded = ProviderIntent { refunded_minor: 998, ..intent("pi_1", Succeeded) };
        assert_eq!(rules(&linked(State::Paid, vec![refunded.clone()]), AT_REST), [Rule::RefundedRight]);
        assert_eq!(rules(&linked(State::Paid, vec![refunded.clone()]), When::Running), []);
        for state in [State::Refunded, State::Expired] {
            assert_eq!(rules(&linked(state, vec![refunded.clone()]), AT_REST), [], "{state:?}");
        }
        let too_much = ProviderIntent { refunded_minor: 999, ..intent("pi_1", Succeeded) };
        assert_eq!(rules(&linked(State::Refunded, vec![too_much]), When::Running), [Rule::RefundedRight]);
    }

    /// An order that notes a refund of so much, done or under way; and what the provider gave back.
    fn noted(minor: u64, is_done: bool, given_back: u64) -> Snapshot {
        let intent = ProviderIntent { refunded_minor: given_back, ..intent("pi_1", Succeeded) };
        let mut snapshot = linked(State::Paid, vec![intent]);
        let order = &mut snapshot.orders[0];
        let (created, own) = (order.created, None);
        let id: ProviderRefundId = "re_1".parse().expect("an identifier");
        let made = ProviderRefund { id, amount_minor: minor, status: RefundStatus::Succeeded, created, own };
        let refund = order.taken_over(&made);
        *order = order.with_refund(&refund);
        if is_done {
            *order = order.with_settled(&refund.settled(RefundStatus::Succeeded, None, created));
        }
        snapshot
    }

    #[test]
    fn what_was_given_back_is_what_the_order_notes() {
        for (minor, is_done, given_back, running, at_rest) in [
            (100, true, 100, None, None),
            (100, false, 100, None, None),
            (100, false, 0, None, None),
            (100, true, 0, Some(Rule::RefundedRight), Some(Rule::RefundedRight)),
            (100, true, 300, None, Some(Rule::RefundedRight)),
            (100, false, 300, None, Some(Rule::RefundedRight)),
        ] {
            let snapshot = noted(minor, is_done, given_back);
            assert_eq!(rules(&snapshot, When::Running), Vec::from_iter(running), "{minor} {is_done} {given_back}");
            assert_eq!(rules(&snapshot, AT_REST), Vec::from_iter(at_rest), "{minor} {is_done} {given_back}");
        }
    }

    #[test]
    fn a_second_charge_is_one_too_many_until_it_is_given_back() {
        let mut snapshot = linked(State::Paid, vec![intent("pi_1", Succeeded), intent("pi_2", Succeeded)]);
        assert_eq!(rules(&snapshot, When::Running), [Rule::ChargedOnce, Rule::MoneyHasOrder]);
        snapshot.intents[1].refunded_minor = 998;
        assert_eq!(rules(&snapshot, When::Running), []);
        let twice = ProviderIntent { succeeded_charges: 2, ..intent("pi_1", Succeeded) };
        assert_eq!(rules(&linked(State::Paid, vec![twice]), When::Running), [Rule::ChargedOnce]);
    }

    #[test]
    fn an_orphan_without_money_is_no_matter() {
        let snapshot = linked(State::Paid, vec![intent("pi_1", Succeeded), intent("pi_2", RequiresPaymentMethod)]);
        assert_eq!(rules(&snapshot, AT_REST), []);
    }

    #[test]
    fn the_amount_and_the_currency_are_the_orders() {
        let eur = Money::new(998, Currency::parse("EUR").expect("a currency"));
        let other = ProviderIntent { amount: eur, ..intent("pi_1", Succeeded) };
        assert_eq!(rules(&linked(State::Paid, vec![other]), When::Running), [Rule::ChargedRight]);
        let less = ProviderIntent { received_minor: 997, ..intent("pi_1", Succeeded) };
        assert_eq!(rules(&linked(State::Paid, vec![less]), When::Running), [Rule::ChargedRight]);
    }

    #[test]
    fn money_for_nobody_is_found() {
        let unknown = OrderId::from_digest(&Digest::of(&[b"another"]));
        let stray = ProviderIntent { order: Some(unknown), ..intent("pi_1", Succeeded) };
        let foreign = ProviderIntent { order: None, buyer: None, ..intent("pi_2", Succeeded) };
        let unpaid = ProviderIntent { order: None, buyer: None, ..intent("pi_3", Processing) };
        let snapshot = Snapshot { intents: vec![stray, foreign, unpaid], ..Snapshot::default() };
        assert_eq!(rules(&snapshot, When::Running), [Rule::MoneyHasOrder, Rule::MoneyHasOrder]);
    }

    #[test]
    fn an_order_is_linked_to_an_intent_of_its_own() {
        let mut snapshot = linked(State::Pending, vec![intent("pi_1", Processing)]);
        snapshot.intents[0].order = None;
        assert_eq!(rules(&snapshot, When::Running), [Rule::OwnIntent]);
        snapshot.intents.clear();
        assert_eq!(rules(&snapshot, When::Running), [Rule::OwnIntent]);
    }

    #[test]
    fn a_disputed_payment_is_a_warning_and_no_difference_whatever_the_order_is() {
        for state in [State::Paid, State::Refunding, State::NeedsReview] {
            let disputed = ProviderIntent { is_disputed: true, ..intent("pi_1", Succeeded) };
            let snapshot = linked(state, vec![disputed]);
            assert_eq!(rules(&snapshot, When::Running), [], "{state:?}");
            let warnings = snapshot.warnings();
            assert!(warnings.len() == 1 && warnings[0].detail.contains("pi_1 was disputed"), "{warnings:?}");
        }
    }
}
