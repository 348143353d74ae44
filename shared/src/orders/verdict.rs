//! What an intent means for its order.

use super::Order;
use crate::payments::{Intent, IntentStatus};

/// What the provider's record means for the order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The order is paid.
    Paid,
    /// The intent can never be paid.
    GivenUp,
    /// Nothing final has happened.
    Open,
    /// The record is not this order's, or not for its amount: a person has to look.
    Differs,
}

/// Compares the provider's record with the order, then reads its status.
#[must_use]
pub fn judge(order: &Order, intent: &Intent) -> Verdict {
    let same = order.intent.as_ref() == Some(&intent.id)
        && intent.order.as_ref() == Some(&order.id)
        && intent.amount == order.total;
    match intent.status {
        _ if !same => Verdict::Differs,
        IntentStatus::Succeeded if intent.received_minor != order.total.amount_minor => Verdict::Differs,
        IntentStatus::Succeeded => Verdict::Paid,
        IntentStatus::Canceled => Verdict::GivenUp,
        IntentStatus::RequiresPaymentMethod
        | IntentStatus::RequiresConfirmation
        | IntentStatus::RequiresAction
        | IntentStatus::Processing => Verdict::Open,
    }
}
