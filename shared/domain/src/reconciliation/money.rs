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

/// Paid orders of which a part was given back at the provider, which the shop leaves paid; and orders whose payment is or
/// was disputed, which the shop leaves as they are.
pub(super) fn warnings(snapshot: &Snapshot) -> Vec<Warning> {
    let intents: HashMap<&IntentId, &ProviderIntent> = snapshot.intents.iter().map(|it| (&it.id, it)).collect();
    let linked = snapshot.orders.iter().filter_map(|order| Some((order, *intents.get(order.intent.as_ref()?)?)));
    let mut warnings = Vec::new();
    for (order, intent) in linked {
        let mut warn = |detail| warnings.push(Warning { subject: subject(order), detail });
        if order.state == State::Paid && intent.refunded_minor > 0 && intent.has_money() {
            warn(refunded_in_part(intent));
        }
        if intent.is_disputed {
            warn(disputed(order, intent));
        }
    }
    warnings
}

fn disputed(order: &Order, intent: &ProviderIntent) -> String {
    let (id, state) = (&intent.id, order.state.as_str());
    format!("Its payment {id} was disputed: see at the provider how that stands; it stays {state}")
}

fn refunded_in_part(intent: &ProviderIntent) -> String {
    let refunded = Money::new(intent.refunded_minor, intent.amount.currency);
    format!("{refunded} of {} were given back at the provider; it stays paid", intent.received())
}

/// Whether the intent's metadata mean this order.
fn names(intent: &ProviderIntent, order: &Order) -> bool {
    intent.order.as_ref() == Some(&order.id) && intent.buyer.as_ref().is_none_or(|buyer| *buyer == order.buyer)
}

fn is_linked(intent: &ProviderIntent, order: &Order) -> bool {
    order.intent.as_ref() == Some(&intent.id)
}

/// What is asked for, and what came, is the order's total. An intent that is neither linked nor paid may ask for
/// anything: it is never confirmed.
fn check_amount(intent: &ProviderIntent, order: &Order, found: &mut Vec<Difference>) {
    let id = &intent.id;
    if intent.amount != order.total && (intent.has_money() || is_linked(intent, order)) {
        let detail = format!("It comes to {}, but {id} asks for {}", order.total, intent.amount);
        found.push(about(order, Rule::ChargedRight, detail));
    } else if intent.has_money() && intent.received_minor != order.total.amount_minor {
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
        // At every instant it is not: a person may have given it back at the provider, who is about to tell the shop.
        State::Paid if when.now().is_some() && !intent.has_money() => {
            let detail = format!("It is paid, but all the money of {id} was given back");
            found.push(about(order, Rule::PaidHasMoney, detail));
        }
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
        payments::IntentStatus,
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
        assert_eq!(rules(&linked(State::Paid, vec![refunded.clone()]), AT_REST), [Rule::PaidHasMoney]);
        assert_eq!(rules(&linked(State::Paid, vec![refunded.clone()]), When::Running), []);
        for state in [State::Refunding, State::Refunded, State::Expired] {
            assert_eq!(rules(&linked(state, vec![refunded.clone()]), AT_REST), [], "{state:?}");
        }
        let in_part = ProviderIntent { refunded_minor: 100, ..intent("pi_1", Succeeded) };
        let in_part = linked(State::Paid, vec![in_part]);
        assert_eq!(rules(&in_part, AT_REST), []);
        assert_eq!(in_part.warnings()[0].detail, "1.00 USD of 9.98 USD were given back at the provider; it stays paid");
        assert_eq!(linked(State::Paid, vec![intent("pi_1", Succeeded)]).warnings(), []);
        let too_much = ProviderIntent { refunded_minor: 999, ..intent("pi_1", Succeeded) };
        assert_eq!(rules(&linked(State::Refunded, vec![too_much]), When::Running), [Rule::RefundedRight]);
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
