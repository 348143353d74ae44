//! How far the goods of an order have gone, as the desk lists it.

use crate::orders::{FulfilmentState, Order, State};

/// How far the goods of `order` have gone; none while it is not paid, or its money goes back: there is nothing to send then.
#[must_use]
pub fn fulfilment_of(order: &Order) -> Option<FulfilmentState> {
    (order.state == State::Paid).then(|| order.fulfilment())
}
