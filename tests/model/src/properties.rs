//! What must hold.

use stateright::Property;

use crate::{
    Shop,
    state::{Due, Order, Receipt, Refund, RunState, State, Status},
};

/// Everything that must hold, and what must at least be possible: a model in which nothing happens is right about nothing.
pub(crate) fn properties() -> Vec<Property<Shop>> {
    vec![
        Property::always("available + held + sold = received", |shop, state: &State| {
            let kept = state.orders.iter().filter(|order| order.stage != RunState::Absent && !order.has_returned());
            state.available >= 0 && state.available + kept.map(|_| 1).sum::<i8>() == shop.stock
        }),
        Property::always("at most one charge, and only of the linked intent", |_, state: &State| {
            each(state, |order| {
                let mut charged =
                    (0..3).filter(|intent| order.intents[usize::from(*intent)].status == Status::Succeeded);
                charged.next().is_none_or(|first| order.linked == Some(first) && charged.next().is_none())
            })
        }),
        Property::always("every move is in the shop's own table", |_, state: &State| !state.strayed),
        Property::always("stock is back only if nothing can be paid", |_, state: &State| {
            each(state, |order| {
                let closed = order.payment().is_none_or(|status| status == Status::Canceled);
                let payable = order.intents.iter().any(|intent| intent.shown && intent.status == Status::Open);
                !order.is_given_up() || (closed && !payable)
            })
        }),
        Property::always("paid means charged", |_, state: &State| {
            let paid = |stage| matches!(stage, RunState::Paid | RunState::Refunding | RunState::Refunded);
            each(state, |order| !paid(order.stage) || order.payment() == Some(Status::Succeeded))
        }),
        Property::always("refunded means given back", |_, state: &State| {
            each(state, |order| order.stage != RunState::Refunded || order.refund == Refund::Arrived)
        }),
        Property::always("no order needs a person", |_, state: &State| {
            each(state, |order| order.stage != RunState::NeedsReview)
        }),
        Property::always("a second receipt has its excuse", |_, state: &State| {
            each(state, |order| order.mails < 2 || order.excused)
        }),
        Property::always("every rest is an end", |shop, state: &State| {
            !shop.certain(state).is_empty() || each(state, has_ended)
        }),
        Property::sometimes("an order that is being given up was paid for", |_, state: &State| {
            state.orders.iter().any(|order| {
                matches!(order.stage, RunState::Expiring | RunState::Cancelling)
                    && order.payment() == Some(Status::Succeeded)
            })
        }),
        Property::sometimes("an order waits for a bank although its window has closed", |_, state: &State| {
            state.orders.iter().any(|order| order.stage == RunState::Processing && !order.window_open)
        }),
        Property::sometimes("an intent that is not the order's stays open", |_, state: &State| {
            state
                .orders
                .iter()
                .any(|order| order.is_given_up() && order.intents.iter().any(|i| i.status == Status::Open))
        }),
        Property::sometimes("every order is sold or never placed", |_, state: &State| {
            state.running.is_empty() && each(state, |order| matches!(order.stage, RunState::Absent | RunState::Paid))
        }),
    ]
}

fn each(state: &State, holds: impl Fn(&Order) -> bool) -> bool {
    state.orders.iter().all(holds)
}

/// Ended, in no index; charged if and only if paid; and whoever paid has a receipt, whatever became of the money. A paid
/// order of which nobody has told that its money was given back at the provider stays paid.
fn has_ended(order: &Order) -> bool {
    let charged = order.payment() == Some(Status::Succeeded);
    order.due == Due::Never
        && match order.stage {
            RunState::Paid | RunState::Refunded | RunState::NeedsReview => {
                charged && order.receipt == Receipt::Sent && order.mails > 0
            }
            RunState::Absent | RunState::Expired | RunState::Cancelled => !charged,
            _ => false,
        }
}
