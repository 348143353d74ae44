//! The design as built holds in every state; each wrong one fails, and where it should.

#![expect(clippy::print_stdout, reason = "a test tells how much it has seen")]

use model::{Design, Shop};
use stateright::{Checker as _, Model as _};

/// One unit, one order, two functions at the same time.
const USUAL: Shop = Shop { design: Design::AsBuilt, stock: 1, orders: 1, at_once: 2, refunds: false, dashboard: false };

/// Walks through every state of `shop`, twice: for what must hold in each, and for the rest that each must lead to.
fn holds(shop: Shop, at_least: usize) {
    let checker = shop.checker().threads(2).spawn_bfs().join();
    checker.assert_properties();
    let (states, restless) = shop.restless();
    assert_eq!(restless, None, "a state that leads to no rest");
    println!("{shop:?}: {states} states, the farthest after {} steps", checker.max_depth() - 1);
    assert_eq!(states, checker.unique_state_count(), "both walks see the same");
    assert!(states >= at_least, "{states} states are too few: the model lost something");
}

#[test]
fn two_functions_at_once_on_one_order() {
    holds(USUAL, 50_000);
}

#[test]
fn a_merchant_who_refunds_while_another_function_runs() {
    holds(Shop { refunds: true, ..USUAL }, 500_000);
}

#[test]
fn an_intent_that_is_cancelled_at_the_provider_while_another_function_runs() {
    holds(Shop { dashboard: true, ..USUAL }, 100_000);
}

#[test]
fn two_orders_for_the_last_unit() {
    holds(Shop { orders: 2, at_once: 1, ..USUAL }, 75_000);
}

#[test]
#[ignore = "half a minute"]
fn three_functions_at_once_on_one_order() {
    holds(Shop { at_once: 3, ..USUAL }, 500_000);
}

#[test]
fn a_wrong_design_is_caught_by_the_property_that_it_breaks() {
    for (design, broken) in [
        (Design::ReleaseBeforeCancel, "stock is back only if nothing can be paid"),
        (Design::ConfirmBeforeLink, "at most one charge, and only of the linked intent"),
        (Design::SecretBeforeLink, "at most one charge, and only of the linked intent"),
        (Design::SettleWithoutCondition, "a second receipt has its excuse"),
        (Design::ReleaseWithoutCondition, "available + held + sold = received"),
        (Design::DueRemovedBeforeReceipt, "every rest is an end"),
        (Design::ReturnBeforeRefund, "refunded means given back"),
        (Design::RefundForgetsReceipt, "every rest is an end"),
        (Design::NoSweep, "every rest is an end"),
    ] {
        let refunds = matches!(design, Design::ReturnBeforeRefund | Design::RefundForgetsReceipt);
        let found = Shop { design, refunds, ..USUAL }.counterexample();
        let found = found.unwrap_or_else(|| panic!("nothing is wrong with {design:?}"));
        println!("{design:?}: {} after {:?}", found.property, found.steps);
        assert_eq!(found.property, broken, "{design:?} after {:?}", found.steps);
    }
}

#[test]
fn a_design_without_an_end_is_caught_by_its_unrest() {
    let shop = Shop { design: Design::NoExpiry, ..USUAL };
    assert!(shop.counterexample().is_none(), "it breaks no property: it goes round in circles");
    assert!(shop.restless().1.is_some());
}
